"""Announce a fact, in the transaction of the change itself."""

import zlib

from django.db import connection, models

from wardmote.kernel import clock

from .event import Event


def publish(event: Event, *, about: models.Model) -> None:
    """Store the event for the relay. It exists if and only if the change commits.

    `about` is the aggregate: its events are handled in the order of their publishing, provided
    its row is locked first, as the recipe of actions has it. Raises RuntimeError outside a transaction.
    """
    from .models import PARTS, OutboxEvent  # this package is imported before the models may be

    if not connection.in_atomic_block:
        raise RuntimeError("An event is published in the transaction of its change")
    aggregate = f"{about._meta.label_lower}:{about.pk}"
    OutboxEvent.objects.create(
        part=zlib.crc32(aggregate.encode()) % PARTS,
        aggregate=aggregate,
        key=event.key,
        body=event.body(),
        published=clock.now(),
    )
