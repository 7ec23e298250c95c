"""Sending: what is due now, every minute, and at once when something was told."""

from contextlib import suppress

from procrastinate import RetryStrategy

from wardmote.kernel.actor import system
from wardmote.kernel.database import Busy
from wardmote.kernel.jobs import tasks

from . import actions, queries
from .adapters import Letter, send
from .rules import Channel, code_for

SENDING = system("sending messages")
_BATCH = 100


@tasks.task(name=actions.SEND_JOB)
def send_soon() -> None:
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


@tasks.periodic(cron="*/2 * * * *")
@tasks.task(name="messaging.receipts", queueing_lock="messaging.receipts")
def take_receipts(timestamp: int) -> None:
    """Ask what became of what was sent; a hundred at a time, each in a transaction of its own."""
    for delivery in queries.receipts_due(SENDING, at_most=_BATCH):
        with suppress(Busy):
            actions.take_receipt(by=SENDING, delivery=delivery)


class NotTaken(Exception):
    """The service that carries texts did not take one; the job is tried again."""


@tasks.task(name=actions.CODE_JOB, retry=RetryStrategy(max_attempts=4, exponential_wait=5))
def send_code(person_id: int) -> None:
    """Send the code by which somebody shows that a telephone is theirs, if they still want it."""
    wishes = queries.wishes_of_person(SENDING, person_id)
    if wishes is None or wishes.code_sent_at is None:
        return
    code = code_for(person_id, wishes.phone, wishes.code_sent_at)
    body = f"{code} is your code for Wardmote. Type it on the page where you asked for it. Never pass it on."
    answer = send(Channel.TEXT, Letter(to=wishes.phone, body=body, reference=f"code-{person_id}"))
    if answer.fault is not None and answer.fault.passes:
        raise NotTaken(answer.fault)
