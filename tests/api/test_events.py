"""What happened since: nothing missed, nothing told twice, nothing told of what is not theirs (R1.10)."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from tests import factories as make
from tests.api.conftest import System, Tokens
from tests.api.test_gate import told
from tests.api.test_life import Hub, step

from wardmote.kernel.clock import fixed
from wardmote.kernel.database import as_system
from wardmote.kernel.events import relay
from wardmote.modules.referrals import handlers, jobs
from wardmote.modules.referrals.models import Happening, HappeningReach, Observation
from wardmote.modules.referrals.rules import HappeningKind, StepKind
from wardmote.shared.partnerships.rules import Sensitivity


def asked(system: System, path: str = "/events") -> tuple[list[str], str]:
    """The kinds of what happened, and where to ask next."""
    relay.drain()
    answer = system.get(path)
    assert answer.status_code == 200, answer.content
    page = answer.json()
    return [event["kind"] for event in page["items"]], page["next"]


@pytest.fixture
def hub(tokens: Tokens) -> Hub:
    return Hub(tokens)


def test_every_step_has_a_kind() -> None:
    assert {HappeningKind.of_step(kind) for kind in StepKind} <= set(HappeningKind)


@pytest.mark.django_db
def test_each_thing_is_told_once_and_in_order(hub: Hub) -> None:
    reference = hub.sent()
    kinds, following = asked(hub.receiver)
    assert sorted(kinds) == ["observation.recorded", "referral.sent"]
    assert asked(hub.receiver, following)[0] == []
    step(hub.receiver, reference, "acknowledge", {})
    observation = hub.receiver.get(f"/referrals/{reference}").json()["observation"]
    hub.sender.post(f"/observations/{observation}/additions", {"words": "More."})
    kinds, following = asked(hub.receiver, following)
    assert sorted(kinds) == ["observation.added_to", "referral.acknowledged", "referral.claimed"]
    assert asked(hub.receiver, following)[0] == []


@pytest.mark.django_db
def test_pages_of_the_feed_fit_together(hub: Hub) -> None:
    for _ in range(3):
        hub.sent()
    all_at_once, _ = asked(hub.receiver)
    found, following = asked(hub.receiver, "/events?limit=2")
    while page := asked(hub.receiver, following):
        if not page[0]:
            break
        found, following = found + page[0], page[1]
    assert found == all_at_once
    assert len(found) == 6


@pytest.mark.django_db
def test_one_may_begin_now(hub: Hub) -> None:
    hub.recorded()
    kinds, following = asked(hub.receiver, "/events?start=now")
    assert kinds == []
    hub.recorded()
    assert asked(hub.receiver, following)[0] == ["observation.recorded"]


@pytest.mark.django_db
def test_of_a_protected_matter_others_are_told_nothing_and_its_writer_that_it_was_received(
    tokens: Tokens,
) -> None:
    hub = Hub(tokens, Sensitivity.PROTECTED)
    observation = hub.recorded()
    body = {"observation": observation, "to_teams": [hub.cleansing.key], "words": "Please look."}
    hub.sender.post("/referrals", body)
    relay.drain()
    reference = hub.leader.get("/referrals").json()["items"][0]["reference"]
    step(hub.leader, reference, "acknowledge", {})
    assert asked(hub.outside)[0] == []
    assert asked(hub.receiver)[0] == []
    assert asked(hub.sender)[0] == ["observation.recorded", "observation.received"]
    kinds = [kind for kind in asked(hub.leader)[0] if kind.startswith("referral")]
    assert kinds == ["referral.sent", "referral.acknowledged", "referral.claimed"]


@pytest.mark.django_db
def test_a_cursor_of_the_feed_cannot_be_made_up_or_lent(hub: Hub) -> None:
    _, following = asked(hub.sender)
    told(hub.outside.get(following), 400, "bad-cursor")
    told(hub.sender.get("/events?cursor=12"), 400, "bad-cursor")


def after(days: int) -> Any:
    return fixed(make.TUESDAY + timedelta(days=days))


@pytest.mark.django_db
def test_news_is_kept_for_a_quarter_and_whoever_comes_later_hears_what_they_missed(hub: Hub) -> None:
    _, long_ago = asked(hub.receiver)
    hub.recorded()
    _, read = asked(hub.receiver)
    with after(89):
        jobs.forget_feed(0)
        hub.recorded(observed_at="2026-05-30T10:00:00Z")
        assert asked(hub.receiver, long_ago)[0] == ["observation.recorded"] * 2
    with after(91):
        jobs.forget_feed(0)
        assert asked(hub.receiver, read)[0] == ["observation.recorded"]
        problem = told(hub.receiver.get(long_ago), 410, "cursor-forgotten")
        assert "90 days" in problem["detail"]
        kinds, following = asked(hub.receiver, "/events?start=beginning")
        assert kinds == ["observation.recorded"]
        assert asked(hub.receiver, following)[0] == []
    with make.everything():
        assert HappeningReach.objects.exclude(happening_id__in=Happening.objects.values("pk")).count() == 0


@pytest.mark.django_db
def test_whoever_asks_in_time_has_missed_nothing_though_nothing_was_for_them(tokens: Tokens) -> None:
    hub = Hub(tokens, Sensitivity.PARTNERS)
    following = "/events"
    for days in (0, 60, 120, 180):
        with after(days):
            hub.recorded(observed_at=(make.TUESDAY + timedelta(days=days - 1)).isoformat())
            jobs.forget_feed(0)
            kinds, following = asked(hub.outside, following)
            assert kinds == []
    with after(400):
        jobs.forget_feed(0)
        assert asked(hub.outside, following)[0] == []
        hub.recorded(observed_at="2026-05-30T10:00:00Z")
        relay.drain()
    with after(500):
        jobs.forget_feed(0)
        jobs.forget_feed(0)
        assert asked(hub.outside, "/events?start=now")[0] == []
        told(hub.outside.get(following), 410, "cursor-forgotten")


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_late_is_not_skipped(hub: Hub) -> None:
    """A second writer waits for the first, so a number that is visible has none missing below it."""
    observation = hub.recorded()
    with make.everything():
        number = Observation.objects.get(reference=observation).pk
    first_wrote, second_done = threading.Event(), threading.Event()
    order: list[str] = []

    def write(name: str, *, hold: bool) -> None:
        try:
            with fixed(make.TUESDAY), transaction.atomic(), as_system("a test writes the feed"):
                handlers.feed._tell(
                    HappeningKind.ADDED_TO, at=make.TUESDAY, observation_id=number, readers=[0]
                )
                if hold:
                    first_wrote.set()
                    second_done.wait(0.3)
                order.append(name)
        finally:
            connection.close()

    slow = threading.Thread(target=write, args=("first",), kwargs={"hold": True})
    slow.start()
    assert first_wrote.wait(5)
    quick = threading.Thread(target=write, args=("second",), kwargs={"hold": False})
    quick.start()
    quick.join()
    second_done.set()
    slow.join()
    assert order == ["first", "second"]
    with make.everything():
        assert Happening.objects.count() == 2
