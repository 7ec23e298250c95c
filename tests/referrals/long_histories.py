"""Random histories over time: silence, leavers, reorganised services, stopped workers, clocks that are moved.

The days begin before an ordinary week, or before either change of the clocks. Passes of the scheduler are left out for
as long as nobody asks for one, which may be weeks; or they come by in time; or two of them at once. The relay hands the
news over when it is asked to, and a handing over is carried on when its job is. After every act all invariants hold
(`facts`), and after every pass nothing has lain longer than the bound its clocks give (`bounds`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from django.db.models import Max
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from tests import factories as make
from tests.referrals.bounds import Bounds
from tests.referrals.facts import Rows, check_everything
from tests.referrals.histories import Histories

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_system
from wardmote.kernel.events import relay
from wardmote.modules.referrals import jobs
from wardmote.modules.referrals.jobs import climbing as scheduler
from wardmote.modules.referrals.models import Step
from wardmote.modules.referrals.queries.ladder import due_to_climb
from wardmote.modules.referrals.rules import ON_A_DESK, OPEN_STATES
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import actions as register
from wardmote.shared.partnerships import jobs as register_jobs
from wardmote.shared.partnerships.models import Handover, RoleHolding, Team
from wardmote.shared.partnerships.ports import works
from wardmote.shared.partnerships.queries import colleagues_at, leads_of, may_say_away_at
from wardmote.shared.partnerships.rules import TEAM_ROLES, RoleName

BEGINNINGS = [
    make.TUESDAY,
    datetime(2026, 3, 27, 16, 30, tzinfo=UTC),  # the last working hour before clocks go forward
    datetime(2026, 3, 29, 0, 40, tzinfo=UTC),  # twenty minutes before they do
    datetime(2026, 10, 23, 15, 30, tzinfo=UTC),  # the last working hour before they go back
    datetime(2026, 10, 25, 0, 40, tzinfo=UTC),  # in the hour that comes twice
]
SILENCES = st.sampled_from([1, 60, 60 * 26, 60 * 24 * 5, 60 * 24 * 30])
JOINS = st.sampled_from([RoleName.WORKER, RoleName.TEAM_LEAD, RoleName.SAFEGUARDING_LEAD])


class LongHistories(Histories):
    """Histories in which time does everything that time does, and that end in silence."""

    def __init__(self) -> None:
        super().__init__()
        self.bounds = Bounds(self.at)
        self.passes = 0

    @initialize(at=st.sampled_from(BEGINNINGS), data=st.data())
    def begin(self, at: datetime, data: st.DataObject) -> None:
        """On one of the days, with something that was passed on."""
        self.at = at
        self.ends_in_silence = data.draw(st.integers(0, 2), label="ends in silence") == 0
        self.record_one(data)
        self.send(data)

    # The scheduler

    @precondition(lambda self: any(r.state in ON_A_DESK for r in self.rows.referrals.values()))
    @rule(minutes=SILENCES, in_time=st.booleans())
    def fall_silent(self, minutes: int, in_time: bool) -> None:
        """Nobody does anything. The scheduler comes by in time, or stood still and comes by when it is over."""
        until = self.at + timedelta(minutes=minutes)
        while in_time and (coming := self.next_rung()) and coming < until:
            self.at = max(self.at, coming)
            self.pass_by()
        self.at = max(self.at, until)
        self.pass_by()

    def next_rung(self) -> datetime | None:
        """When silence sets something off next."""
        return min((r.climbs_at for r in self.rows.referrals.values() if r.climbs_at), default=None)

    def pass_by(self) -> None:
        """The scheduler comes by, every second time two of it at once; and all it should have done is done."""
        self.passes += 1
        with clock.fixed(self.at):
            with self.another_in_between() if self.passes % 2 else self.once_more():
                self.tried["rungs"] += jobs.climb(0)
            jobs.look_again(0)
            self.cast.staff.is_told = True
        self.look_again()
        due = [r for r in self.rows.referrals.values() if r.climbs_at and r.climbs_at <= self.at]
        assert not due, f"{due} should have climbed"
        self.bounds.passed(self.rows, self.at)

    @contextmanager
    def another_in_between(self) -> Iterator[None]:
        """Another pass takes every rung while this one still holds the list of what was due."""
        with as_system("a pass has read what is due"):
            due = list(due_to_climb(self.at))
        self.tried["rungs"] += jobs.climb(0)
        with patch.object(scheduler, "due_to_climb", lambda _: iter(due)):
            before = self.tried["rungs"]
            yield
        assert self.tried["rungs"] == before, "two passes at once took a rung twice"

    @contextmanager
    def once_more(self) -> Iterator[None]:
        """A pass that is run again finds nothing to do."""
        yield
        assert jobs.climb(0) == 0, "a rung was taken twice"

    # The machine

    @rule(minutes=st.sampled_from([-60, -60, 60]))
    def the_clock_is_moved(self, minutes: int) -> None:
        """Somebody sets the time of the machine an hour back, or forward."""
        self.at += timedelta(minutes=minutes)
        self.tried["clocks moved"] += 1
        self.staff_moved()  # what ends today may not have ended yet
        self.look_again()
        self.bounds.begin_again(self.rows, self.at)

    @precondition(lambda self: self.told < sum(map(len, self.rows.steps.values())))
    @rule()
    def news_is_handed_over(self) -> None:
        """The relay comes by: what leavers had claimed is free again, and no news is lost or told twice."""
        with clock.fixed(self.at):
            relay.drain()
        self.look_again()
        self.told = sum(map(len, self.rows.steps.values()))
        self.tried["relays"] += 1
        for referral in self.rows.referrals.values():
            if referral.state in OPEN_STATES and referral.claimed_by_id is not None:
                roles = self.cast.people[referral.claimed_by_id].roles
                assert any(role.scope == f"team:{referral.receiver_team_id}" for role in roles), (
                    f"{referral} is held by somebody who has left"
                )

    # People come and go

    @rule(data=st.data())
    def somebody_leaves(self, data: st.DataObject) -> None:
        """A role ends, somebody leaves, or everybody on a desk does."""
        by = data.draw(st.sampled_from([self.cast.administrator] * 4 + self.cast.workers[:3]), label="by")
        how = data.draw(st.sampled_from(["role", "person", "desk"]), label="how")
        team = data.draw(st.sampled_from(self.cast.teams), label="team")
        held = RoleHolding.objects.filter(ended_at__isnull=True, team=team, role__in=sorted(TEAM_ROLES))
        for holding in list(held.select_related("person").order_by("pk"))[: None if how == "desk" else 1]:
            if how == "person":
                self.of_staff("leave", by, lambda one=holding: register.let_leave(by=by, person=one.person))
            else:
                self.of_staff("end_role", by, lambda one=holding: register.end_role(by=by, holding=one))

    @rule(data=st.data())
    def somebody_comes(self, data: st.DataObject) -> None:
        """Somebody, perhaps one who had left, is given a role."""
        by = self.cast.administrator
        person = Person.objects.get(pk=data.draw(st.sampled_from(sorted(self.cast.people)), label="who"))
        role, team = data.draw(JOINS, label="role"), data.draw(st.sampled_from(self.cast.teams), label="team")
        if not person.is_active:
            self.of_staff("return", by, lambda: register.let_return(by=by, person=person))
        self.of_staff(
            "give_role",
            by,
            lambda: register.give_role(by=by, person=person, role=role, team=Team.objects.get(pk=team.pk)),
        )

    @rule(data=st.data())
    def somebody_is_away(self, data: st.DataObject) -> None:
        """What somebody had claimed goes to a colleague or the desk, and a lead gets a stand-in; or they are back."""
        by = data.draw(st.sampled_from([self.cast.administrator] * 3 + self.cast.workers[-3:]), label="by")
        claimed = [r.claimed_by_id for r in self.rows.referrals.values() if r.claimed_by_id]
        numbers = st.sampled_from(sorted(self.cast.people) + claimed * 9)
        person = Person.objects.get(pk=data.draw(numbers, label="away"))
        if data.draw(st.integers(0, 3), label="back") == 0:
            self.of_staff("back", by, lambda: register.say_back(by=by, person=person) or True)
            return
        with clock.fixed(self.at):
            until = clock.today() + timedelta(days=data.draw(st.integers(-1, 9), label="days"))
            leads = [holding.pk for holding in leads_of(by, person)]
            colleagues = list(colleagues_at(may_say_away_at(by, person), besides=person))
        other = data.draw(st.sampled_from([person, *colleagues * 3]), label="other")
        self.of_staff(
            "away",
            by,
            lambda: register.say_away(
                by=by,
                person=person,
                until=until,
                cover=data.draw(st.sampled_from([other, None])),
                stand_ins=data.draw(st.sampled_from([dict.fromkeys(leads, other), {}])),
            ),
        )

    # Services are reorganised

    @rule(data=st.data())
    def services_are_reorganised(self, data: st.DataObject) -> None:
        """A team's work goes to another, which may merge it; and the team may end."""
        by = data.draw(st.sampled_from([self.cast.administrator] * 5 + self.cast.workers[:2]), label="by")
        teams = [team.pk for team in self.cast.teams]
        busy = [r.accountable_team_id for r in self.rows.referrals.values() if r.accountable_team_id]
        from_team = data.draw(st.sampled_from(teams + busy * 3), label="from")
        to_team = data.draw(st.sampled_from(teams), label="to")
        with_roles, then_end = data.draw(st.tuples(st.sampled_from([True, True, False]), st.booleans()))
        self.of_staff(
            "hand_over_team",
            by,
            lambda: register.hand_over_team(
                by=by,
                from_team=Team.objects.get(pk=from_team),
                to_team=Team.objects.get(pk=to_team),
                words="One office from today",
                with_roles=with_roles,
                then_end=then_end,
            ),
        )
        if data.draw(st.booleans(), label="at once"):
            self.work_is_carried_over()

    @precondition(lambda self: Handover.objects.filter(ended_at__isnull=True).exists())
    @rule()
    def work_is_carried_over(self) -> None:
        """The job of a handing over runs, perhaps long after."""
        for handover in Handover.objects.filter(ended_at__isnull=True).order_by("pk"):
            pieces = sum(len(work.lying_with(handover.from_team_id)) for work in works())
            with clock.fixed(self.at):
                register_jobs.hand_over(handover.pk)
            handover.refresh_from_db()
            assert handover.ended_at, "it does not end"
            self.tried["pieces carried over"] += pieces
        self.staff_moved()
        self.look_again()

    # How it is done

    def of_staff(self, name: str, by: Actor, do: Callable[[], Any]) -> None:
        """Something that changes who is where."""
        self.moving = True
        try:
            self.act(name, by, do)
        finally:
            self.moving = False

    moving = False

    def look_again(self) -> None:
        """Read everything anew, who is where as well, and check it."""
        if self.moving:
            self.staff_moved()
        with clock.fixed(self.at):
            super().look_again()
        self.bounds.look(self.rows, self.at)

    def staff_moved(self) -> None:
        """Everybody is who they are now, and the coordinator's desk is which it is."""
        staff = self.cast.staff
        desk = Team.objects.get(is_coordinator=True)
        if desk.pk != self.cast.coordinators[-1][1]:
            with make.everything():
                last = Step.objects.aggregate(last=Max("pk"))["last"] or 0
            self.cast.coordinators.append((last, desk.pk))
        with clock.fixed(self.at):
            for pk, before in staff.now.items():
                actor = make.as_they_are(Person(pk=pk))
                actor = actor if actor.person_id else replace(before, roles=frozenset(), keys=())
                staff.now[pk] = actor
                staff.ever[pk] = replace(staff.ever[pk], roles=staff.ever[pk].roles | actor.roles)
        staff.has_changed, staff.is_told = True, False

    def come_to_an_end(self) -> None:
        """Whatever is open ends back on a desk that owes the next step, each rung in its time (invariant 2)."""
        if not self.ends_in_silence:
            return
        self.pass_by()
        while coming := self.next_rung():
            assert max(map(len, self.rows.steps.values())) < 200, "it climbs for ever"
            self.at = max(self.at, coming)
            with clock.fixed(self.at):
                self.tried["rungs"] += jobs.climb(0)
                self.rows = Rows(self.cast.coordinators)
            self.bounds.look(self.rows, self.at)
            self.bounds.passed(self.rows, self.at)
        with clock.fixed(self.at):
            check_everything(self.rows, self.cast.staff)
        self.bounds.all_have_ended_or_come_back(self.rows)
