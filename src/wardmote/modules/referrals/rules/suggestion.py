"""Which teams can act on something, why each, and why others that come near cannot (R1.2).

Public names: `Sought`, `CoveredArea`, `TeamRemit`, `Opening`, `Suggestion`, `NearMiss`, `Suggestions`, `suggest`.

The team for the smallest place comes first, then the one with the shorter waiting list, then the one that must
acknowledge first, then by name. When the matter is urgent, a team at work now comes before one that is not. A team
that says it is closed to new referrals comes after every other, but is named: a form refuses nobody. When no place is
meant, the teams for the whole borough come before those for a part of it. A team that has ended, or that only sends,
is never named.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wardmote.kernel.working_time import Calendar
from wardmote.shared.partnerships.rules import Capacity, Clocks
from wardmote.shared.partnerships.rules.capacity import in_force, is_closed, said, weeks_to_wait

_WHOLE_BOROUGH = 1_000_000
_DAY_AND_NIGHT = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class CoveredArea:
    """An area of a remit; `wards` is how many wards it has, so that the smaller place can come first."""

    id: int
    name: str
    wards: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRemit:
    """One kind of matter that a team takes. No areas means the whole borough.

    `standard` is its response standard in its own words; `capacity_per_week` what a usual week holds, 0 for a
    team that only sends; `waiting` how many referrals lie there now; `capacity` what it says of itself.
    """

    team: int
    team_name: str
    organisation_name: str
    category: str
    areas: tuple[CoveredArea, ...] = ()
    standard: str = ""
    calendar: Calendar
    capacity_per_week: int
    waiting: int = 0
    has_safeguarding_lead: bool = False
    ended: bool = False
    capacity: Capacity | None = None
    own: Clocks | None = None
    """Its own standard for this kind of matter, where it has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What was seen or said, as far as it decides who can act.

    `area_ids` are the areas of every set in which the place lies, empty when the place is not known;
    `place_name` is what people call it there. `anywhere` asks for the teams of every place.
    """

    category: str
    category_name: str
    clocks: Clocks
    area_ids: frozenset[int] = frozenset()
    place_name: str = ""
    protected: bool = False
    urgent: bool = False
    anywhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Whether a team works at a moment: `until` when if it does, from when it `opens` if not.

    Both are None for a team that works day and night, and for one that gives no hours (`is_stated`). `hours` are
    its own words; `because` says why it is closed on a day on which it usually works.
    """

    hours: str
    is_stated: bool = True
    until: datetime | None = None
    opens: datetime | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A team that can act, with a sentence for each reason and the moment by which it must acknowledge.

    `ground` names the area in which it takes such matters, nothing for the whole borough. `capacity` is what it says
    of whether it can take more, as far as that holds; `says` is the same in words, and the first of the reasons. `own`
    is its own standard, which then is what it must acknowledge by.
    """

    team: int
    team_name: str
    organisation_name: str
    reasons: tuple[str, ...]
    acknowledge_by: datetime
    ground: str
    opening: Opening
    capacity: Capacity | None = None
    says: str = ""
    is_closed: bool = False
    own: Clocks | None = None


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A team that takes such matters, but not this one, with the sentence why."""

    team: int
    team_name: str
    organisation_name: str
    why_not: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The teams that can act, best first, and those that come near, by name."""

    teams: tuple[Suggestion, ...]
    near_misses: tuple[NearMiss, ...]


def suggest(sought: Sought, remits: Iterable[TeamRemit], *, at: datetime) -> Suggestions:
    """Match what was seen with what each team takes, as of the moment `at`."""
    ranked: list[tuple[tuple[bool, bool, float, int, float, str, int], Suggestion]] = []
    near: list[NearMiss] = []
    for remit in remits:
        if remit.category != sought.category or remit.ended or remit.capacity_per_week == 0:
            continue
        area = _smallest(remit, sought)
        if why_not := _why_not(remit, area, sought):
            near.append(NearMiss(remit.team, remit.team_name, remit.organisation_name, why_not))
            continue
        due = remit.calendar.add(at, (remit.own or sought.clocks).acknowledge)
        ground = area.name if area else _listed(remit.areas)
        opening = _opening(remit.calendar, at)
        day = at.astimezone(remit.calendar.timezone).date()
        closed, says = is_closed(remit.capacity, day), said(remit.capacity, day)
        suggestion = Suggestion(
            remit.team,
            remit.team_name,
            remit.organisation_name,
            (*([says] if says else ()), *_reasons(remit, ground, opening, sought, due, at)),
            due,
            ground,
            opening,
            in_force(remit.capacity, day),
            says,
            closed,
            remit.own,
        )
        late = sought.urgent and not remit.calendar.is_open(at)
        size = area.wards if area else _WHOLE_BOROUGH + len(remit.areas)
        wait = weeks_to_wait(remit.capacity, day)
        rank = (closed, late, size, wait, due.timestamp(), remit.team_name, remit.team)
        ranked.append((rank, suggestion))
    ranked.sort(key=lambda row: row[0])
    near.sort(key=lambda miss: (miss.team_name, miss.team))
    return Suggestions(tuple(suggestion for _, suggestion in ranked), tuple(near))


def _smallest(remit: TeamRemit, sought: Sought) -> CoveredArea | None:
    here = [area for area in remit.areas if area.id in sought.area_ids]
    return min(here, key=lambda area: (area.wards, area.name)) if here else None


def _why_not(remit: TeamRemit, area: CoveredArea | None, sought: Sought) -> str | None:
    takes = _in_a_sentence(sought.category_name)
    if remit.areas and area is None and not sought.anywhere:
        if not sought.area_ids:
            return f"Takes {takes} in {_listed(remit.areas)}. Say where it is."
        return f"Takes {takes}, but not in {sought.place_name or 'this place'}."
    if sought.protected and not remit.has_safeguarding_lead:
        return "Nobody here may read a protected case."
    return None


def _reasons(
    remit: TeamRemit, ground: str, opening: Opening, sought: Sought, due: datetime, at: datetime
) -> Iterable[str]:
    yield f"Takes {_in_a_sentence(sought.category_name)} in {ground or 'the whole borough'}"
    if remit.standard:
        answers = remit.standard[0].isdigit()
        yield f"Answers in {remit.standard}" if answers else f"Its own promise: {remit.standard}"
    yield _openness(opening, at)
    by_its_own = f", by its own standard: {remit.own.acknowledge}" if remit.own else ""
    yield f"Must acknowledge by {_when(due, at)}{by_its_own}"
    if remit.waiting > remit.capacity_per_week:
        yield f"Busy: {remit.waiting} wait there, and a usual week holds {remit.capacity_per_week}"


def _opening(calendar: Calendar, at: datetime) -> Opening:
    hours = calendar.hours.words
    if not calendar.hours.stated:
        return Opening(hours=hours, is_stated=False)
    closes = calendar.closes(at)
    if closes is None:
        because = _closed_because(calendar, at.astimezone(calendar.timezone).date())
        return Opening(hours=hours, opens=calendar.next_opening(at), because=because)
    if closes.timestamp() - at.timestamp() > _DAY_AND_NIGHT.total_seconds():
        return Opening(hours=hours)
    return Opening(hours=hours, until=closes)


def _closed_because(calendar: Calendar, day: date) -> str:
    if day in calendar.holidays:
        return "bank holiday"
    closed = any(first <= day <= last for first, last in calendar.closures)
    return "its own closure" if closed else ""


def _openness(opening: Opening, at: datetime) -> str:
    if not opening.is_stated:
        return f"No fixed hours: {_in_a_sentence(opening.hours)}"
    if opening.opens:
        return f"Closed now, opens {_when(opening.opens, at)}"
    if opening.until is None:
        return "Open day and night"
    return f"Open now until {_when(opening.until, at).removesuffix(' today')}"


def _when(moment: datetime, at: datetime) -> str:
    """A moment as the desk says it: 13:58 today, 09:00 tomorrow, Wed 11 Nov 11:58."""
    days = (moment.date() - at.astimezone(moment.tzinfo).date()).days
    if days in {0, 1}:
        return f"{moment:%H:%M} {('today', 'tomorrow')[days]}"
    return f"{moment:%a} {moment.day} {moment:%b %H:%M}"


def _listed(areas: tuple[CoveredArea, ...]) -> str:
    names = [area.name for area in areas]
    if not names:
        return ""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _in_a_sentence(words: str) -> str:
    """Lower the first letter, but not of "ASB"."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
