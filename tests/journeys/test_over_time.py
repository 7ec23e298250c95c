"""Nobody answers, or nobody wants it: in the end it lies with somebody who owes the next step (R1.3, R1.5)."""

from collections.abc import Callable
from contextvars import Token
from datetime import UTC, datetime, timedelta

import pytest
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_actor
from wardmote.modules.referrals import actions, jobs
from wardmote.modules.referrals.models import Referral
from wardmote.shared.partnerships.models import Team
from wardmote.shared.partnerships.rules import RoleName

from .conftest import in_two_looks


class ClockOfTheHouse:
    """One time for the test and for the server, which runs in a thread of its own."""

    def __init__(self) -> None:
        self.ahead = timedelta()
        self.fixed: datetime | None = None

    def goes_to(self, at: datetime) -> None:
        """It is this moment now, and time goes on."""
        self.ahead = at - datetime.now(UTC)

    def get(self) -> datetime:
        return self.fixed or datetime.now(UTC) + self.ahead

    def set(self, at: datetime) -> Token[None] | datetime | None:
        before, self.fixed = self.fixed, at
        return before

    def reset(self, before: datetime | None) -> None:
        self.fixed = before


@pytest.fixture
def time(monkeypatch) -> ClockOfTheHouse:
    house = ClockOfTheHouse()
    monkeypatch.setattr(clock, "_fixed", house)
    return house


def act(by: Actor, do: Callable[..., Referral], **given: object) -> Referral:
    with as_actor(by):
        return do(by=by, **given)


@in_two_looks
def test_what_nobody_answers_climbs_back_to_the_desk_that_sent_it(visitor, borough, time) -> None:
    referral = make.a_referral(borough.worker, borough.housing, borough.cleansing, borough.category)
    while make.fresh(referral).state != "lapsed":
        coming = make.fresh(referral).climbs_at
        assert coming, "it must climb until it is back"
        time.goes_to(coming)
        assert jobs.climb(0) == 1
    visitor.becomes(borough.worker)
    visitor.goes_to("/inbox")
    visitor.follows("Two mattresses by the garages")
    visitor.sees("Nobody answered in time")
    visitor.sees("The coordinator was told")
    visitor.opens("Close it")
    visitor.page.get_by_label("No further action").check()
    visitor.page.locator("#closed").get_by_label("What was done, or why not?").fill("Gone by itself")
    visitor.presses("Close it")
    visitor.sees("Wanda Worker closed it")


@in_two_looks
def test_the_coordinator_ends_a_ping_pong(visitor, borough) -> None:
    parks = make.a_team("Parks and play areas")
    ranger = make.an_actor(RoleName.DUTY_OFFICER, team=parks, name="Ravi Ranger")
    desk = Team.objects.get(is_coordinator=True)
    coordinator = make.an_actor(RoleName.DUTY_OFFICER, team=desk, name="Cora Coordinator")
    first = make.a_referral(borough.worker, borough.housing, borough.cleansing, borough.category)
    not_ours = {"do": actions.return_referral, "reason": "not-ours"}
    act(borough.officer, referral=first, words="It lies on the playground", named_team=parks, **not_ours)
    again = act(borough.worker, actions.redirect_referral, referral=first, to_team=parks, words="As they say")
    act(ranger, referral=again, words="The garages are not ours", named_team=borough.cleansing, **not_ours)
    visitor.becomes(coordinator)
    visitor.goes_to("/inbox")
    visitor.follows("Two mattresses by the garages")
    visitor.sees("Where it has been")
    visitor.sees("It lies on the playground")
    visitor.sees("The garages are not ours")
    decide = visitor.page.locator("#redirected")
    decide.get_by_label("Which team?").select_option(str(borough.cleansing.pk))
    decide.get_by_label("Why is it theirs?").fill("The council’s garages, so the council’s cleansing")
    visitor.presses("Decide whose it is")
    visitor.becomes(borough.officer)
    visitor.goes_to("/inbox")
    visitor.follows("Two mattresses by the garages")
    visitor.sees("The council’s garages")
    visitor.opens("Send it back")
    back = visitor.page.locator("#returned")
    back.get_by_label("Not ours").check()
    back.get_by_label("What should happen next?").fill("Still not ours")
    visitor.presses("Send it back")
    visitor.becomes(coordinator)
    visitor.goes_to("/inbox")
    visitor.follows("Two mattresses by the garages")
    visitor.sees("Still not ours")
