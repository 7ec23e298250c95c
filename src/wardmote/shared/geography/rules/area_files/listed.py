"""Tables that say which ward is in which area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from wardmote.kernel.table_files import RowFault, read_table

from ..words import plain

LONGEST_NAME = 200


@dataclass(frozen=True, kw_only=True)
class Memberships:
    """Which wards each area is made of, by names as they are written, and the rows that cannot be used."""

    areas: Mapping[str, Sequence[str]]
    faults: Sequence[RowFault]
    left_out: Sequence[str]

    @property
    def is_usable(self) -> bool:
        """Every row can be used."""
        return bool(self.areas) and not self.faults


def read_memberships(content: bytes, *, wards: Mapping[str, str]) -> Memberships:
    """Read a table with the columns area and ward: each ward in one area. ``wards`` gives the code of each by name.

    A ward is named by its name or its code; capitals, accents and punctuation do not matter. Raises
    UnreadableTable for what is no such table.
    """
    known = {plain(code): name for name, code in wards.items() if code}
    known |= {plain(name): name for name in wards}
    rows = read_table(
        content,
        columns={
            "area": ("area", "name", "locality", "area name"),
            "ward": ("ward", "ward name", "ward code"),
        },
        needed=("area", "ward"),
    )
    areas: dict[str, list[str]] = {}
    spelled: dict[str, str] = {}
    taken: dict[str, str] = {}
    faults = []
    for row in rows:
        ward, area = known.get(plain(row["ward"])), row["area"]
        fault = row.fault or _fault(area, row["ward"], ward, taken, known)
        if fault or ward is None:
            faults.append(RowFault(row=row.number, sentence=fault))
            continue
        area = spelled.setdefault(plain(area), area)
        areas.setdefault(area, []).append(ward)
        taken[ward] = area
    return Memberships(areas=areas, faults=faults, left_out=sorted(set(wards) - taken.keys()))


def _fault(
    area: str, written: str, ward: str | None, taken: Mapping[str, str], known: Mapping[str, str]
) -> str:
    if not plain(area):
        return "The area has no name. Write one in the column “area”."
    if len(area) > LONGEST_NAME:
        return f"The name of the area is longer than {LONGEST_NAME} letters."
    if ward is None:
        near = get_close_matches(plain(written[:LONGEST_NAME]), list(known), n=1)
        meant = (
            f" Did you mean “{known[near[0]]}”?" if near else " Write it as it stands in the list of wards."
        )
        return f"There is no ward “{written[:60]}”.{meant}"
    if ward in taken:
        return f"{ward} is in “{taken[ward]}” already. A ward can be in one area of a set only."
    return ""
