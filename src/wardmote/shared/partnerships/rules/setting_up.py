"""Decisions about setting a partnership up that need no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from wardmote.kernel.ui.colours import STANDS_WITH, nearest_readable, read_colour


class SetUpFile(StrEnum):
    """The kinds of file that a partnership is set up from, one after the other."""

    WARDS = "wards"
    AREAS = "areas"
    ORGANISATIONS = "organisations"
    TEAMS = "teams"
    REMITS = "remits"
    AGREEMENTS = "agreements"


class UnreadableColour(ValueError):
    """A colour that people could not read, or that is none: which, and what would do instead, if anything."""

    def __init__(self, name: str, sentence: str, instead: str = "") -> None:
        super().__init__(sentence)
        self.name, self.instead = name, instead


def check_colours(**colours: str) -> dict[str, str]:
    """Give the three colours as they are kept. Raises UnreadableColour for the first that cannot be used."""
    kept = {}
    for name in STANDS_WITH:
        try:
            kept[name] = read_colour(colours[name])
        except ValueError as error:
            raise UnreadableColour(
                name, "Write the colour like #0e5f49: a hash and six figures or letters a to f."
            ) from error
        if (instead := nearest_readable(name, kept[name])) != kept[name]:
            against = "Dark text on it" if name == "gold" else "White text on it, and it on white,"
            raise UnreadableColour(
                name,
                f"{against} could not be read well enough. The nearest colour that can is {instead}.",
                instead,
            )
    return kept


@dataclass(frozen=True, kw_only=True)
class Stands:
    """How a partnership stands: what there is, counted. Nothing here is a mark somebody made: it is always true."""

    can_be_written_to: bool = False
    has_middle: bool = False
    has_own_look: bool = False
    wards: int = 0
    sets: int = 0
    postcodes: bool = False
    categories: int = 0
    organisations: int = 0
    teams: int = 0
    remits: int = 0
    people: int = 0
    invited: int = 0
    gaps: int = 0
    waiting: frozenset[SetUpFile] = frozenset()


class Standing(StrEnum):
    """How far a step of the set-up is."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"


class Step(StrEnum):
    """The steps of setting a partnership up, in the order in which they build on each other."""

    NAME = "name"
    LOOK = "look"
    WARDS = "wards"
    AREAS = "areas"
    POSTCODES = "postcodes"
    CATEGORIES = "categories"
    PARTNERS = "partners"
    PEOPLE = "people"
    COVER = "cover"

    @property
    def called(self) -> str:
        """What the step is called on the list of tasks."""
        return _TITLES[self]


_TITLES = {
    Step.NAME: "Name and address",
    Step.LOOK: "Colours and logo",
    Step.WARDS: "Wards",
    Step.AREAS: "Areas, small areas and neighbours",
    Step.POSTCODES: "Postcodes",
    Step.CATEGORIES: "What can be told",
    Step.PARTNERS: "Organisations, teams and what they take",
    Step.PEOPLE: "People",
    Step.COVER: "Is everything covered?",
}

MAY_BE_LEFT_OUT = frozenset({Step.LOOK, Step.AREAS, Step.POSTCODES})


def how_far(stands: Stands) -> dict[Step, Standing]:
    """How far each step is, from what there is."""
    register = (stands.organisations, stands.teams, stands.remits)
    waiting = stands.waiting
    return {
        Step.NAME: Standing.DONE if stands.can_be_written_to and stands.has_middle else Standing.IN_PROGRESS,
        Step.LOOK: _standing(done=stands.has_own_look),
        Step.WARDS: _standing(done=stands.wards > 0, begun=SetUpFile.WARDS in waiting),
        Step.AREAS: _standing(done=stands.sets > 0, begun=SetUpFile.AREAS in waiting),
        Step.POSTCODES: _standing(done=stands.postcodes),
        Step.CATEGORIES: _standing(done=stands.categories > 0),
        Step.PARTNERS: _standing(
            done=all(register),
            begun=any(register)
            or bool(waiting & {SetUpFile.ORGANISATIONS, SetUpFile.TEAMS, SetUpFile.REMITS}),
        ),
        Step.PEOPLE: _standing(done=stands.people > 0, begun=stands.invited > 0),
        Step.COVER: _standing(done=stands.gaps == 0, begun=stands.remits > 0),
    }


def is_set_up(standings: Mapping[Step, Standing]) -> bool:
    """Whether every step is done that may not be left out."""
    return all(standings[step] is Standing.DONE for step in Step if step not in MAY_BE_LEFT_OUT)


def _standing(*, done: bool, begun: bool = False) -> Standing:
    if begun and not done:
        return Standing.IN_PROGRESS
    return Standing.DONE if done else Standing.NOT_STARTED
