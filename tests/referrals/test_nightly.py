"""What is kept twice is compared every night, told of with numbers only, and mended (R2.2, R9.3)."""

import logging

import pytest
from tests import factories as make
from tests.referrals.histories import Cast

from wardmote.kernel import clock
from wardmote.kernel.database import as_actor
from wardmote.kernel.events import relay
from wardmote.modules.referrals import actions, jobs
from wardmote.modules.referrals.models import Addition, FlowCount, Observation, Reach
from wardmote.shared.partnerships.rules import ANY_PARTNER

pytestmark = pytest.mark.django_db


@pytest.fixture
def borough():
    with clock.fixed(make.TUESDAY):
        yield Cast()


def counts() -> dict[tuple[int, str], int]:
    return {(f.team_id, f.measure): f.count for f in FlowCount.objects.all()}


def reach() -> set[tuple[int, int]]:
    with make.everything():
        return set(Reach.objects.values_list("observation_id", "key"))


def said(caplog) -> str:
    assert "mattress" not in caplog.text
    return caplog.text


def test_nothing_is_said_when_all_agrees(borough: Cast, caplog) -> None:
    wanda = borough.actors[0]
    make.a_referral(wanda, borough.housing, borough.cleansing, borough.kinds[0])
    make.a_referral(wanda, borough.housing, borough.cleansing, borough.kinds[2])
    with as_actor(wanda):
        actions.keep_draft(by=wanda, team=borough.housing, details=make.details(borough.kinds[0]))
    relay.drain()
    before = counts(), reach()
    with caplog.at_level(logging.WARNING):
        jobs.check_readers(0)
        jobs.recount_flow(0)
    assert said(caplog) == ""
    assert (counts(), reach()) == before


def test_lost_and_superfluous_reach_is_mended(borough: Cast, caplog) -> None:
    referral = make.a_referral(borough.actors[0], borough.housing, borough.cleansing, borough.kinds[2])
    right = reach()
    with make.everything():
        Reach.objects.filter(key=-borough.cleansing.pk).delete()
        Reach.objects.create(key=ANY_PARTNER, observation=referral.observation, created_at=make.TUESDAY)
    jobs.check_readers(0)
    assert reach() == right
    assert f"[{referral.observation_id}]" in said(caplog)
    caplog.clear()
    jobs.check_readers(0)
    assert caplog.text == ""


def test_a_part_that_is_read_more_widely_than_the_whole_is_told_of(borough: Cast, caplog) -> None:
    wanda = borough.actors[0]
    observation = make.an_observation(wanda, borough.housing, borough.kinds[1])
    with as_actor(wanda):
        addition = actions.add_to_observation(by=wanda, observation=observation, words="A mattress more.")
    with make.everything():
        Addition.objects.filter(pk=addition.pk).update(readers=[ANY_PARTNER])
    jobs.check_readers(0)
    assert f"[{addition.pk}]" in said(caplog)
    with make.everything():
        assert ANY_PARTNER not in Observation.objects.get().readers


def test_wrong_counters_are_mended_and_waiting_news_is_not_counted_twice(borough: Cast, caplog) -> None:
    wanda = borough.actors[0]
    make.a_referral(wanda, borough.housing, borough.cleansing, borough.kinds[0])
    relay.drain()
    FlowCount.objects.filter(measure="sent").update(count=5)
    FlowCount.objects.filter(measure="received").delete()
    make.a_referral(wanda, borough.housing, borough.cleansing, borough.kinds[0])
    jobs.recount_flow(0)
    assert counts() == {(borough.housing.pk, "sent"): 1, (borough.cleansing.pk, "received"): 1}
    assert "mended by -4" in said(caplog)
    relay.drain()
    assert counts() == {(borough.housing.pk, "sent"): 2, (borough.cleansing.pk, "received"): 2}
