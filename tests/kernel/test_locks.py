"""Two people never both claim the same thing (design 4, invariant 4)."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone

from wardmote.kernel.database import Busy, keep, lock, lock_every
from wardmote.kernel.events.models import ParkedEvent

pytestmark = pytest.mark.django_db(transaction=True)


def parked() -> ParkedEvent:
    return ParkedEvent.objects.create(part=0, aggregate="a:1", key="k", body={}, published=timezone.now())


def claim(row: ParkedEvent, who: str, nowait: bool) -> str | None:
    try:
        with transaction.atomic():
            fresh = lock(row, nowait=nowait)
            if fresh.reason:
                return None
            fresh.reason = who
            fresh.save(update_fields=["reason"])
            return who
    except Busy:
        return None
    finally:
        connection.close()


@pytest.mark.parametrize("nowait", [True, False])
def test_of_twenty_who_claim_at_once_exactly_one_wins(nowait):
    row = parked()
    gate = threading.Barrier(20)

    def attempt(number: int) -> str | None:
        gate.wait()
        return claim(row, f"person {number}", nowait)

    with ThreadPoolExecutor(20) as threads:
        winners = [who for who in threads.map(attempt, range(20)) if who]
    row.refresh_from_db()
    assert winners == [row.reason]


def test_a_held_row_is_busy_at_once():
    row = parked()
    with transaction.atomic():
        lock(row)
        with ThreadPoolExecutor(1) as threads:
            begun = time.monotonic()
            assert threads.submit(claim, row, "late", True).result() is None
            assert time.monotonic() - begun < 1


def test_while_every_row_is_held_one_may_refer_to_a_row_but_not_change_it():
    row = parked()

    def refer() -> str:
        try:
            with transaction.atomic():
                keep(row)
                return "referred"
        finally:
            connection.close()

    with transaction.atomic():
        lock_every(ParkedEvent)
        with ThreadPoolExecutor(1) as threads:
            assert threads.submit(refer).result() == "referred"
            assert threads.submit(claim, row, "late", True).result() is None


def test_a_row_that_is_gone_says_so():
    row = parked()
    ParkedEvent.objects.all().delete()
    with pytest.raises(ParkedEvent.DoesNotExist), transaction.atomic():
        lock(row)
