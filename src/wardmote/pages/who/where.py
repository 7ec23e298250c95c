"""Where something is needed: a ward or an area by its name, or any place that the product can find."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.queries import AreaRef, Branch, Division, MatchKind
from wardmote.shared.geography.rules.words import AreaKind, plain

_KINDS = {
    AreaKind.WARDS: "ward",
    AreaKind.AREAS: "Area",
    AreaKind.LOCALITIES: "locality",
    AreaKind.FOCUS: "Place of Focus",
}


@dataclass(frozen=True, kw_only=True)
class Where:
    """A place with the areas it lies in. ``key`` says which it is of several with the words' name.

    An area's are its own wards and all areas made of them: a team that works in a part of it is named too.
    """

    key: str
    name: str
    kind: str = ""
    area_ids: frozenset[int] = frozenset()
    latitude: float | None = None
    longitude: float | None = None

    @property
    def is_inside(self) -> bool:
        """Whether it lies in the borough."""
        return bool(self.area_ids)


def places_meant(words: str) -> Sequence[Where]:
    """The places that the words may mean: none when nobody knows them, several when they fit several."""
    tree = geography.area_tree()
    asked = plain(words)
    named = [
        _area(division, branch, tree)
        for division in tree
        for branch in division.areas
        if plain(branch.area.name) == asked
    ]
    return named or list(_found(words, tree))


def names_to_pick() -> Sequence[str]:
    """The names of all wards and areas in force, each once, wards first."""
    return list(dict.fromkeys(b.area.name for division in geography.area_tree() for b in division.areas))


def _found(words: str, tree: Sequence[Division]) -> Iterator[Where]:
    for match in geography.find_place(words):
        if match.kind is MatchKind.WARD and match.ward:
            yield from (
                _area(division, branch, tree)
                for division in tree
                for branch in division.areas
                if branch.area.id == match.ward.id
            )
            continue
        at = match.position
        yield Where(
            key=match.coordinates,
            name=match.name,
            kind=f"in {match.ward.name}" if match.ward else "outside the borough",
            area_ids=frozenset(geography.locate(*at).area_ids),
            latitude=at.latitude,
            longitude=at.longitude,
        )


def _area(division: Division, branch: Branch, tree: Sequence[Division]) -> Where:
    wards = {branch.area.id} if division.kind == AreaKind.WARDS else {ward.id for ward in branch.wards}
    made_of_them = {
        other.area.id
        for each in tree
        for other in each.areas
        if each.kind != AreaKind.FOCUS and wards & {ward.id for ward in other.wards}
    }
    return Where(
        key=_key(branch.area),
        name=branch.area.name,
        kind=_KINDS.get(AreaKind(division.kind), ""),
        area_ids=frozenset({branch.area.id} | wards | made_of_them),
    )


def _key(area: AreaRef) -> str:
    return f"{area.area_set}/{area.key}"
