"""From the text of a mapping file to a FiguresMapping, or to one sentence for each fault."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

import yaml

from wardmote.kernel.mapping_files import Section, WrongMapping, read_yaml, short
from wardmote.kernel.sheets import ENCODINGS

from ..periods import NoPeriod, Period, Writing, guess_period
from ..words import Kind, Mark, Polarity, Topic
from .model import (
    AreaPlace,
    Columns,
    FiguresMapping,
    IndicatorSpec,
    PeriodPlace,
    ReleaseFacts,
    TableFile,
    Where,
)

FIRST = "release:"
ABOUT = "docs/how-to/bring-figures.md"
MOST_INDICATORS = 400
_KEY = re.compile(r"[a-z][a-z0-9_]{0,79}")
_SET = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_WAYS = ("across", "column", "fixed")
_COMMON = (
    "topic", "unit", "kind", "per", "weight", "base", "breakdown", "polarity", "lowest", "highest", "decimals", "scale",
)  # fmt: skip

Choice = TypeVar("Choice", bound=StrEnum)


def read_figures_mapping(source: str) -> FiguresMapping:
    """Read a mapping file's text. Raises WrongMapping with every fault found, each with its line and what to write."""
    top = Section(read_yaml(source, first=FIRST, about=ABOUT), "", [])
    release, file = release_facts(top), table_file(top)
    area, period = _area(top), _period(top)
    where, column = _indicator(top)
    values, indicators, keep = _values(top), _indicators(top, where), kept_rows(top)
    top.close()
    if not top.faults and area is not None and period is not None:
        _fit(top, area.where, period.where, where, values, indicators)
    if top.faults or release is None or area is None or period is None:
        raise WrongMapping(top.faults)
    return FiguresMapping(
        source=source,
        release=release,
        file=file,
        period=period,
        area=area,
        indicator_where=where,
        indicator_column=column,
        indicators=indicators,
        values=values,
        keep=keep,
    )


def release_facts(top: Section) -> ReleaseFacts | None:
    """The block that says where a file comes from."""
    top.need("release", "write a block with key, title and source: where the figures come from.")
    block = top.section("release")
    if block is None:
        return None
    for key, sentence in (
        ("key", "write a short key, the same for every edition of this table, such as imd-2007."),
        ("title", "write what the table is called."),
        ("source", "write who measured it, and how."),
    ):
        block.need(key, sentence)
    said = {
        key: _bounded(block, key, most)
        for key, most in (
            ("key", 80), ("title", 300), ("source", 300), ("publisher", 200), ("licence", 200), ("address", 500),
            ("paper", 300), ("note", 2_000),
        )
    }  # fmt: skip
    if said["key"] and not _SET.fullmatch(said["key"]):
        block.fault(block.node("key"), "key", "write small letters, numbers and hyphens.")
    block.close()
    return ReleaseFacts(**said)


def _bounded(block: Section, key: str, most: int) -> str:
    said = " ".join((block.text(key) or "").split())
    if len(said) > most or not said.isprintable():
        block.fault(block.node(key), key, f"write at most {most} letters on one line.")
    return said[:most]


def table_file(top: Section) -> TableFile:
    """The block that says how the file is written, all of which may be left out."""
    block = top.section("file")
    marks = _marks(top)
    if block is None:
        return TableFile(marks=marks)
    delimiter = block.text("delimiter")
    delimiter = "\t" if delimiter in ("tab", "\\t") else delimiter
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        block.fault(
            block.node("delimiter"), "delimiter", "write one character in quotes, such as “;”, or tab."
        )
        delimiter = None
    made = TableFile(
        sheet=block.text("sheet"),
        encoding=block.one_of("encoding", ENCODINGS),
        delimiter=delimiter,
        heading_row=block.whole("heading_row", 1, 400_000),
        heading_rows=block.whole("heading_rows", 1, 5) or 1,
        last_row=block.whole("last_row", 1, 400_000),
        decimal_comma=block.one_of("decimal", (",", ".")) == ",",
        marks=marks,
    )
    block.close()
    return made


def _marks(top: Section) -> dict[str, Mark | None]:
    known = {mark.value: mark for mark in Mark if mark not in _OURS}
    found: dict[str, Mark | None] = {}
    for sign, meaning, node in top.pairs("symbols"):
        if meaning == "nought":
            found[sign] = None
        elif meaning in known:
            found[sign] = known[meaning]
        else:
            choices = ", ".join(["nought", *known])
            top.fault(node, "symbols", f"“{short(meaning)}” is none of these: {choices}.")
    return found


_OURS = {Mark.IN_DOUBT, Mark.OUT_OF_RANGE, Mark.UNKNOWN_AREA, Mark.NOT_A_NUMBER}


