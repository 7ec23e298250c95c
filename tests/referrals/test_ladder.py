"""Silence climbs by itself: once, in order, however often the worker dies or comes by (R1.3)."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.clock import LONDON
from wardmote.kernel.database import Busy, as_actor
from wardmote.kernel.events import relay
from wardmote.kernel.events.models import OutboxEvent
from wardmote.modules.referrals import actions, jobs
from wardmote.modules.referrals.actions import climbing, steps
from wardmote.modules.referrals.jobs import climbing as scheduler
from wardmote.modules.referrals.models import Referral, Step
from wardmote.modules.referrals.rules import Conflict, State, StepKind
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import actions as partnerships
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

pytestmark = pytest.mark.django_db


class Silence:
    """A referral from Housing to Repairs that nobody answers, and time."""

    def __init__(self) -> None:
        make.a_partnership()
        self.housing, self.repairs = make.a_team("Housing"), make.a_team("Repairs")
        self.worker = make.an_actor(RoleName.WORKER, team=self.housing)
        self.officer = make.an_actor(RoleName.DUTY_OFFICER, team=self.repairs)
        make.an_actor(RoleName.TEAM_LEAD, team=self.repairs)
        self.at = make.TUESDAY
        self.referral = self.another()

    def another(self, **kind: object) -> Referral:
        category = make.a_category(**kind)
        return make.a_referral(self.worker, self.housing, self.repairs, category)

    def pass_by(self, at: datetime) -> int:
        """Let the scheduler come by at this moment."""
        self.at = max(self.at, at)
        with clock.fixed(self.at):
            return jobs.climb(0)

    def next_at(self, referral: Referral | None = None) -> datetime:
        at = make.fresh(referral or self.referral).climbs_at
        assert at is not None
        return at

    def log(self, referral: Referral | None = None) -> list[str]:
        with make.everything():
            steps = Step.objects.filter(referral=referral or self.referral).order_by("position")
            return [f"{step.kind} {step.reason}".strip() for step in steps][1:]


@pytest.fixture
def silence():
    with clock.fixed(make.TUESDAY):
        yield Silence()


TO_THE_SENDER = [
    "reminded acknowledge.reminder",
    "escalated acknowledge.desk",
    "escalated acknowledge.lead",
    "escalated acknowledge.coordinator",
    "lapsed",
]


def test_a_referral_that_nobody_answers_climbs_back_to_its_senders_desk(silence) -> None:
    for _ in TO_THE_SENDER:
        assert silence.pass_by(silence.next_at() - timedelta(seconds=1)) == 0
        assert silence.pass_by(silence.next_at()) == 1
    assert silence.log() == TO_THE_SENDER
    row = make.fresh(silence.referral)
    assert (row.state, row.accountable_team, row.next_deadline_kind) == (
        State.LAPSED,
        silence.housing,
        "send_on",
    )


def test_each_rung_waits_as_the_clock_says_it_was_sent_with(silence) -> None:
    """The waits of a kind of matter are the administrator's to set; a change of them moves nothing that is sent."""
    profile = silence.referral.category.clock
    given = {"wait_desk": "2wh", "wait_lead": "3wh", "wait_coordinator": "1wh", "remind_after": 50}
    written = {name: getattr(profile, name) for name in ("acknowledge", "decide", "update_every", "close")}
    partnerships.change_clock_profile(
        by=make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR),
        profile=profile,
        details=partnerships.ClockDetails(name="Quick", reason="It grows.", **written, **given),
    )
    silence.referral.category.refresh_from_db()
    sent_after = make.a_referral(silence.worker, silence.housing, silence.repairs, silence.referral.category)

    def climbs(referral: Referral) -> list[str]:
        at = []
        for _ in TO_THE_SENDER:
            at.append(f"{silence.next_at(referral).astimezone(LONDON):%a %H:%M}")
            silence.pass_by(silence.next_at(referral))
        return at

    assert climbs(sent_after) == ["Tue 14:00", "Wed 10:00", "Wed 12:00", "Wed 15:00", "Wed 16:00"]
    before = make.fresh(silence.referral)
    assert silence.log(before) == TO_THE_SENDER[:2]
    assert f"{silence.next_at(before).astimezone(LONDON):%a %H:%M}" == "Thu 10:00"


