"""Whether areas exist: by the codes that the map and the lookups know."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from wardmote.shared.geography.rules.words import plain

from ..words import Certainty, FindingKind
from .facts import Found, listed

NATIONAL = re.compile(r"[EWSNKJ]\d{8}|[0-9]{2}[A-Z]{2}([A-Z0-9]{2,6})?|9500\d{4}|95[A-Z]{2}\d{2}[A-Z]?\d?")
"""National statistics codes, new (E01010241) and old (00CU, 00CUFA)."""


@dataclass(frozen=True, kw_only=True)
class KnownAreas:
    """The areas of a code set that are known: their codes, and codes by folded name."""

    codes: frozenset[str] = frozenset()
    by_name: Mapping[str, str] | None = None


class Judged(NamedTuple):
    """The code that is meant for each area as printed, those that nobody knows, and what is said of it."""

    codes: Mapping[str, str]
    unknown: frozenset[str]
    found: tuple[Found, ...]


def judge_codes(
    printed: Collection[str],
    code_set: str,
    names: Mapping[str, str],
    known: KnownAreas,
    fold: Mapping[str, str],
) -> Judged:
    """Find the code of each printed area. ``names`` are the mapping's own; ``fold`` gives each name as it is compared.

    A file that covers far more than is known here (all of England) is not called wrong for it.
    """
    by_name = known.by_name or {}
    codes: dict[str, str] = {}
    strange: list[str] = []
    for area in printed:
        if area in names:
            codes[area] = names[area]
        elif area in known.codes:
            codes[area] = area
        elif fold.get(area, "") in by_name:
            codes[area] = by_name[fold[area]]
        else:
            codes[area] = code_of(area)
            if codes[area] not in known.codes:
                strange.append(area)
    strange.sort()
    if not strange:
        return Judged(codes, frozenset(), ())
    misshapen = [area for area in strange if not NATIONAL.fullmatch(codes[area])]
    if not known.codes:
        return _nothing_known(codes, code_set, strange, misshapen)
    if len(strange) > len(printed) / 2:
        return Judged(codes, frozenset(misshapen), (_beyond(code_set, strange, misshapen),))
    found = Found(
        kind=FindingKind.UNKNOWN_AREA,
        certainty=Certainty.CERTAIN,
        sentence=(
            f"{_areas(len(strange))} not known in “{code_set}”: {listed(strange)}. Their figures are kept, and belong"
            " to nothing on the map."
        ),
        facts={"codes": strange[:200]},
    )
    return Judged(codes, frozenset(strange), (found,))


def code_of(area: str) -> str:
    """The code of an area that nobody knows yet: as printed where it is a national one, else a key of its name."""
    return area.upper() if NATIONAL.fullmatch(area.upper()) else "-".join(plain(area).split())[:80] or area


def _areas(number: int) -> str:
    return "One area is" if number == 1 else f"{number:,} areas are"


def _nothing_known(
    codes: Mapping[str, str], code_set: str, strange: list[str], misshapen: list[str]
) -> Judged:
    if misshapen and len(misshapen) < len(strange):
        found = Found(
            kind=FindingKind.UNKNOWN_AREA,
            certainty=Certainty.LIKELY,
            sentence=f"{_areas(len(misshapen))} no national code, as the others of the file are: {listed(misshapen)}.",
            facts={"codes": misshapen[:200]},
        )
        return Judged(codes, frozenset(misshapen), (found,))
    note = Found(
        kind=FindingKind.NOT_CHECKED,
        certainty=Certainty.NOTE,
        sentence=(
            f"Whether the areas exist could not be checked: neither the map nor a lookup has the set “{code_set}” yet."
        ),
    )
    return Judged(codes, frozenset(), (note,))


def _beyond(code_set: str, strange: list[str], misshapen: list[str]) -> Found:
    but = f", but these are no national codes: {listed(misshapen)}" if misshapen else ""
    return Found(
        kind=FindingKind.UNKNOWN_AREA if misshapen else FindingKind.NOT_CHECKED,
        certainty=Certainty.LIKELY if misshapen else Certainty.NOTE,
        sentence=(
            f"{_areas(len(strange))} not among those known here of “{code_set}”. Most of the file lies elsewhere, so"
            f" they are kept without a doubt{but}."
        ),
        facts={"codes": (misshapen or strange)[:200]},
    )
