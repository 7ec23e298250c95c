"""When a team's hours or closed days change, the deadlines it must meet follow, in lists as on pages (R1.3)."""

from datetime import date

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import Actor, system
from wardmote.kernel.events import relay
from wardmote.modules.referrals import actions, jobs
from wardmote.modules.referrals.models import Referral
from wardmote.shared.partnerships import actions as partnerships
from wardmote.shared.partnerships.actions import TeamDetails
from wardmote.shared.partnerships.models import Team
from wardmote.shared.partnerships.rules import RoleName

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def an_ordinary_tuesday():
    with clock.fixed(make.TUESDAY):
        yield


@pytest.fixture
def repairs() -> Team:
    make.a_partnership()
    return make.a_team("Repairs")


@pytest.fixture
def referral(repairs) -> Referral:
    housing = make.a_team("Housing")
    worker = make.an_actor(RoleName.WORKER, team=housing)
    return make.a_referral(worker, housing, repairs, make.a_category())


@pytest.fixture
def administrator() -> Actor:
    return make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)


def hand_out_and_do_the_jobs() -> None:
    relay.drain()
    for job in ProcrastinateJob.objects.filter(task_name="referrals.work_out_deadlines"):
        jobs.work_out_deadlines(**job.args)


def due(referral: Referral) -> date:
    return make.fresh(referral).next_deadline_at.date()


def test_a_closure_puts_the_deadline_off_and_calling_it_off_brings_it_back(
    referral, repairs, administrator
) -> None:
    assert due(referral) == date(2026, 3, 4)
    for at in (repairs, repairs.organisation):
        closure = partnerships.add_closure(
            by=administrator,
            at=at,
            name="Stocktaking",
            starts_on=date(2026, 3, 4),
            ends_on=date(2026, 3, 5),
        )
        hand_out_and_do_the_jobs()
        assert due(referral) == date(2026, 3, 6)
        partnerships.withdraw_closure(by=administrator, closure=closure)
        hand_out_and_do_the_jobs()
        assert due(referral) == date(2026, 3, 4)


def test_new_hours_are_counted_from_the_beginning(referral, repairs, administrator) -> None:
    details = TeamDetails(name="Repairs", hours="Thu 09:00-12:00", capacity_per_week=20)
    partnerships.change_team(by=administrator, team=repairs, details=details)
    hand_out_and_do_the_jobs()
    assert due(referral) == date(2026, 3, 12)
    version = make.fresh(referral).version
    assert version == 1, "it is no step of the referral's life"


def test_only_wardmote_itself_does_so(referral, repairs, administrator) -> None:
    with pytest.raises(NotAllowed):
        actions.work_out_deadlines(by=administrator, team=repairs)
    assert actions.work_out_deadlines(by=system("test"), team=repairs) == 0
