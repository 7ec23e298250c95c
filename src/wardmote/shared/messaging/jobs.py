"""Sending: what is due now, every minute, and at once when something was told."""

from wardmote.kernel.actor import system
from wardmote.kernel.database import Busy
from wardmote.kernel.jobs import tasks

from . import actions, queries
from .rules import Channel

SENDING = system("sending messages")
_BATCH = 100


@tasks.task(name=actions.SEND_JOB)
def send() -> None:
    """Send what is due."""
    send_due()


@tasks.periodic(cron="* * * * *")
@tasks.task(name="messaging.sweep", queueing_lock="messaging.sweep")
def sweep(timestamp: int) -> None:
    """Send what is due: what waited for an hour or for a service, and what a lost job left."""
    send_due()


def send_due() -> None:
    """Send everything that is due, each in a transaction of its own, so that a stop loses nothing.

    When a service does not answer, the others of its channel wait for the next run rather than fail one by one.
    """
    for channel in Channel:
        _send_by(channel)


def _send_by(channel: Channel) -> None:
    looked_at: list[int] = []
    while batch := queries.deliveries_due(SENDING, channel=channel, beside=looked_at, at_most=_BATCH):
        for delivery in batch:
            looked_at.append(delivery.pk)
            try:
                fault = actions.deliver(by=SENDING, delivery=delivery)
            except Busy:
                continue
            if fault is not None and fault.stops_the_channel:
                return
