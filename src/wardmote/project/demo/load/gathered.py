"""What became of some of the problems that people speak of: issues, made by the same actions that people use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_actor
from wardmote.modules.issues import actions
from wardmote.modules.issues.actions import NewIssue, NewTakenOn
from wardmote.modules.issues.models import Issue
from wardmote.modules.issues.rules import IssueState, TakenOnBy
from wardmote.modules.referrals import queries as referrals
from wardmote.modules.referrals.models import Observation
from wardmote.modules.referrals.rules import ObservationState
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity

from ..content import Content
from ..kinds import Gathered

OPENED = timedelta(days=45)
"""How long ago the issues were put together, those that were decided before that a little earlier."""
REFERRED = timedelta(days=1)


def load_gathered(
    content: Content,
    *,
    observations: Mapping[str, Observation],
    people: Mapping[str, Person],
) -> int:
    """Make the issues, each at the moment it was made. One of what speaks of each is left for somebody to find."""
    managers = _managers(content, people)
    wards = {member.key: member.wards for members in content.area_sets.values() for member in members}
    told: dict[str, list[Observation]] = {}
    for each in content.told:
        row = observations.get(each.key)
        if each.cluster and row is not None and _may_be_in(row):
            told.setdefault(each.cluster, []).append(row)
    made = 0
    for gathered in content.gathered:
        rows = sorted(told.get(gathered.cluster, ()), key=lambda row: row.observed_at)
        if len(rows) < 2:
            continue
        ward = content.places[
            next(each.place for each in content.told if each.cluster == gathered.cluster)
        ].ward
        manager = next((by for area, by in managers.items() if ward in wards.get(area, ())), None)
        if manager is None:
            continue
        _make(gathered, rows[:-1] if len(rows) > 2 else rows, manager)
        made += 1
    return made


def _make(gathered: Gathered, rows: list[Observation], manager: Actor) -> None:
    today = clock.now()
    opened = max(today - OPENED, rows[-1].created_at + timedelta(hours=20))
    first = min([*(today - timedelta(days=one["days"]) for one in gathered.decisions), today])
    opened = min(opened, first - timedelta(days=1, hours=3))
    rows = [row for row in rows if row.observed_at < opened] or rows[:1]
    with clock.fixed(opened), as_actor(manager):
        issue = actions.open_issue(
            by=manager,
            observations=rows,
            new=NewIssue(title=gathered.title, words=gathered.words, place_words=rows[0].place_words),
        )
        actions.publish(by=manager, issue=issue)
        if gathered.weigh:
            actions.weigh(by=manager, issue=issue, **gathered.weigh)
        if gathered.vulnerable:
            actions.mark_vulnerable(by=manager, issue=issue, is_vulnerable=True, reason=gathered.vulnerable)
        for reason in gathered.rise:
            actions.escalate(by=manager, issue=issue, reason=reason)
        if gathered.take_on:
            _take_on(gathered, issue, manager)
    for one in gathered.decisions:
        with clock.fixed(today - timedelta(days=one["days"])), as_actor(manager):
            actions.decide(
                by=manager,
                issue=issue,
                state=IssueState(one["state"]),
                decided_by=one["by"],
                reason=one["reason"],
            )
    if gathered.refer:
        _refer(gathered, issue, rows[0])


def _take_on(gathered: Gathered, issue: Issue, manager: Actor) -> None:
    given = dict(gathered.take_on)
    weeks = given.pop("weeks")
    actions.take_on(
        by=manager,
        issue=issue,
        new=NewTakenOn(
            **{**given, "kind": TakenOnBy(given["kind"])},
            begins_on=clock.today(),
            ends_on=clock.today() + timedelta(weeks=weeks) if weeks else None,
        ),
    )


def _refer(gathered: Gathered, issue: Issue, first: Observation) -> None:
    """Refer it to whoever takes such matters, from the team of whoever first wrote of it."""
    if first.recorded_by_id is None or first.recorded_for is None:
        return
    by = partnerships.actor_for(first.recorded_by_id)
    if first.recorded_for_id not in partnerships.team_ids_of(by):
        return
    with clock.fixed(clock.now() - REFERRED), as_actor(by):
        at = (issue.latitude, issue.longitude) if issue.latitude and issue.longitude else None
        found = referrals.suggestions_at(
            by, issue.category, at, sensitivity=issue.sensitivity, seriousness=issue.seriousness
        ).teams
        to_teams = [one.team for one in found if one.team != first.recorded_for_id and not one.is_closed][:1]
        if to_teams:
            actions.refer(
                by=by,
                issue=issue,
                from_team=first.recorded_for,
                to_teams=list(partnerships.standing_teams(by).filter(pk__in=to_teams)),
                asked=gathered.refer,
            )


def _may_be_in(row: Observation) -> bool:
    return row.sensitivity == Sensitivity.OPEN and row.state != ObservationState.DRAFT


def _managers(content: Content, people: Mapping[str, Person]) -> Mapping[str, Actor]:
    """The manager of each area, by the area's key."""
    return {
        at: partnerships.actor_for(people[key].pk)
        for key, person in content.people.items()
        for role, at in person.roles
        if role == "area_manager" and person.left is None
    }
