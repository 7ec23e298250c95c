"""The outbox (design 8): an event exists if its change does, and is told in order, at least once."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from psycopg.errors import LockNotAvailable

from wardmote.kernel import clock
from wardmote.kernel.events import Event, publish, reacts_to, relay
from wardmote.kernel.events import event as registry
from wardmote.kernel.events.models import OutboxEvent, ParkedEvent


class Mood(StrEnum):
    GLAD = "glad"


@dataclass(frozen=True, kw_only=True)
class Rang(Event, key="tests.rang"):
    bell: int
    times: int = 1


@dataclass(frozen=True, kw_only=True)
class Everything(Event, key="tests.everything"):
    number: int
    text: str
    flag: bool
    at: datetime
    day: date
    token: UUID
    mood: Mood
    keys: tuple[int, ...]
    perhaps: datetime | None = None


heard: list[Rang] = []
refused: set[int] = set()


@reacts_to(Rang)
def hear(event: Rang) -> None:
    if event.bell in refused:
        raise LookupError(f"bell {event.bell}")
    heard.append(event)


@pytest.fixture(autouse=True)
def silence():
    heard.clear()
    refused.clear()


def try_until_parked() -> None:
    """Sweep as often as it takes, each time when the next try is due."""
    at = clock.now()
    for tries in range(relay.TRIES):
        with clock.fixed(at + 2**tries * relay.FIRST_RETRY):
            relay.sweep()


def bell(number: int) -> ContentType:
    return ContentType(pk=number)


def ring(number: int, times: int = 1) -> None:
    with transaction.atomic():
        publish(Rang(bell=number, times=times), about=bell(number))


@given(
    st.builds(
        Everything,
        at=st.datetimes(timezones=st.just(UTC)),
        perhaps=st.none() | st.datetimes(timezones=st.just(UTC)),
        keys=st.lists(st.integers()).map(tuple),
    )
)
def test_an_event_survives_being_written_and_read(event):
    assert registry.read(event.key, event.body()) == event


def test_two_events_cannot_share_a_key():
    with pytest.raises(ValueError, match=r"tests\.rang"):
        type("Other", (Event,), {}, key="tests.rang")


@pytest.mark.django_db
def test_an_event_waits_for_the_relay_and_is_then_gone():
    ring(1)
    assert heard == []
    relay.drain()
    assert heard == [Rang(bell=1)]
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_undone_announces_nothing():
    with transaction.atomic():
        publish(Rang(bell=1), about=bell(1))
        transaction.set_rollback(True)
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="transaction"):
        publish(Rang(bell=1), about=bell(1))


@pytest.mark.django_db
def test_events_of_one_record_are_told_in_order_however_many_wait():
    for times in range(130):
        ring(times % 3, times)
    relay.drain()
    for number in range(3):
        assert [event.times for event in heard if event.bell == number] == list(range(number, 130, 3))


@pytest.mark.django_db
def test_what_a_failing_handler_did_is_undone_and_the_event_stays():
    @reacts_to(Everything)
    def half(event: Everything) -> None:
        ContentType.objects.create(app_label="tests", model="half")
        raise LookupError("half way")

    with transaction.atomic():
        publish(
            Everything(
                number=1,
                text="ڪ",
                flag=True,
                at=datetime(2026, 1, 1, tzinfo=UTC),
                day=date(2026, 1, 1),
                token=uuid4(),
                mood=Mood.GLAD,
                keys=(1,),
            ),
            about=bell(1),
        )
    with pytest.raises(LookupError):
        relay.drain()
    assert not ContentType.objects.filter(app_label="tests").exists()
    assert OutboxEvent.objects.get().tries == 1


@pytest.mark.django_db
def test_an_event_that_keeps_failing_is_parked_with_those_after_it_and_others_go_on():
    refused.add(1)
    for times in range(3):
        ring(1, times)
        ring(2, times)
    try_until_parked()
    assert [event.bell for event in heard] == [2, 2, 2]
    assert [row.body["times"] for row in ParkedEvent.objects.order_by("id")] == [0, 1, 2]
    assert "bell 1" in ParkedEvent.objects.earliest("id").reason
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db
def test_a_failed_event_waits_before_it_is_tried_again_and_holds_back_its_own_record_only():
    refused.add(1)
    for number in range(1, 30):
        ring(number, 0)
    ring(1, 1)
    now = clock.now()
    with clock.fixed(now):
        assert len(relay.sweep().failures) == 1
        assert relay.sweep().failures == []
    assert sorted(event.bell for event in heard) == list(range(2, 30))

    refused.clear()
    with clock.fixed(now + relay.FIRST_RETRY):
        relay.sweep()
    assert [event.times for event in heard if event.bell == 1] == [0, 1]


@pytest.mark.django_db
def test_waiting_for_what_somebody_holds_is_no_failed_try(monkeypatch):
    def held(_event: Rang) -> None:
        raise OperationalError("canceling statement due to lock timeout") from LockNotAvailable()

    with monkeypatch.context() as patch:
        patch.setitem(registry._reactions, Rang, [held])
        ring(1, 0)
        try_until_parked()
        try_until_parked()
    assert OutboxEvent.objects.get().tries == 0
    with clock.fixed(clock.now() + 100 * relay.FIRST_RETRY):
        relay.drain()
    assert heard == [Rang(bell=1, times=0)]


@pytest.mark.django_db
def test_an_event_behind_a_parked_one_waits_there_too_until_all_are_released_in_order():
    refused.add(1)
    ring(1, 0)
    try_until_parked()
    refused.clear()
    ring(1, 1)
    relay.drain()
    assert heard == []
    assert ParkedEvent.objects.count() == 2

    assert relay.release(ParkedEvent.objects.earliest("id").aggregate) == 2
    ring(1, 2)
    relay.drain()
    assert [event.times for event in heard] == [0, 1, 2]
    assert not ParkedEvent.objects.exists()


@pytest.mark.django_db
def test_an_event_nobody_knows_is_parked_and_not_lost():
    ring(1)
    OutboxEvent.objects.update(key="tests.forgotten")
    try_until_parked()
    assert ParkedEvent.objects.get().key == "tests.forgotten"


@pytest.mark.django_db(transaction=True)
def test_a_partition_another_consumer_holds_is_left_alone():
    ring(1)
    part = OutboxEvent.objects.get().part
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("select pg_try_advisory_xact_lock(7, %s)", [part])
        relay.sweep()
        assert heard == []
        other.rollback()
        relay.sweep()
        assert heard == [Rang(bell=1)]
    finally:
        other.close()
