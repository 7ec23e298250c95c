"""Which columns of a file hold names and codes, and what the codes say of themselves.

Columns are named as the Office for National Statistics names them: what kind of area, the year, then CD or NM; WD13CD,
LSOA11NM, LAD23CD. Codes are those of its Register of Geographic Codes: a letter for the country, two digits for the
kind, six for the area.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ..words import AreaKind, plain

_BOROUGHS = "LAD|LTLA|UTLA|LA|CTYUA|MD"
_SMALL = "LSOA|MSOA|OA|DZ|IZ|SDZ|SOA"
_OWN = ("WD|CED|PAR|PARNCP", _SMALL, _BOROUGHS)
"""The finest first: a file of wards names their boroughs as well."""

NAMES = (
    *(re.compile(rf"({kind})\d\d_?NM", re.IGNORECASE) for kind in _OWN),
    re.compile(r"(ward_?|area_?)?name", re.IGNORECASE),
    re.compile(r"ward|area|title", re.IGNORECASE),
)
CODES = (
    *(re.compile(rf"({kind})\d\d_?CD", re.IGNORECASE) for kind in _OWN),
    re.compile(r"((ward|area|gss|ons)_?)?code", re.IGNORECASE),
)
BOROUGHS = re.compile(rf"({_BOROUGHS})\d\d_?NM", re.IGNORECASE)

_KINDS: Mapping[AreaKind, frozenset[str]] = {
    AreaKind.WARDS: frozenset({"E05", "W05", "S13", "N08", "E36", "W40"}),
    AreaKind.SMALL_AREAS: frozenset(
        {"E00", "E01", "E02", "W00", "W01", "W02", "S00", "S01", "S02", "N00", "N20", "N21"}
    ),
    AreaKind.NEIGHBOURS: frozenset({"E06", "E07", "E08", "E09", "E10", "W06", "S12", "N09"}),
}
"""By the first three signs of a code. Boroughs can only be those around: our own is the sum of its wards."""

_NAMED: Mapping[AreaKind, str] = {
    AreaKind.WARDS: _OWN[0],
    AreaKind.SMALL_AREAS: _OWN[1],
    AreaKind.NEIGHBOURS: _OWN[2],
}
_CODE = re.compile(r"[EWSNJK]\d{8}")


def column_of(
    patterns: Sequence[re.Pattern[str]], columns: Sequence[str], rows: Sequence[Mapping[str, str]]
) -> str:
    """Give the first column named like this that tells areas apart as well as any like it; nothing if none does."""
    for pattern in patterns:
        found = [
            (len({row.get(column, "") for row in rows} - {""}), -at, column)
            for at, column in enumerate(columns)
            if pattern.fullmatch(column)
        ]
        if found and (best := max(found))[0] >= len(rows) / 2:
            return best[2]
    return ""


def code_column(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    """Give the column of the codes: by its name, or else one full of national codes; nothing if there is none."""
    if named := column_of(CODES, columns, rows):
        return named
    for column in columns:
        values = [row.get(column, "") for row in rows]
        if len(set(values)) == len(values) and all(_CODE.fullmatch(value) for value in values):
            return column
    return ""


def kind_of(codes: Iterable[str], columns: Sequence[str] = ()) -> AreaKind | None:
    """Say what kind of areas these national codes name, or else the columns they are in; None where neither tells."""
    codes = list(codes)
    counted = Counter(
        kind
        for code in codes
        if _CODE.fullmatch(code)
        for kind, begins in _KINDS.items()
        if code[:3] in begins
    )
    kind, many = counted.most_common(1)[0] if counted else (None, 0)
    if kind is not None and many * 2 > len(codes):
        return kind
    return next(
        (
            kind
            for column in columns
            for kind, named in _NAMED.items()
            if re.match(rf"({named})\d\d_?(CD|NM)", column)
        ),
        None,
    )


_WORDS: Mapping[str, AreaKind] = {
    "neighbour": AreaKind.NEIGHBOURS,
    "around": AreaKind.NEIGHBOURS,
    "small area": AreaKind.SMALL_AREAS,
    "output area": AreaKind.SMALL_AREAS,
    "lsoa": AreaKind.SMALL_AREAS,
    "msoa": AreaKind.SMALL_AREAS,
    "focus": AreaKind.FOCUS,
    "localit": AreaKind.LOCALITIES,
    "ward": AreaKind.WARDS,
    "area": AreaKind.AREAS,
}
"""What the name of a set says of its kind, the more certain first."""


def kind_called(name: str) -> AreaKind | None:
    """Say what kind of areas the name of a set speaks of; None where it speaks of none."""
    written = f" {plain(name)}"
    return next((kind for words, kind in _WORDS.items() if f" {words}" in written), None)
