"""Fills the desks that `desks.yaml` names, so that on day 0 inboxes look like inboxes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from random import Random

from wardmote.modules.referrals.rules import URGENT_REASONS

from ..kinds import Desk, Team, Told
from .chance import chance, weighted
from .maker import Maker
from .past import desk_of
from .said import QUIET_DAYS, moment_of_day, season_of, variant
from .waiting import STAGES, lie, since

FOUR_WEEKS = 28
NEWEST = timedelta(hours=6)
URGENT = 0.08
"""Of those on a desk whose kind of matter has an urgent clock."""
"""Within which only hand-written words were said: they stand first on every page."""

FEW = 4
"""With more than so many things that can be said anywhere, the same is not said twice of one place."""

LONG_AGO = {"winter": "summer", "spring": "autumn", "summer": "winter", "autumn": "spring"}
"""What was said in the other half of the year would look odd on a desk today."""

PATIENCE = 3
"""How many times as many as are wanted are tried."""

ABOVE, BACK = 100_000, 200_000
"""Numbers of the variants made here, beyond those of the others."""


def fill(maker: Maker, desk: Desk) -> None:
    """Add what a desk lacks: what reaches it above its capacity, what lies there, what came back to it."""
    team = maker.content.teams[desk.team]
    four_weeks_ago = maker.times.now - timedelta(days=FOUR_WEEKS)
    reached = sum(
        s.receiver == team.key and s.happenings[0].at > four_weeks_ago for s in maker.history.sendings
    )
    lying = Counter(t for s in maker.history.sendings if (t := desk_of(s, maker.coordinator)))[team.key]
    wanted = desk.open - lying
    extra = FOUR_WEEKS // 7 * (team.capacity + desk.above) - reached if desk.above else 0
    told = _sayable(maker, team, () if team.key == maker.coordinator else team.takes)
    chance(maker.seed, "desk-order", team.key).shuffle(told)
    n = lies = 0
    most = PATIENCE * max(wanted, extra, 0) if told else 0
    while n < most and (lies < wanted or n < extra):
        draws = chance(maker.seed, "desk", team.key, n)
        stage = weighted(draws, STAGES) if lies < wanted else "done"
        lies += _lay(maker, team, told[n % len(told)], stage, draws, n)
        n += 1
    for n in range(desk.back):
        _lay_back(maker, team, chance(maker.seed, "back", team.key, n), n)


def _sayable(maker: Maker, team: Team, kinds: Sequence[str]) -> list[Told]:
    """What can be said of these kinds where a team works; at this time of the year, if anything can."""
    odd = LONG_AGO[season_of(maker.times.now.date())]
    here = [
        t
        for t in maker.told
        if t.category in kinds and any(team.reaches(p.ward) for p in maker.places_for(t))
    ]
    in_season = [t for t in here if t.season != odd] or here
    movable = [t for t in in_season if t.key not in maker.stay]
    return movable if len(movable) > FEW else in_season


def _lay(maker: Maker, team: Team, told: Told, stage: str, draws: Random, n: int) -> bool:
    """Add one. Says whether it lies on the team's desk now: silence may have taken it off."""
    if stage == "sent" and maker.times.clocks(told.category).is_urgent:
        stage = "in_progress"
    place = maker.place_for(told, draws, team)
    created = moment_of_day(maker.times, draws.randint(QUIET_DAYS + 1, FOUR_WEEKS - 1), draws)
    said = variant(maker.content, maker.times, maker.seed, told, place, ABOVE + n, created=created)
    said.key = f"{said.key}-{team.key}"
    if said.recorded_for == team.key:
        said.recorded_for = f"ap-{maker.content.wards[place.ward].area[-1]}"
        said.recorded_by = draws.choice(maker.content.staff[said.recorded_for]).key
    life = maker.life_of(said, draws)
    if stage != "sent" and maker.content.categories[said.category].urgent_clock:
        hurry = chance(maker.seed, "urgent", said.key)
        life.urgent_because = hurry.choice(sorted(URGENT_REASONS)) if hurry.random() < URGENT else ""
    teller = maker.teller_of(said, life)
    at = created if stage == "done" else since(teller, stage, team.key)
    if at > maker.times.now - NEWEST:
        at = maker.times.now - NEWEST * draws.uniform(1, 2.5)
    at = maker.in_hours(said, at, draws)
    said.created_at = at - timedelta(minutes=draws.randint(6, 60))
    said.observed_at = said.created_at - timedelta(minutes=draws.randint(5, 900))
    if life.send(said.recorded_for, team.key, at, teller.words("sent")):
        if stage == "done":
            teller.open_up()
            teller.finish(least=0.05, most=0.2)
        else:
            lie(teller, stage)
    maker.keep(said, life)
    return bool(life.sendings) and desk_of(life.now_at, maker.coordinator) == team.key


def _lay_back(maker: Maker, team: Team, draws: Random, n: int) -> None:
    """Something the team sent has come back to it; to the coordinator, when two said it is not theirs."""
    is_coordinator = team.key == maker.coordinator
    sender = maker.content.teams["contact-centre"] if is_coordinator else team
    enough = 2 if is_coordinator else 0
    widely = Counter(c for t in maker.content.teams.values() if not t.wards for c in t.takes)
    kinds = [category for category, teams in widely.items() if teams > enough]
    told = draws.choice(_sayable(maker, sender, kinds))
    place = maker.place_for(told, draws, sender)
    said = variant(maker.content, maker.times, maker.seed, told, place, BACK + n, created=maker.times.now)
    said.key = f"{said.key}-{team.key}"
    said.recorded_for, said.recorded_by = sender.key, draws.choice(maker.content.staff[sender.key]).key
    life = maker.life_of(said, draws)
    teller = maker.teller_of(said, life)
    receivers = maker.may_receive(said, draws)
    if not receivers:
        return
    stage = "lapsed" if n % 3 == 2 else "returned"
    at = since(teller, stage, receivers[0]) - timedelta(days=6 if is_coordinator else 0)
    at = maker.in_hours(said, at, draws)
    said.created_at = at - timedelta(minutes=draws.randint(6, 60))
    said.observed_at = said.created_at - timedelta(minutes=draws.randint(5, 900))
    life.send(sender.key, receivers[0], at, teller.words("sent"))
    if is_coordinator:
        if teller.give_back("not-ours") and teller.onward(sender.key):
            teller.give_back("not-ours")
    else:
        lie(teller, stage)
    maker.keep(said, life)