def code_set(block: Section, key: str, *, needed: bool = True) -> str:
    """The key of a set of area codes."""
    if needed:
        block.need(key, "write the set the area codes are of, such as lsoa-2011.")
    said = block.text(key) or ""
    if said and not _SET.fullmatch(said):
        block.fault(block.node(key), key, "write small letters, numbers and hyphens, such as lsoa-2011.")
    return said


def _area(top: Section) -> AreaPlace | None:
    top.need("area", "write a block: {column: the column of area codes, set: lsoa-2011}.")
    block = top.section("area")
    if block is None:
        return None
    where, said = _way(block)
    made = AreaPlace(
        where=where,
        said=said,
        code_set=code_set(block, "set"),
        names={name: code for name, code, _ in block.pairs("names")},
        whole=block.text("whole") or "",
        whole_set=code_set(block, "whole_set", needed=False),
    )
    if made.whole and not made.whole_set:
        block.fault(
            block.node("whole"),
            "whole",
            "say beside it whole_set, the set its code is of, such as districts.",
        )
    block.close()
    return made


def _way(block: Section) -> tuple[Where, str]:
    ways = [way for way in _WAYS if block.node(way) is not None]
    if len(ways) != 1:
        block.fault(None, "", "say one of: column: NAME, across: true, or fixed: a name.")
        return Where.FIXED, ""
    return Where(ways[0]), block.text(ways[0]) or ""


def _period(top: Section) -> PeriodPlace | None:
    top.need("period", "write the period the figures are of, such as 2007.")
    node = top.node("period")
    if isinstance(node, yaml.ScalarNode):
        return _fixed(top, "period", str(node.value))
    block = top.section("period")
    if block is None:
        return None
    if block.node("label") is not None or block.node("from") is not None:
        made = _dated(block)
    else:
        where, said = _way(block)
        written = one(block, "written", Writing)
        made = PeriodPlace(where=where, column=said, written=written) if where is not Where.FIXED else None
        made = made or _fixed(block, "fixed", said)
    block.close()
    return made


def _fixed(block: Section, key: str, said: str) -> PeriodPlace | None:
    try:
        return PeriodPlace(where=Where.FIXED, fixed=guess_period(said))
    except NoPeriod as error:
        block.fault(block.node(key), key, str(error))
        return None


def _dated(block: Section) -> PeriodPlace | None:
    for key in ("label", "from", "until"):
        block.need(
            key, "a period needs its label, and the days from (the first) and until (the first day after)."
        )
    days: list[date] = []
    for key in ("from", "until"):
        try:
            days.append(date.fromisoformat(block.text(key) or ""))
        except ValueError:
            block.fault(block.node(key), key, "write a day such as 2007-06-30.")
    label = " ".join((block.text("label") or "").split())[:60]
    if len(days) < 2 or not label:
        return None
    if days[1] <= days[0]:
        block.fault(
            block.node("until"), "until", "this is the first day after the period: later than “from”."
        )
        return None
    return PeriodPlace(where=Where.FIXED, fixed=Period(label, days[0], days[1]))


def _indicator(top: Section) -> tuple[Where, str]:
    block = top.section("indicator")
    if block is None:
        return Where.FIXED, ""
    where, said = _way(block)
    block.close()
    return where, said


def _values(top: Section) -> Columns:
    block = top.section("values")
    if block is None:
        return Columns()
    made = Columns(
        value=block.text("column") or "",
        numerator=block.text("numerator") or "",
        denominator=block.text("denominator") or "",
    )
    if not made.value and not (made.numerator and made.denominator):
        block.fault(None, "", "name the column of the value, or those of numerator and denominator.")
    block.close()
    return made


def kept_rows(top: Section) -> dict[str, frozenset[str]]:
    """Which rows are read: by a column, and the values it may have."""
    found: dict[str, frozenset[str]] = {}
    for block in top.sections("keep"):
        block.need("column", "name the column by which rows are kept.")
        block.need("values", "write the values that rows must have to be kept: [one, two].")
        column = block.text("column")
        values = frozenset(value for value, _ in block.texts("values"))
        if column:
            found[column] = values
        block.close()
    return found


def _indicators(top: Section, where: Where) -> Sequence[IndicatorSpec]:
    top.need("indicators", "write a list of what is measured, each with key, name, topic, unit and kind.")
    common = top.section("common")
    blocks = top.sections("indicators")
    if len(blocks) > MOST_INDICATORS:
        top.fault(
            top.node("indicators"), "indicators", f"write at most {MOST_INDICATORS}. Split the mapping."
        )
        return []
    made = [_spec(block, common, number, where) for number, block in enumerate(blocks, start=1)]
    if common is not None:
        for key in _COMMON:
            common.node(key)
        common.close()
    keys = [spec.key for spec in made if spec is not None]
    for twice in sorted({key for key in keys if keys.count(key) > 1}):
        top.fault(
            top.node("indicators"), "indicators", f"“{twice}” is there twice. Give each a key of its own."
        )
    return [spec for spec in made if spec is not None]


