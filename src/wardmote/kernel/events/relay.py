"""Hands stored events to those who react: at least once, and in order per aggregate.

Events are spread over partitions by their aggregate. A consumer takes a whole partition, by an
advisory lock that ends with its transaction; effect and removal commit together. So any number of
consumers may run, and one may die at any moment.
"""

import logging
import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import psycopg
from django.db import DatabaseError, InterfaceError, connection, transaction

from wardmote.kernel import clock, stopping
from wardmote.kernel.database import waited_in_vain

from .event import reactions, read
from .models import PARTS, OutboxEvent, ParkedEvent, Stored

BATCH = 50
TRIES = 6
FIRST_RETRY = timedelta(seconds=2)
"""Doubled with each try: an event is parked after about a minute, in which only its own record waits."""
POLL_SECONDS = 2.0
_LOCK_CLASS = 7

log = logging.getLogger(__name__)


@dataclass
class Swept:
    """What one pass through the partitions did."""

    moved: int = 0
    failures: list[Exception] = field(default_factory=list)


def run() -> None:
    """Hand over events until SIGTERM or SIGINT. Survives the loss of the database."""
    with stopping.on_signal() as stop:
        while not stop.requested:
            try:
                with _listener() as listener:
                    while not stop.requested:
                        sweep(stop)
                        stop.wait(POLL_SECONDS, listener.fileno())
                        for _ in listener.notifies(timeout=0):
                            pass
            except (DatabaseError, InterfaceError, psycopg.Error):
                log.exception("The relay lost the database and tries again")
                connection.close()
                stop.wait(POLL_SECONDS)
    connection.close()


def drain() -> None:
    """Hand over all that is due, and what follows from it. Raises the first failure of a handler. For tests."""
    moved = 1
    while moved:
        swept = sweep()
        if swept.failures:
            raise swept.failures[0]
        moved = swept.moved


def sweep(stop: stopping.Stop | None = None) -> Swept:
    """Go once through all partitions, each until nothing in it can be moved on, or the stop."""
    swept = Swept()
    for part in random.sample(range(PARTS), PARTS):
        while not (stop and stop.requested) and (moved := _hand_over(part, swept.failures)):
            swept.moved += moved
    return swept


def release(aggregate: str) -> int:
    """Put the parked events of an aggregate back in their order, once the cause is mended; count them."""
    with transaction.atomic():
        parked = list(ParkedEvent.objects.select_for_update().filter(aggregate=aggregate).order_by("id"))
        OutboxEvent.objects.bulk_create(OutboxEvent(**_columns(row) | {"tries": 0}) for row in parked)
        ParkedEvent.objects.filter(pk__in=[row.pk for row in parked]).delete()
    return len(parked)


def _hand_over(part: int, failures: list[Exception]) -> int:
    """Handle a batch of one partition in one transaction. Return how many events left the outbox."""
    with transaction.atomic():
        if not _take(part):
            return 0
        waiting = list(OutboxEvent.objects.filter(part=part).order_by("id")[:BATCH])
        stuck = set(
            ParkedEvent.objects.filter(aggregate__in={row.aggregate for row in waiting}).values_list(
                "aggregate", flat=True
            )
        )
        behind = [row for row in waiting if row.aggregate in stuck]
        _park(behind, "An earlier event of this record is parked")
        moved = len(behind)
        handled = []
        for row in waiting:
            if row.aggregate in stuck:
                continue
            if row.retry and row.retry > clock.now():
                stuck.add(row.aggregate)
                continue
            try:
                with transaction.atomic():
                    event = read(row.key, row.body)
                    for handler in reactions(event):
                        handler(event)
            except Exception as error:  # whatever it is, the event stays and its record waits
                failures.append(error)
                stuck.add(row.aggregate)
                if waited_in_vain(error):
                    _wait(row)
                else:
                    log.exception("Event %s failed", row)
                    moved += _count_failure(row, error)
            else:
                handled.append(row.pk)
        OutboxEvent.objects.filter(pk__in=handled).delete()
    return moved + len(handled)


def _wait(row: OutboxEvent) -> None:
    """Let somebody finish who holds what its handler needs. That is no failure, so it is not counted as a try."""
    log.info("Event %s waits for somebody who holds what it needs", row)
    row.retry = clock.now() + FIRST_RETRY
    row.save(update_fields=["retry"])


def _count_failure(row: OutboxEvent, error: Exception) -> int:
    """Try again later, or park the event and those behind it. Return how many were parked."""
    row.retry = clock.now() + FIRST_RETRY * 2**row.tries
    row.tries += 1
    row.save(update_fields=["tries", "retry"])
    if row.tries < TRIES:
        return 0
    log.error("Event %s is parked after %s tries, with the later events of its record", row, row.tries)
    rows = list(OutboxEvent.objects.filter(part=row.part, aggregate=row.aggregate))
    _park(rows, repr(error))
    return len(rows)


def _park(rows: list[OutboxEvent], reason: str) -> None:
    ParkedEvent.objects.bulk_create(ParkedEvent(**_columns(row), reason=reason) for row in rows)
    OutboxEvent.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _columns(row: OutboxEvent | ParkedEvent) -> dict[str, Any]:
    return {column.attname: getattr(row, column.attname) for column in Stored._meta.local_concrete_fields}


def _take(part: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s, %s)", [_LOCK_CLASS, part])
        return bool(cursor.fetchone()[0])


def _listener() -> psycopg.Connection[Any]:
    parameters = {
        name: value
        for name, value in connection.get_connection_params().items()
        if name not in ("cursor_factory", "context", "prepare_threshold")
    }
    listener = psycopg.connect(**parameters, autocommit=True)
    listener.execute("listen outbox")
    return listener
