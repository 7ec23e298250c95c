"""What carries on when wards are redrawn: which area each new ward belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from .composition import Carried
from .words import plain

MOST = 0.5
"""More than this part of a ward's ground makes it ground of an area."""


NOTABLE = 0.1
"""At least this part of a ward's ground is not passed over: more than edges drawn a little otherwise can make."""


@dataclass(frozen=True, kw_only=True)
class OldWard:
    """A ward that ends, and the area of the set that it was in, if any."""

    name: str
    code: str
    area: str


@dataclass(frozen=True, kw_only=True)
class NewWard:
    """A ward that begins, and how much of its ground lay in each area; nothing where that cannot be measured."""

    key: str
    name: str
    code: str
    lay_in: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Carrying:
    """Where a new ward belongs and by what that is known; no area where a person must say.

    ``is_in_doubt``: by its code or name it belongs to one area, and most of its ground lay in another.
    """

    ward: str
    area: str = ""
    by: Carried | None = None
    lay_in: Mapping[str, float] = field(default_factory=dict)
    is_in_doubt: bool = False

    @property
    def is_to_settle(self) -> bool:
        """A person must say where it belongs."""
        return not self.area or self.is_in_doubt

    @property
    def lay_mostly_in(self) -> str:
        """The area that most of its ground lay in, if there is one."""
        return next((area for area, share in self.lay_in.items() if share > MOST), "")


def carry_on(old: Sequence[OldWard], new: Sequence[NewWard]) -> list[Carrying]:
    """Say of each new ward to which area it belongs: by its code, else by its plain name, else by its ground.

    A ward whose code or name was in no area stays in none without doubt, unless most of its ground lay in one.
    """
    by_code = {ward.code: ward for ward in old if ward.code}
    by_name = {plain(ward.name): ward for ward in old}
    found = []
    for ward in new:
        same, by = by_code.get(ward.code), Carried.CODE
        if same is None:
            same, by = by_name.get(plain(ward.name)), Carried.NAME
        mostly = Carrying(ward=ward.key, lay_in=ward.lay_in).lay_mostly_in
        if same is None:
            found.append(
                Carrying(
                    ward=ward.key, area=mostly, by=Carried.GROUND if mostly else None, lay_in=ward.lay_in
                )
            )
            continue
        found.append(
            Carrying(
                ward=ward.key,
                area=same.area,
                by=by if same.area else None,
                lay_in=ward.lay_in,
                is_in_doubt=bool(same.area and mostly and mostly != same.area),
            )
        )
    return found


def followers(
    old: Sequence[OldWard], new: Sequence[NewWard], parts: Mapping[tuple[str, str], float]
) -> dict[str, list[str]]:
    """Say of each old ward, by its key as its ``area``, as which new wards it goes on.

    As the new ward of its code, else of its plain name. Where one of the two has no such counterpart, also where a
    notable part of either's ground is the other's: so the parts of a ward that split are all named, and so is the one
    that took it in. ``parts`` holds how much of an old ward's ground lies in a new one, by both keys. A ward that is
    followed by none stands with an empty list.
    """
    same = {one.ward: one.area for one in carry_on(old, [replace(ward, lay_in={}) for ward in new]) if one.by}
    kept = set(same.values())
    found: dict[str, list[str]] = {ward.area: [] for ward in old}
    for before in old:
        for ward in new:
            stays = same.get(ward.key) == before.area
            may = ward.key not in same or before.area not in kept
            share = max(ward.lay_in.get(before.area, 0), parts.get((before.area, ward.key), 0))
            if stays or (may and share >= NOTABLE):
                found[before.area].append(ward.key)
    return found
