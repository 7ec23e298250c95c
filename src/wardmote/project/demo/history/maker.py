"""Tells what was written by hand first, then as much of it again as the borough needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from wardmote.kernel.working_time import LONDON
from wardmote.modules.referrals.rules import NOTHING_MORE, ON_A_DESK, Channel, ObservationState

from ..content import Content
from ..kinds import Journey, Place, Team, Told
from ..times import Times
from .chance import chance, weighted
from .life import Life, Sending
from .past import History, desk_of
from .said import HAND, QUIET_DAYS, VARIANT, Said, days_of, hand_written, moment_of_day, places_named, variant
from .stories import SHARES, Teller, journeys_like
from .waiting import lie
from .written import tell_journey

YEARS = 730
"""Days of history."""

MOST_TRIES = 40

UNDER_WAY = "repeat_address"
"""The tag of what began lately: its calls are the newest weeks'."""


class Maker:
    """Makes a history step by step; what it has made so far is `history`."""

    def __init__(self, content: Content, seed: int, now: datetime, holidays: frozenset[date]) -> None:
        self.content = content
        self.seed = seed
        self.times = Times(content, now, holidays)
        self.history = History()
        self.coordinator = next(t.key for t in content.teams.values() if t.is_coordinator)
        self.stay = {t.key for t in content.told if t.language != "en" or places_named(content, t.text)}
        self.told = [
            t for t in content.told if t.sensitivity != "protected" and not content.is_protected(t.category)
        ]
        self.weight = _ward_weights(content)
        self.by_kind: dict[str, list[Place]] = {}
        for place in content.places.values():
            self.by_kind.setdefault(place.kind, []).append(place)
        self.seasons = days_of(self.times, QUIET_DAYS, YEARS)
        self.alike = journeys_like(content)
        self.newest = days_of(self.times, 0, 366)

    def tell_what_was_written(self) -> None:
        """The journeys, with what was said at their beginning; then everything else that was said."""
        spoken_of = self._journeys()
        for told in self.content.told:
            if told.key not in spoken_of:
                said = hand_written(self.content, self.times, self.seed, told, self.newest[told.season])
                self._pass_on_or_not(said)

    def call_again(self) -> None:
        """The calls to one house again and again: each answered when it was made."""
        by_key = {said.key: said for said in self.history.said}
        for calls in self.content.calls:
            like = by_key[calls.like]
            for n, days_ago in enumerate(sorted(calls.days_ago, reverse=True)):
                draws = chance(self.seed, "call", calls.like, n)
                created = moment_of_day(self.times, days_ago, draws)
                self.history.said.append(
                    replace(
                        like,
                        key=f"{like.key}-c{n}",
                        origin=VARIANT,
                        words=calls.words[n % len(calls.words)],
                        state=ObservationState.ENDED,
                        observed_at=created - timedelta(minutes=draws.randint(30, 90)),
                        created_at=created,
                        ended_at=created + timedelta(minutes=5),
                        ended_reason=NOTHING_MORE,
                        ended_words="Left at home.",
                        door=calls.address,
                    )
                )

    def finished(self) -> History:
        """The history, with its observations in order."""
        self._end_what_is_settled()
        self.history.said.sort(key=lambda s: (s.created_at, s.key))
        return self.history

    def _journeys(self) -> set[str]:
        """The histories written by hand. Gives the observations that they are about."""
        used: set[str] = set()
        for journey in self.content.journeys:
            draws = chance(self.seed, "journey", journey.key)
            told = next((t for t in self.content.told if _is_about(journey, t) and t.key not in used), None)
            midnight = self._midnight_of(journey, draws)
            said = self._said_of(journey, told, midnight, draws)
            if told:
                used.add(told.key)
            life = self.life_of(said, draws)
            tell_journey(life, journey, midnight)
            self.keep(said, life)
        return used

    def _midnight_of(self, journey: Journey, draws: Random) -> datetime:
        """The journey's day 0: most have just ended, some are under way; it begins on a weekday."""
        if UNDER_WAY in journey.tags:
            ago = 2.0
        else:
            days = journey.steps[-1].minutes / 1440
            ago = days * draws.uniform(0.25, 0.8) + 1 if draws.random() < 0.3 else days + draws.uniform(1, 40)
        start = self.times.day(-round(ago + 0.5), time(0))
        while start.weekday() > 3:
            start -= timedelta(days=1)
        return datetime.combine(start.date(), time(0), LONDON)

    def _said_of(self, journey: Journey, told: Told | None, midnight: datetime, draws: Random) -> Said:
        created = midnight + timedelta(minutes=journey.steps[0].minutes - draws.randint(9, 50))
        people = self.content.staff[journey.sender]
        words = told.text if told else journey.steps[0].words
        place = (
            self.content.places[told.place]
            if told
            else next(p for p in self.content.places.values() if p.ward == journey.ward)
        )
        return Said(
            key=told.key if told else journey.key,
            origin=HAND,
            category=journey.category,
            place=place.key,
            ward=place.ward,
            words=words,
            language=told.language if told else "en",
            gist=told.gist if told else "",
            people=told.people if told else draws.randint(1, 12),
            seriousness=told.seriousness if told else self.content.categories[journey.category].seriousness,
            sensitivity=journey.sensitivity,
            channel=Channel.WORKER,
            recorded_by=draws.choice([p for p in people if p.left is None]).key,
            recorded_for=journey.sender,
            observed_at=created - timedelta(minutes=draws.randint(10, 900)),
            created_at=created,
            door=self.content.doors[told.key].address if told and told.key in self.content.doors else "",
        )

    def life_of(self, said: Said, draws: Random) -> Life:
        """The life that begins with an observation, not sent yet."""
        return Life(
            self.times,
            draws,
            said=said.key,
            category=said.category,
            protected=said.is_protected,
            recorder=said.recorded_by,
        )

    def teller_of(self, said: Said, life: Life) -> Teller:
        """Who tells that life, in the words of the content."""
        return Teller(
            self.content,
            life,
            self.content.places[said.place].name,
            self.alike[said.category],
            lambda: self.may_receive(said, life.draws),
        )

    def _receivers(self, said: Said, draws: Random) -> list[str]:
        """The teams that may take it, in the order in which they would be asked: near and roomy teams first."""
        teams = [
            t
            for t in self.content.takers(said.category, said.ward)
            if t.key != said.recorded_for and (not said.is_protected or self.content.leads.get(t.key))
        ]
        return [t.key for t in sorted(teams, key=lambda t: -(draws.random() ** (1 / _pull(t))))]

    def may_receive(self, said: Said, draws: Random) -> list[str]:
        """The teams that may take it, without those whose desk is to be empty."""
        return [team for team in self._receivers(said, draws) if not self._is_to_be_empty(team)]

    def _pass_on_or_not(self, said: Said) -> None:
        """What was written by hand: most of it passed on, some waiting, a few still drafts."""
        draws = chance(self.seed, "passed-on", said.key)
        recent = self.times.now - said.created_at < timedelta(days=6)
        life = self.life_of(said, draws)
        receivers = self.may_receive(said, draws)
        chosen = draws.random()
        if recent and chosen < 0.16 and not said.is_protected:
            said.state = ObservationState.DRAFT
        elif receivers and (said.is_protected or chosen < (0.78 if recent else 0.92)):
            teller = self.teller_of(said, life)
            at = min(
                said.created_at + timedelta(minutes=draws.randint(4, 90)),
                self.times.now - timedelta(minutes=4),
            )
            if life.send(said.recorded_for, receivers[0], at, teller.words("sent")):
                if said.is_protected and recent:
                    lie(teller, draws.choice(("sent", "acknowledged", "in_progress")))
                else:
                    teller.tell(weighted(draws, SHARES))
        elif not recent:
            self._end(said, draws)
        self.keep(said, life)

    def _end(self, said: Said, draws: Random) -> None:
        """It needed nothing more, for a reason."""
        reason, words = draws.choice(
            (
                ("already-known", "Known already, and on somebody's list."),
                ("advice-given", "They only wanted to say it. Told them whom to ring if it comes back."),
                ("no-further-action", "Went back twice and it was gone."),
            )
        )
        at = said.created_at + timedelta(hours=draws.randint(2, 60))
        said.state, said.ended_at, said.ended_reason, said.ended_words = (
            ObservationState.ENDED,
            at,
            reason,
            words,
        )

    def vary(self, n: int) -> None:
        """Say something again, elsewhere and at another time."""
        draws = chance(self.seed, "variants", "of-the-borough", n)
        told = draws.choice(self.told)
        place = self.place_for(told, draws, None)
        days = self.seasons[told.season]
        newest = [d for d in days if d < 100]
        days_ago = draws.choice(newest if newest and draws.random() < 0.4 else days)
        created = moment_of_day(self.times, days_ago, draws)
        said = variant(self.content, self.times, self.seed, told, place, n, created=created)
        life = self.life_of(said, draws)
        receivers = self._receivers(said, draws)
        if receivers and draws.random() < 0.86:
            self._live(said, life, receivers)
        else:
            self._end(said, draws)
        self.keep(said, life)

    def _live(self, said: Said, life: Life, receivers: Sequence[str]) -> None:
        """Tell a story. One that would still lie on a desk that is to be empty began earlier instead."""
        for tries in range(MOST_TRIES):
            teller = self.teller_of(said, life)
            at = life.times.working(said.recorded_for, said.created_at + timedelta(minutes=8), life.draws)
            if life.send(said.recorded_for, receivers[0], at, teller.words("sent")):
                teller.tell(weighted(life.draws, SHARES))
            if not any(self._is_to_be_empty(team) for team in _desks_of(life, self.coordinator)):
                return
            earlier = timedelta(days=20 + 10 * tries)
            said.created_at -= earlier
            said.observed_at -= earlier
            life.sendings.clear()
            life.is_over = False

    def _is_to_be_empty(self, team: str) -> bool:
        desk = self.content.desks.get(team)
        return desk is not None and desk.open == 0

    def places_for(self, told: Told) -> list[Place]:
        """Where it can be said: at places of the same kind, or only at the one that is named."""
        here = self.content.places[told.place]
        return [here] if told.key in self.stay else self.by_kind[here.kind]

    def place_for(self, told: Told, draws: Random, team: Team | None) -> Place:
        """One of those places, where a team works, in a ward that speaks up as often as it needs to."""
        near = [p for p in self.places_for(told) if team is None or team.reaches(p.ward)]
        return weighted(draws, [(p, self.weight[p.ward]) for p in near or self.places_for(told)])

    def in_hours(self, said: Said, at: datetime, draws: Random) -> datetime:
        """When the sender's team was next at work, unless that is still to come."""
        worked = self.times.working(said.recorded_for, at.replace(second=0, microsecond=0), draws)
        return worked if worked < self.times.now else at.replace(second=0, microsecond=0)

    def keep(self, said: Said, life: Life) -> None:
        """Make it part of the history, with what became of it."""
        if life.sendings:
            life.let_time_pass()
            said.state = ObservationState.PASSED_ON
        elif said.state is ObservationState.RECORDED and said.is_protected:
            raise ValueError(f"{said.key}: nobody may take it.")
        self.history.said.append(said)
        self.history.sendings.extend(life.sendings)

    def _end_what_is_settled(self) -> None:
        """An observation ends when none of its referrals lies on a desk any more, with the outcome of the last."""
        last: dict[str, Sending] = {s.said: s for s in self.history.sendings}
        for said in self.history.said:
            sending = last.get(said.key)
            if sending and sending.situation.state not in ON_A_DESK:
                said.state, said.ended_at = ObservationState.ENDED, sending.situation.ended_at
                said.ended_reason = sending.situation.ending


def _desks_of(life: Life, coordinator: str) -> Iterator[str]:
    for sending in life.sendings:
        team = desk_of(sending, coordinator)
        if team:
            yield team


def _is_about(journey: Journey, told: Told) -> bool:
    return bool(journey.cluster) and told.cluster == journey.cluster and told.category == journey.category


def _pull(team: Team) -> float:
    """How strongly a team draws what it takes: by its room, and more when it is near."""
    return team.capacity * {"wards": 4.0, "areas": 3.0, "localities": 2.0}.get(team.scope, 1.0)


def _ward_weights(content: Content) -> dict[str, float]:
    """How much is said in a ward: by its people and their hardship, and as often as it spoke up by hand."""
    spoke = Counter(t.ward for t in content.told)
    usual = sum(spoke.values()) / len(content.wards)
    return {key: content.need[ward.area] * spoke[key] / usual for key, ward in content.wards.items()}