def test_the_row_says_how_high_silence_has_climbed_and_forgets_it_with_an_answer(silence) -> None:
    silence.pass_by(silence.next_at())
    silence.pass_by(silence.next_at())
    assert make.fresh(silence.referral).rung == "desk"
    with clock.fixed(silence.at + timedelta(hours=1)), as_actor(silence.officer):
        actions.acknowledge_referral(by=silence.officer, referral=silence.referral)
    assert make.fresh(silence.referral).rung == ""


def test_both_sides_read_every_rung(silence) -> None:
    silence.pass_by(silence.next_at())
    for reader in (silence.worker, silence.officer):
        with as_actor(reader):
            assert Step.objects.filter(referral=silence.referral, kind=StepKind.REMINDED).exists()


def test_after_a_long_stop_no_rung_is_left_out_and_each_still_has_its_time(silence) -> None:
    back = silence.next_at() + timedelta(days=30)
    assert silence.pass_by(back) == 2
    assert silence.log() == TO_THE_SENDER[:2]
    assert silence.next_at() > back
    while silence.log() != TO_THE_SENDER:
        assert silence.pass_by(silence.next_at()) == 1


class Killed(BaseException):
    """What a worker sees of its own death: nothing may catch it."""


TO_THE_TOP = [
    *TO_THE_SENDER,
    "reminded send_on.reminder",
    "escalated send_on.desk",
    "coordinator_called",
    "reminded settle.reminder",
    "escalated settle.desk",
    "escalated settle.administrators",
]
OUT_OF_A_PAUSE = ["acknowledged", "claimed", "paused waiting-for-part", "reminded resume.reminder", "resumed"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["settle", "publish", "record", "commit", "after"])
@pytest.mark.parametrize("rungs", [TO_THE_TOP, OUT_OF_A_PAUSE], ids=["to the top", "out of a pause"])
def test_a_worker_killed_at_any_rung_neither_skips_nor_doubles_it(silence, monkeypatch, where, rungs) -> None:
    def die(*_: object, **__: object) -> None:
        raise Killed

    def die_at_commit() -> None:
        connection.connection.close()
        die()

    place = {
        "settle": (steps, "settle", die),
        "publish": (steps, "publish", die),
        "record": (climbing, "record", die),
        "commit": (connection, "commit", die_at_commit),
        "after": (scheduler, "climb_ladder", lambda **given: die(actions.climb_ladder(**given))),
    }
    if rungs is OUT_OF_A_PAUSE:
        with as_actor(silence.officer):
            given = {"by": silence.officer, "referral": silence.referral}
            actions.acknowledge_referral(**given)
            until = make.TUESDAY + timedelta(days=7)
            actions.pause_referral(**given, reason="waiting-for-part", until=until)
    for n in range(len(silence.log()) + 1, len(rungs) + 1):
        at = silence.next_at()
        with monkeypatch.context() as patch:
            patch.setattr(*place[where])
            with pytest.raises((Killed, OperationalError)):
                silence.pass_by(at)
        if where == "commit":
            connection.close()
        silence.pass_by(at)
        assert silence.log() == rungs[:n]


