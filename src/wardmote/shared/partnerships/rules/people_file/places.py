"""Finds the team, area or organisation that a row names, and says what is near when there is none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from ..names import either, fold
from ..roles import StandsAt

_MOST_LOOKED_NEAR = 100
"""Unknown names for which we look for near ones: a file full of nonsense must not cost minutes."""

_WHAT = {StandsAt.TEAM: "team", StandsAt.AREA: "area or ward", StandsAt.ORGANISATION: "organisation"}
_A = {StandsAt.TEAM: "a", StandsAt.AREA: "an", StandsAt.ORGANISATION: "an"}


@dataclass(frozen=True, kw_only=True)
class Place:
    """A team, an area or an organisation at which a role can be held."""

    at: StandsAt
    id: int
    key: str
    name: str
    organisation: str = ""
    ended: bool = False


@dataclass
class Places:
    """Every place by its folded name and by its key."""

    found: Mapping[StandsAt, Mapping[str, Sequence[Place]]]
    _near: dict[tuple[StandsAt, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, places: Iterable[Place]) -> "Places":
        """Sort places by what they are and how they are called."""
        found: dict[StandsAt, dict[str, list[Place]]] = {at: {} for at in StandsAt}
        for place in places:
            for called in {fold(place.name), fold(place.key)}:
                found[place.at].setdefault(called, []).append(place)
        return cls(found=found)

    def find(self, at: StandsAt, name: str, organisation: str = "") -> Place | str:
        """The one place so called, in the organisation if one is named; or a sentence that says why there is none."""
        what = _WHAT[at]
        if not name:
            return f"Name the {what}."
        called = self.found[at].get(fold(name), [])
        if at is StandsAt.TEAM and organisation:
            if not self._is_organisation(organisation):
                return self._none(StandsAt.ORGANISATION, organisation)
            mine = [place for place in called if self._belongs(place, organisation)]
            if called and not mine:
                return f"“{name}” is a team of {called[0].organisation}, not of “{organisation}”."
            called = mine
        if not called:
            return self._elsewhere(at, name) or self._none(at, name)
        standing = [place for place in called if not place.ended]
        if not standing:
            return f"The {what} “{name}” has ended. Name the one that took over its work."
        if len(standing) > 1:
            return f"More than one {what} is called “{name}”. " + _tell_apart(at, standing)
        return standing[0]

    def _is_organisation(self, name: str) -> bool:
        return fold(name) in self.found[StandsAt.ORGANISATION]

    def _belongs(self, team: Place, organisation: str) -> bool:
        named = self.found[StandsAt.ORGANISATION].get(fold(organisation), [])
        return team.organisation in {place.name for place in named}

    def _elsewhere(self, at: StandsAt, name: str) -> str:
        for other, what in _WHAT.items():
            if other is not at and fold(name) in self.found[other]:
                return f"“{name}” is not {_A[at]} {_WHAT[at]} but {_A[other]} {what}."
        return ""

    def _none(self, at: StandsAt, name: str) -> str:
        wanted = fold(name)
        known = (at, wanted)
        if known not in self._near:
            near: list[str] = []
            if len(self._near) < _MOST_LOOKED_NEAR:
                standing = {
                    called: places[0].name
                    for called, places in self.found[at].items()
                    if any(not place.ended for place in places)
                }
                close = get_close_matches(wanted, standing, n=3, cutoff=0.6)
                near = list(dict.fromkeys(standing[called] for called in close))
            self._near[known] = f" Did you mean {either(near)}?" if near else ""
        return f"There is no {_WHAT[at]} called “{name}”.{self._near[known]}"


def _tell_apart(at: StandsAt, places: Sequence[Place]) -> str:
    if at is StandsAt.TEAM and len({place.organisation for place in places}) == len(places):
        return f"Name its organisation: {either([place.organisation for place in places[:3]])}."
    return f"Write its key instead: {either([place.key for place in places[:3]])}."
