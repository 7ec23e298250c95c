"""Referrals: rows as the log comes to, steps, notes, and the counters of work that moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from wardmote.kernel.clock import LONDON
from wardmote.kernel.database import insert_many
from wardmote.modules.referrals.models import FlowCount, Observation, Referral, Step, TeamNote
from wardmote.modules.referrals.rules import (
    FlowMeasure,
    flow_of,
    highest_rung,
    note_readers,
    paused_before,
    referral_readers,
    step_readers,
)
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships.models import ClockProfile, Team
from wardmote.shared.partnerships.rules import Sensitivity

from ..history import History, Sending, desk_of
from .grounds import Grounds, log_disclosures
from .said import BATCH, reference, teams_of


def load_sendings(
    history: History,
    seed: int,
    *,
    observations: Mapping[str, Observation],
    teams: Mapping[str, Team],
    people: Mapping[str, Person],
) -> None:
    """Write every referral with its log."""
    coordinator = next(key for key, team in teams.items() if team.is_coordinator)
    by_number = dict(enumerate(people.values(), start=1))
    clocks = dict(ClockProfile.objects.filter(ended_on__isnull=True).values_list("key", "pk"))
    onward = {id(s.carries_on): s for s in history.sendings if s.carries_on}
    cases = {id(s): teams_of(_onwards(s, onward), coordinator) for s in history.sendings}
    taken: set[str] = set()
    rows: dict[int, Referral] = {}
    grounds = Grounds()
    for wave in _waves(history.sendings):
        made = [
            _row(s, observations[s.said], teams, people, by_number, coordinator, rows, clocks) for s in wave
        ]
        for row, sending in zip(made, wave, strict=True):
            row.reference = reference("R", seed, sending.key, taken)
            row.readers = referral_readers(row.sensitivity, [teams[key].pk for key in cases[id(sending)]])
            grounds.rest(row)
            rows[id(sending)] = row
        Referral.objects.bulk_create(made, batch_size=BATCH)
    log_disclosures(rows.values())
    _load_logs(history, rows, cases, teams, people)
    _count(history, rows, teams)


def _onwards(sending: Sending, onward: Mapping[int, Sending]) -> Iterable[Sending]:
    """A referral and those that carried it on: whoever joins later reads what came before."""
    here: Sending | None = sending
    while here:
        yield here
        here = onward.get(id(here))


def _waves(sendings: Iterable[Sending]) -> list[list[Sending]]:
    """First those that began, then those that carry them on, and so forth: each needs the number of the one before."""
    waves: list[list[Sending]] = []
    for sending in sendings:
        depth, before = 0, sending.carries_on
        while before:
            depth, before = depth + 1, before.carries_on
        while len(waves) <= depth:
            waves.append([])
        waves[depth].append(sending)
    return waves


def _row(
    sending: Sending,
    observation: Observation,
    teams: Mapping[str, Team],
    people: Mapping[str, Person],
    by_number: Mapping[int, Person],
    coordinator: str,
    rows: Mapping[int, Referral],
    clocks: Mapping[str, int],
) -> Referral:
    situation, deadline = sending.situation, sending.deadline
    sent = sending.happenings[0]
    desk = desk_of(sending, coordinator)
    before = rows[id(sending.carries_on)] if sending.carries_on else None
    return Referral(
        observation=observation,
        category_id=observation.category_id,
        clock_id=clocks[sending.clock],
        standard=sending.standard,
        urgent_because=sending.urgent_because,
        ward_id=observation.ward_id,
        priority=observation.priority,
        sensitivity=observation.sensitivity,
        sender_team=teams[sending.sender],
        sent_by=people[sent.by],
        receiver_team=teams[sending.receiver],
        accountable_team=teams[desk] if desk else None,
        claimed_by=by_number[situation.claimed_by] if situation.claimed_by else None,
        state=situation.state,
        hold=situation.hold,
        sent_at=sent.at,
        acknowledged_at=situation.acknowledged_at,
        ended_at=situation.ended_at,
        outcome=situation.ending,
        next_deadline_at=deadline.due_at if deadline else None,
        next_deadline_kind=deadline.kind if deadline else "",
        deadline_began_at=deadline.started_at if deadline else None,
        paused_before=paused_before(situation),
        climbs_at=sending.climbs_at,
        rung=highest_rung(situation, deadline) or "",
        not_ours_count=situation.not_ours,
        reopened_count=situation.reopened,
        redirected_from=before,
        earlier=[*before.earlier, before.pk] if before else [],
        their_reference=sending.their_reference,
        version=len(sending.happenings),
    )


def _load_logs(
    history: History,
    rows: Mapping[int, Referral],
    cases: Mapping[int, set[str]],
    teams: Mapping[str, Team],
    people: Mapping[str, Person],
) -> None:
    steps, notes = [], []
    for sending in history.sendings:
        row = rows[id(sending)]
        readers = step_readers(row.sensitivity, [teams[key].pk for key in cases[id(sending)]])
        steps += [
            Step(
                referral=row,
                position=position,
                kind=h.kind,
                at=h.at,
                by_person=people.get(h.by),
                by_team=teams[h.team] if h.team and h.by else None,
                to_team=teams.get(h.to),
                reason=h.reason,
                words=h.words,
                until=h.until,
                late=h.late,
                readers=readers,
            )
            for position, h in enumerate(sending.happenings, start=1)
        ]
        notes += [
            TeamNote(
                referral=row,
                team=teams[n.team],
                by_person=people.get(n.by),
                at=n.at,
                words=n.words,
                readers=note_readers(row.sensitivity, teams[n.team].pk),
            )
            for n in sending.notes
        ]
    insert_many(steps)
    TeamNote.objects.bulk_create(notes, batch_size=BATCH)


def _count(history: History, rows: Mapping[int, Referral], teams: Mapping[str, Team]) -> None:
    """Count what happened as the hub's own handler would have. Protected work is never counted."""
    counted: Counter[tuple[int, date, FlowMeasure]] = Counter()
    for sending in history.sendings:
        if rows[id(sending)].sensitivity == Sensitivity.PROTECTED:
            continue
        for h in sending.happenings:
            for team_id, measure in flow_of(
                h.kind,
                sender_team_id=teams[sending.sender].pk,
                receiver_team_id=teams[sending.receiver].pk,
                late=h.late,
            ):
                counted[team_id, h.at.astimezone(LONDON).date(), measure] += 1
    insert_many(
        [FlowCount(team_id=t, day=day, measure=m, count=n) for (t, day, m), n in sorted(counted.items())]
    )
