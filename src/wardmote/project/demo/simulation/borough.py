"""The demo borough while a year is played: who works where, which teams stand, and who takes what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random

from wardmote.kernel.working_time import Calendar
from wardmote.modules.referrals.rules import CoveredArea, Sought, TeamRemit, suggest

from ..content import Content
from ..history.chance import chance
from ..times import Times
from .referral import Matter

SPREAD = 0.2
"""How much the teams of one agency differ in diligence."""


@dataclass(frozen=True)
class Worker:
    """Somebody on a desk."""

    number: int
    is_lead: bool
    is_safeguarding_lead: bool


@dataclass(frozen=True)
class Staff:
    """A desk as the rules ask of it: see `rules.Staffed`."""

    stands: bool
    lead: bool
    safeguarding_lead: bool


class Borough:
    """The desks of the borough, as they are at the moment that is being played."""

    def __init__(
        self, content: Content, seed: int, begins: datetime, ends: datetime, holidays: frozenset[date]
    ) -> None:
        self.content = content
        self.times = Times(content, ends, holidays, around=ends - begins)
        self.coordinator = next(t.key for t in content.teams.values() if t.is_coordinator)
        self.diligence = _diligence(content, seed)
        self.on_desk = {key: self._staff_of(key) for key in content.teams}
        self.carried_on_by: dict[str, str] = {}
        self._keys = {number: key for key, number in self.times.team_numbers.items()}
        self._people = len(content.people)
        self._areas = {m.key: m for members in content.area_sets.values() for m in members}
        self._ids = {key: n for n, key in enumerate((*self._areas, *content.wards), start=1)}
        self._remits = self._written_remits()

    def _staff_of(self, team: str) -> list[Worker]:
        leads = {p.key for p in self.content.leads.get(team, ())}
        return [
            Worker(self.times.numbers[p.key], ("team_lead", team) in p.roles, p.key in leads)
            for p in self.content.staff.get(team, ())
            if p.left is None
        ]

    def calendar(self, team: str) -> Calendar:
        """When a team works."""
        return self.times.calendar(team)

    def standing(self, team: str) -> str:
        """The team, or the one that carries its work on."""
        return self.carried_on_by.get(team, team)

    def agency(self, team: str) -> str:
        """The organisation a team belongs to."""
        return self.content.teams[team].organisation

    def staff(self, team: str) -> Staff:
        """What the rules ask of a desk."""
        people = self.on_desk[team]
        return Staff(
            stands=team not in self.carried_on_by,
            lead=any(p.is_lead for p in people),
            safeguarding_lead=any(p.is_safeguarding_lead for p in people),
        )

    def can_hold(self, team: str, matter: Matter) -> bool:
        """Whether a matter may lie there: as the product's own steps refuse it otherwise."""
        staff = self.staff(team)
        return staff.stands and (staff.safeguarding_lead or not matter.protected)

    def somebody(self, team: str, matter: Matter, draws: Random) -> Worker | None:
        """Who of a team may act on a matter; None while nobody is there."""
        there = [p for p in self.on_desk[team] if p.is_safeguarding_lead or not matter.protected]
        return draws.choice(there) if there else None

    def is_there(self, team: str, number: int | None) -> bool:
        """Whether somebody works on a desk now."""
        return any(p.number == number for p in self.on_desk[team])

    def suggested(self, matter: Matter, at: datetime, but: Iterable[str]) -> list[str]:
        """The teams that can act on a matter, best first, as the product suggests them."""
        category = self.content.categories[matter.category]
        within = [key for key, area in self._areas.items() if matter.ward in area.wards]
        sought = Sought(
            category=matter.category,
            category_name=category.name,
            clocks=matter.clocks,
            area_ids=frozenset(self._ids[key] for key in (*within, matter.ward)),
            protected=matter.protected,
            urgent=matter.clocks.is_urgent,
        )
        remits = [
            replace(remit, has_safeguarding_lead=self.staff(self._keys[remit.team]).safeguarding_lead)
            for remit in self._remits.get(matter.category, ())
        ]
        teams = [self._keys[s.team] for s in suggest(sought, remits, at=at).teams]
        return [team for team in dict.fromkeys(teams) if team not in but]

    def leave(self, team: str, worker: Worker) -> None:
        """Somebody leaves a desk. The only one there who reads what is protected is followed at once."""
        self.on_desk[team].remove(worker)
        if worker.is_safeguarding_lead and not self.staff(team).safeguarding_lead:
            self.follow(team, worker)

    def follow(self, team: str, worker: Worker) -> None:
        """Somebody new takes the place of one who left."""
        self._people += 1
        self.on_desk[self.standing(team)].append(replace(worker, number=self._people))

    def mergers(self) -> list[tuple[str, str]]:
        """Which team another of its own agency could carry on, with all that lies there."""
        plain = [t for t in self.content.teams.values() if t.capacity and not t.is_coordinator]
        return [
            (one.key, other.key)
            for one in plain
            for other in plain
            if one.key != other.key
            and one.organisation == other.organisation
            and set(one.takes) & set(other.takes)
            and (self.staff(other.key).safeguarding_lead or not self.staff(one.key).safeguarding_lead)
        ]

    def merge(self, one: str, other: str) -> None:
        """A team ends, and another carries on its work, its people and what it takes."""
        self.carried_on_by[one] = other
        self.on_desk[other] += self.on_desk[one]
        self.on_desk[one] = []
        ended, goes_on = self.times.team_numbers[one], self.content.teams[other]
        for category, remits in self._remits.items():
            self._remits[category] = [
                replace(
                    remit,
                    team=self.times.team_numbers[other],
                    team_name=goes_on.name,
                    calendar=self.calendar(other),
                    capacity_per_week=goes_on.capacity,
                )
                if remit.team == ended
                else remit
                for remit in remits
            ]

    def _written_remits(self) -> dict[str, list[TeamRemit]]:
        remits: dict[str, list[TeamRemit]] = {}
        for team in self.content.teams.values():
            areas = tuple(CoveredArea(self._ids[key], key, self._size(key)) for key in team.covers)
            for category in team.takes:
                remit = TeamRemit(
                    team=self.times.team_numbers[team.key],
                    team_name=team.name,
                    organisation_name=self.content.organisations[team.organisation].name,
                    category=category,
                    areas=areas,
                    standard=team.response_standard,
                    own=self.times.own_clocks(category, team.key),
                    calendar=self.calendar(team.key),
                    capacity_per_week=team.capacity,
                )
                remits.setdefault(category, []).append(remit)
        return remits

    def _size(self, area: str) -> int:
        return len(self._areas[area].wards) if area in self._areas else 1


def _diligence(content: Content, seed: int) -> dict[str, float]:
    """How diligent each team is, from 0 to 1: the agencies are spread evenly, so that every year has all sorts."""
    agencies = list(content.organisations)
    chance(seed, "diligence", "of-the-agencies").shuffle(agencies)
    of_agency = {key: (n + 0.5) / len(agencies) for n, key in enumerate(agencies)}
    return {
        team.key: min(1.0, max(0.0, of_agency[team.organisation] + draws.gauss(0, SPREAD)))
        for team in content.teams.values()
        for draws in [chance(seed, "diligence", team.key)]
    }
