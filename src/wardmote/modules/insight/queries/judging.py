"""What a file would bring, and what the checks say of it, before anything is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.sheets import MOST_CELLS, Sheet, read_sheet
from wardmote.kernel.table_files import UnreadableTable
from wardmote.shared.geography.rules.names import folded

from ..models import Figure, Release
from ..permissions import Permission
from ..rules import Certainty, FindingKind, Mark
from ..rules.checks import At, Found, Given, KnownAreas, check_figures, judge_codes
from ..rules.layout import Draft, TurnedAway, lay_out
from ..rules.mapping import FiguresMapping, read_figures_mapping
from ..rules.numbers import read_number
from .known import beside, known_areas

MOST_FIGURES = 400_000
MOST_TO_LOOK_AT_AGAIN = 3_000
"""Figures of a release that is checked again when more becomes known. Larger ones are blocks, judged by themselves."""


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """Everything that a file brings: figures, what was found, which are marked, and rows that cannot be used."""

    mapping: FiguresMapping
    figures: Sequence[Given]
    drafts: Mapping[At, Draft]
    found: Sequence[Found]
    turned_away: Sequence[TurnedAway]
    heading_row: int
    rows: int
    passed_over: int
    unread: Sequence[str]
    other_sheets: Sequence[str]

    @property
    def period(self) -> str:
        """The period of the whole table: one label, or the first and the last."""
        labels = list(
            dict.fromkeys(
                one.period for one in sorted(self.figures, key=lambda one: (one.at.start, one.at.until))
            )
        )
        return labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]}"[:60]

    @property
    def marks(self) -> Mapping[At, frozenset[Mark]]:
        """What the file and the checks say of each figure."""
        return marks_of(self.figures, self.found, {at: draft.marks for at, draft in self.drafts.items()})


def judge(actor: Actor, *, content: bytes, mapping: str, most_cells: int = MOST_CELLS) -> Judgement:
    """Read a file by a mapping and check it against itself and against what is known. Nothing is kept.

    Raises NotAllowed, WrongMapping, or UnreadableTable with what to do.
    """
    access.require(actor, Permission.BRING_FIGURES)
    said = read_figures_mapping(mapping)
    file = said.file
    sheet = read_sheet(content, sheet=file.sheet, encoding=file.encoding, delimiter=file.delimiter)
    bounded(sheet, most_cells)
    laid = lay_out(sheet, said)
    if not laid.drafts:
        first = (
            f" The first row that cannot be used: {laid.turned_away[0].because}" if laid.turned_away else ""
        )
        raise UnreadableTable(f"There is no figure in this table as the mapping describes it.{first}")
    if len(laid.drafts) > MOST_FIGURES:
        raise UnreadableTable(
            f"The table has more than {MOST_FIGURES:,} figures. Split it into smaller ones."
        )
    codes, found = _codes(said, laid.drafts)
    figures, drafts, twice = _placed(said, laid.drafts, codes)
    unknown = frozenset(
        code for one in found if one.kind is FindingKind.UNKNOWN_AREA for code in one.facts["codes"]
    )
    found = [_about_areas(one, figures) for one in found]
    usable = [one for one in figures if one.at.code not in unknown]
    return Judgement(
        mapping=said,
        figures=figures,
        drafts=drafts,
        found=[*check_figures(usable, beside(usable)), *found],
        turned_away=sorted([*laid.turned_away, *twice], key=lambda one: one.row),
        heading_row=laid.heading_row,
        rows=laid.rows,
        passed_over=laid.passed_over,
        unread=laid.unread,
        other_sheets=sheet.others,
    )


def bounded(sheet: Sheet, most_cells: int) -> None:
    """Refuse a sheet that is too large for where it is read: a page must answer within a minute."""
    cells = sum(map(len, sheet.rows))
    if cells > most_cells:
        raise UnreadableTable(
            f"The table has {cells:,} cells; {most_cells:,} can be read here. Take out rows and columns that are not"
            " of your borough, or ask whoever runs Wardmote to bring it in at the command line."
        )


def _codes(
    said: FiguresMapping, drafts: Sequence[Draft]
) -> tuple[Mapping[str, tuple[str, str]], list[Found]]:
    """The code set and code of each area as it is printed."""
    area = said.area
    printed = {draft.area for draft in drafts}
    wholes = {one for one in printed if area.whole and folded(one) == folded(area.whole)}
    names = {name: code for name, code in area.names.items() if name in printed}
    by_fold = {folded(name): code for name, code in area.names.items()}
    names |= {one: by_fold[folded(one)] for one in printed if folded(one) in by_fold}
    known = known_areas(area.code_set)
    ours = frozenset(code for name, code in area.names.items() if folded(name) != folded(area.whole))
    if ours and not known.codes:
        known = KnownAreas(codes=ours, by_name=known.by_name)
    judged = judge_codes(printed - wholes, area.code_set, names, known, {one: folded(one) for one in printed})
    codes = {one: (area.code_set, code) for one, code in judged.codes.items()}
    codes |= {one: (area.whole_set, names.get(one, folded(one))) for one in wholes}
    return codes, list(judged.found)


def _placed(
    said: FiguresMapping, drafts: Sequence[Draft], codes: Mapping[str, tuple[str, str]]
) -> tuple[list[Given], dict[At, Draft], list[TurnedAway]]:
    figures: list[Given] = []
    kept: dict[At, Draft] = {}
    twice: list[TurnedAway] = []
    for draft in drafts:
        code_set, code = codes[draft.area]
        at = At(draft.spec.key, code_set, code, draft.period.start, draft.period.until)
        if at in kept:
            twice.append(
                TurnedAway(
                    row=draft.row,
                    words=f"{draft.area}; {draft.printed}",
                    because=f"Row {kept[at].row} gives a figure for the same area already ({code}). That one is kept.",
                )
            )
            continue
        kept[at] = draft
        figures.append(given(draft, at, is_whole=bool(said.area.whole) and code_set == said.area.whole_set))
    return figures, kept, twice


def given(draft: Draft, at: At, *, is_whole: bool) -> Given:
    """A draft as the checks look at it."""
    return Given(
        spec=draft.spec,
        at=at,
        area=draft.area,
        period=draft.period.label,
        value=draft.value,
        numerator=draft.numerator,
        denominator=draft.denominator,
        decimals=draft.decimals,
        printed=draft.printed,
        is_whole=is_whole,
    )


def _about_areas(one: Found, figures: Sequence[Given]) -> Found:
    strange = set(one.facts.get("codes", ()))
    if one.kind is not FindingKind.UNKNOWN_AREA or not strange:
        return one
    about = [figure.at for figure in figures if figure.area in strange or figure.at.code in strange]
    return Found(
        kind=one.kind,
        certainty=one.certainty,
        sentence=one.sentence,
        about=about,
        facts=one.facts,
        mark=Mark.UNKNOWN_AREA,
    )


def marks_of(
    figures: Sequence[Given], found: Sequence[Found], own: Mapping[At, frozenset[Mark]]
) -> Mapping[At, frozenset[Mark]]:
    """The marks of each figure: those of the file, and what the checks add where they are more than a note."""
    marks = {one.at: set(own.get(one.at, ())) for one in figures}
    for one in found:
        if one.mark is not None and one.certainty is not Certainty.NOTE:
            for at in one.about:
                if at in marks:
                    marks[at].add(one.mark)
    return {at: frozenset(said) for at, said in marks.items()}


def judge_again(actor: Actor, release: Release) -> tuple[Sequence[Given], list[Found]] | None:
    """Check a release that is kept against what is known now. None where it is too large to be judged by others.

    Raises NotAllowed.
    """
    access.require(actor, Permission.BRING_FIGURES)
    rows = list(
        Figure.objects.filter(release=release)
        .select_related("indicator")
        .order_by("pk")[: MOST_TO_LOOK_AT_AGAIN + 1]
    )
    if len(rows) > MOST_TO_LOOK_AT_AGAIN:
        return None
    said = read_figures_mapping(release.mapping)
    specs = {spec.key: spec for spec in said.indicators}
    figures = [
        Given(
            spec=specs[row.indicator.key],
            at=At(row.indicator.key, row.code_set, row.area_code, row.period_from, row.period_until),
            area=row.area_name or row.area_code,
            period=row.period,
            value=row.value,
            numerator=row.numerator,
            denominator=row.denominator,
            decimals=read_number(row.printed, decimal_comma=said.file.decimal_comma).decimals,
            printed=row.printed,
            is_whole=bool(said.area.whole) and row.code_set == said.area.whole_set,
        )
        for row in rows
        if row.indicator.key in specs and Mark.UNKNOWN_AREA not in row.marks
    ]
    return figures, check_figures(figures, beside(figures, but_release=release.pk))
