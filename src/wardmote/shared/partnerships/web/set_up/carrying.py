"""What carries on when wards are redrawn, as the pages show it before and after the new wards are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.queries import CarriedSet
from wardmote.shared.geography.rules.area_files import AreaFile
from wardmote.shared.geography.rules.carrying import Carrying
from wardmote.shared.geography.rules.composition import Carried

_BY = {Carried.CODE: "Same code", Carried.NAME: "Same name", Carried.GROUND: "By its ground"}


@dataclass(frozen=True, kw_only=True)
class CarriedWard:
    """A new ward of which something must be said: where it goes, by what, and where its ground lay."""

    name: str
    area: str
    by: str
    lay_in: str
    is_to_settle: bool


@dataclass(frozen=True, kw_only=True)
class CarriesOn:
    """A set that goes on with new wards: how many without a question, and the others one by one."""

    key: str
    name: str
    plainly: int
    others: Sequence[CarriedWard]

    @property
    def to_settle(self) -> int:
        """Of how many wards a person must say where they belong."""
        return sum(ward.is_to_settle for ward in self.others)


def what_would_carry_on(file: AreaFile, since: date) -> list[CarriesOn]:
    """How every set made of wards would go on with the wards of a file."""
    new = geography.wards_in_file(file)
    names = {ward.key: ward.name for ward in new}
    return [carries_on(each, names) for each in geography.what_carries_on(since, new)]


def carries_on(carried: CarriedSet, names: Mapping[str, str]) -> CarriesOn:
    """What a page says of one set. ``names`` are those of the new wards by key."""
    areas = {area.key: area.name for area in carried.areas}
    asked = [one for one in carried.wards if one.is_to_settle or one.by == Carried.GROUND]
    return CarriesOn(
        key=carried.key,
        name=carried.name,
        plainly=len(carried.wards) - len(asked),
        others=[
            CarriedWard(
                name=names[one.ward],
                area=areas.get(one.area, ""),
                by=_BY[one.by] if one.by else "",
                lay_in=lay_in_words(one, areas),
                is_to_settle=one.is_to_settle,
            )
            for one in sorted(asked, key=lambda one: (not one.is_to_settle, names[one.ward]))
        ],
    )


def lay_in_words(one: Carrying, areas: Mapping[str, str]) -> str:
    """In which areas the ground of a new ward lay, the most first; slivers are left out."""
    parts = sorted(one.lay_in.items(), key=lambda part: -part[1])
    return ", ".join(f"{share:.0%} {areas[area]}" for area, share in parts if share >= 0.01)