def _spec(block: Section, common: Section | None, number: int, where: Where) -> IndicatorSpec | None:
    def at(key: str) -> Section:
        return block if common is None or block.node(key) is not None else common

    before = len(block.faults)
    for key, sentence in (
        ("key", "write a key such as imd_2007_score."),
        ("name", "write what people call it."),
    ):
        block.need(key, sentence)
    key = block.text("key") or ""
    if key and not _KEY.fullmatch(key):
        block.fault(
            block.node("key"), "key", "write small letters, numbers and underscores, beginning with a letter."
        )
    for needed, sentence in (
        ("topic", f"write one of these: {', '.join(Topic)}."),
        ("unit", "write the unit as ONS does: residents, %, years, per 1,000 residents."),
        ("kind", f"write one of these: {', '.join(Kind)}."),
    ):
        at(needed).need(needed, sentence)
    kind = one(at("kind"), "kind", Kind) or Kind.AS_PRINTED
    per = _number(at("per"), "per")
    if kind is Kind.PERCENT and per is None:
        per = Decimal(100)
    if kind is Kind.RATE and (per is None or per <= 0):
        at("per").fault(at("per").node("per"), "per", "say of how many the rate is, such as 1000.")
    breakdown, member = at("breakdown").text("breakdown") or "", block.text("member") or ""
    if breakdown and not member:
        member = block.text("name") or ""
    spec = IndicatorSpec(
        key=key,
        name=_bounded(block, "name", 200),
        topic=one(at("topic"), "topic", Topic) or Topic.OTHER,
        unit=_bounded(at("unit"), "unit", 60),
        kind=kind,
        told_by=[text for text, _ in block.texts("from")],
        column=block.text("column") or "",
        numerator=block.text("numerator") or "",
        denominator=block.text("denominator") or "",
        scale=_number(at("scale"), "scale") or Decimal(1),
        per=per if kind in (Kind.RATE, Kind.PERCENT) else None,
        weight=_key(at("weight"), "weight"),
        base=_key(at("base"), "base"),
        breakdown=breakdown[:40] if member else "",
        member=member[:120] if breakdown else "",
        order=block.whole("order", 0, 30_000) or number,
        polarity=one(at("polarity"), "polarity", Polarity) or Polarity.NEITHER,
        lowest=_number(at("lowest"), "lowest"),
        highest=_number(at("highest"), "highest"),
        decimals=at("decimals").whole("decimals", 0, 8) or 0,
        about=_bounded(block, "about", 2_000),
    )
    if spec.lowest is not None and spec.highest is not None and spec.lowest > spec.highest:
        block.fault(block.node("lowest"), "lowest", "the lowest must not be above the highest.")
    if where is not Where.FIXED and not spec.told_by and not spec.column:
        block.fault(None, "from", "say by which heading or cell it is told, or name its own column.")
    block.close()
    return spec if len(block.faults) == before else None


def _key(block: Section, key: str) -> str:
    said = block.text(key) or ""
    if said and not _KEY.fullmatch(said):
        block.fault(block.node(key), key, "write the key of an indicator, such as residents.")
    return said


def _number(block: Section, key: str) -> Decimal | None:
    said = block.text(key)
    if said is None:
        return None
    try:
        number = Decimal(said.replace(",", ""))
        if number.is_finite() and abs(number) < Decimal("1e14"):
            return number
    except InvalidOperation:
        pass
    block.fault(block.node(key), key, "write a number.")
    return None


def one(block: Section, key: str, choices: type[Choice]) -> Choice | None:
    """One member of an enumeration, or None when there is none."""
    said = block.one_of(key, list(choices))
    return None if said is None else choices(said)


def _fit(
    top: Section,
    area: Where,
    period: Where,
    indicator: Where,
    values: Columns,
    specs: Iterable[IndicatorSpec],
) -> None:
    across = [name for name, where in (("area", area), ("period", period), ("indicator", indicator))
              if where is Where.ACROSS]  # fmt: skip
    specs = list(specs)
    own = [spec for spec in specs if spec.column]
    if len(across) > 1:
        top.fault(
            None,
            across[1],
            f"the headings already tell the {across[0]}. Only one of the two can stand there.",
        )
    if across and values.named:
        top.fault(
            top.node("values"),
            "values",
            f"the headings tell the {across[0]}, so every column is a value. Take this out.",
        )
    if not across and not values.named and len(own) < len(specs):
        top.fault(top.node("values"), "values", "name the column in which the values stand: {column: NAME}.")
    if indicator is Where.FIXED and len(specs) - len(own) > 1:
        top.fault(top.node("indicators"), "indicators",
                  "there are several. Say under “indicator” where it is told which one a cell is.")  # fmt: skip
