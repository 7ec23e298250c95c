"""Every figure of areas as a table for programs and spreadsheets. Numbers are whole, not rounded for reading."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from decimal import Decimal
from fractions import Fraction

import xlsxwriter

from wardmote.kernel.ui.tables import table_text
from wardmote.shared.geography.queries import AreaRef

from ...queries.profiles import WHOLE, Cell, Profiles, Row
from ...rules import TOPIC_IN_WORDS
from ...rules.profiles import how_in_words, value_in_words
from .parts import source_in_words

HEADINGS = (
    "area_set",
    "area_code",
    "area",
    "indicator",
    "indicator_name",
    "topic",
    "unit",
    "period",
    "value",
    "borough",
    "printed",
    "how",
    "estimated",
    "blocks_known",
    "blocks",
    "source",
    "flags",
)
PLACES = 6
"""Decimals that are written of what had to be divided."""

Lines = Iterable[tuple[str | Decimal | int, ...]]


def plain(value: Fraction | None) -> Decimal | None:
    """Give a number as it is written in files: exact where it can be, else to six decimals."""
    if value is None:
        return None
    rounded = round(Decimal(value.numerator) / Decimal(value.denominator), PLACES)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()


def lines_of(known: Profiles, areas: Sequence[AreaRef], codes: dict[int, str]) -> Lines:
    """A line for each area, indicator and period: the area's value, the borough's, and what they rest on."""
    for row in known.rows:
        for area in areas:
            cell = row.cells[area.key]
            if cell.result.value is None and not cell.blocks and not cell.printed:
                continue
            yield _line(known, row, area, cell, codes)


def _line(
    known: Profiles, row: Row, area: AreaRef, cell: Cell, codes: dict[int, str]
) -> tuple[str | Decimal | int, ...]:
    value, whole = (
        plain(cell.result.value),
        plain(row.cells[WHOLE].result.value if WHOLE in row.cells else None),
    )
    return (
        known.set_key,
        codes.get(area.id) or area.key,
        area.name,
        row.indicator.key,
        row.indicator.name,
        TOPIC_IN_WORDS[row.indicator.topic],
        row.indicator.unit,
        row.period,
        "" if value is None else value,
        "" if whole is None else whole,
        cell.printed,
        how_in_words(cell.result, cell.blocks, cell.weighed_by),
        "yes" if cell.result.is_estimated else "no",
        cell.result.known,
        cell.result.blocks,
        "; ".join(source_in_words(known, cell.releases)),
        " ".join(cell.flags),
    )


def csv_of(known: Profiles, areas: Sequence[AreaRef]) -> str:
    """The table as comma-separated text."""
    rows = (
        [f"{cell:f}" if isinstance(cell, Decimal) else cell for cell in line]
        for line in lines_of(known, areas, codes_of(known))
    )
    return table_text(HEADINGS, rows)


def workbook_of(known: Profiles, areas: Sequence[AreaRef]) -> bytes:
    """The table as a workbook: numbers as numbers, text never as a formula, headings that stay in sight."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    made = datetime.combine(known.on, time())  # the same figures make the same file, whoever asks and when
    book.set_properties({"title": f"What is known of {known.set_name}", "created": made})
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("Figures")
    sheet.write_row(0, 0, [heading.replace("_", " ") for heading in HEADINGS], bold)
    last = 0
    for last, line in enumerate(lines_of(known, areas, codes_of(known)), start=1):
        for column, cell in enumerate(line):
            if isinstance(cell, str):
                sheet.write_string(last, column, cell)
            else:
                sheet.write_number(last, column, cell)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, last, len(HEADINGS) - 1)
    sheet.autofit(max_width=300)
    notes = book.add_worksheet("How to read this")
    notes.set_column(0, 0, 110)
    for n, note in enumerate((*NOTES, *source_in_words(known, known.releases))):
        notes.write_string(n, 0, note, wrap)
    book.close()
    return out.getvalue()


NOTES = (
    "Each line is one figure of one area in one period, beside that of the borough.",
    "“how” says how it came about. Counts are added; rates and percentages are worked out again from what was"
    " counted; scores are means weighted by residents; medians and ranks are refused.",
    "“estimated” says that areas for which figures are published had to be shared out.",
    "“printed” is what a source printed for the area itself, where it did.",
    "Sources:",
)


def codes_of(known: Profiles) -> dict[int, str]:
    """The national codes of the areas, by their rows' ids."""
    from wardmote.shared.geography import queries as geography

    return dict(geography.areas_numbered([area.id for area in known.areas]).values_list("pk", "code"))


def plain_of(known: Profiles, areas: Sequence[AreaRef]) -> list[dict[str, object]]:
    """The table for programs: numbers as numbers, nothing where there is none."""
    return [
        {
            heading: _number(cell) if isinstance(cell, Decimal) else cell if cell != "" else None
            for heading, cell in zip(HEADINGS, line, strict=True)
        }
        for line in lines_of(known, areas, codes_of(known))
    ]


def _number(cell: Decimal) -> int | float:
    return int(cell) if cell == cell.to_integral_value() else float(cell)


def text_of(known: Profiles, areas: Sequence[AreaRef]) -> str:
    """The table for a reader at a terminal."""
    named = {area.key: area.name for area in areas}
    out = []
    for row in known.rows:
        of = row.indicator
        out.append(f"{of.name}, {row.period} ({of.unit})")
        for key, name in [*named.items(), (WHOLE, "Borough")]:
            cell = row.cells.get(key)
            if cell is not None:
                written = value_in_words(cell.result, of.unit, of.decimals, cell.printed)
                out.append(f"  {name}: {written}. {how_in_words(cell.result, cell.blocks, cell.weighed_by)}")
                out += [f"    In doubt: {flag}" for flag in cell.flags]
        sources = source_in_words(known, {r for cell in row.cells.values() for r in cell.releases})
        out += [f"  Source: {'; '.join(sources)}", ""]
    return "\n".join(out) if out else f"No figures of {known.set_name} are known yet.\n"