@pytest.mark.django_db(transaction=True)
def test_two_passes_at_once_take_each_rung_once(silence) -> None:
    others = [silence.another(name=f"Kind {n}") for n in range(4)]
    at = max(silence.next_at(referral) for referral in [silence.referral, *others])
    together, taken = threading.Barrier(2), []

    def pass_by() -> None:
        with clock.fixed(at):
            together.wait()
            taken.append(jobs.climb(0))
        connection.close()

    workers = [threading.Thread(target=pass_by) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    left = silence.pass_by(at)
    assert sum(taken) + left == 5
    assert all(silence.log(referral) == TO_THE_SENDER[:1] for referral in [silence.referral, *others])


def test_what_somebody_is_at_work_on_waits_for_the_next_pass(silence, monkeypatch) -> None:
    at = silence.next_at()
    with monkeypatch.context() as patch:
        patch.setattr(
            climbing, "lock", lambda *_: (_ for _ in ()).throw(Busy("Somebody is at work on this."))
        )
        assert silence.pass_by(at) == 0
    assert silence.pass_by(at) == 1


def test_one_that_cannot_climb_holds_up_no_other_and_is_told_of(silence, monkeypatch, caplog) -> None:
    other = silence.another(name="Boiler")
    take = climbing.take

    def broken(kind, *, referral, **given):
        if referral.pk == silence.referral.pk:
            raise RuntimeError("no rung")
        return take(kind, referral=referral, **given)

    monkeypatch.setattr(climbing, "take", broken)
    with pytest.raises(scheduler.SomeStoodStill, match="1 referrals"):
        silence.pass_by(max(silence.next_at(), silence.next_at(other)))
    assert silence.log(other)
    assert not silence.log()
    assert f"Referral {silence.referral.pk} could not climb" in caplog.text


def test_only_wardmote_itself_lets_silence_climb(silence) -> None:
    with pytest.raises(NotAllowed), as_actor(silence.officer):
        actions.climb_ladder(by=silence.officer, referral=silence.referral)


def test_a_reminder_does_not_turn_away_what_somebody_is_writing(silence) -> None:
    version = make.fresh(silence.referral).version
    silence.pass_by(silence.next_at())
    with clock.fixed(silence.at), as_actor(silence.officer):
        actions.acknowledge_referral(by=silence.officer, referral=silence.referral, version=version)


def test_a_page_shown_before_a_reminder_is_still_whole_and_can_still_be_sent(silence) -> None:
    browser = Client()
    browser.force_login(Person.objects.get(pk=silence.officer.person_id))
    address = f"/referrals/{silence.referral.reference}"
    version = make.fresh(silence.referral).version
    silence.pass_by(silence.next_at())
    with clock.fixed(silence.at):
        page = browser.get(address).content.decode()
        assert "Nearly out of time" in page
        assert 'value="acknowledged"' in page
        form = {"act": "acknowledged", "version": version, "form_key": "one", "next": "/inbox"}
        assert browser.post(address, form)["Location"] == "/inbox"
    assert make.fresh(silence.referral).state == State.ACKNOWLEDGED


def test_a_version_that_never_was_is_refused(silence) -> None:
    with clock.fixed(silence.at), as_actor(silence.officer), pytest.raises(Conflict):
        actions.acknowledge_referral(by=silence.officer, referral=silence.referral, version=99)


def test_a_protected_referral_never_lapses_to_a_desk_that_may_not_read_it(silence) -> None:
    make.an_actor(RoleName.SAFEGUARDING_LEAD, team=silence.repairs)
    child = silence.another(name="Child", sensitivity=Sensitivity.PROTECTED)
    for _ in range(2):
        silence.pass_by(silence.next_at(child))
    row = make.fresh(child)
    assert (row.accountable_team, row.climbs_at) == (silence.repairs, None), "nobody else may know of it"
    assert silence.log(child) == TO_THE_SENDER[:2]


def test_when_somebody_may_hold_it_again_a_protected_referral_goes_on(silence) -> None:
    make.an_actor(RoleName.SAFEGUARDING_LEAD, team=silence.repairs)
    make.an_actor(RoleName.SAFEGUARDING_LEAD, team=silence.housing)
    child = silence.another(name="Child", sensitivity=Sensitivity.PROTECTED)
    for _ in range(3):
        silence.pass_by(silence.next_at(child))
    assert make.fresh(child).accountable_team == silence.housing


def test_a_pass_that_finds_nothing_due_costs_the_same_however_much_is_open(silence) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert silence.pass_by(make.TUESDAY) == 0
        return len(seen)

    alone = cost()
    for n in range(5):
        silence.another(name=f"Kind {n}")
    assert cost() == alone


def test_the_news_of_a_rung_goes_out_with_it(silence) -> None:
    relay.drain()
    silence.pass_by(silence.next_at())
    assert OutboxEvent.objects.filter(key="referrals.stepped", body__step="reminded").count() == 1
