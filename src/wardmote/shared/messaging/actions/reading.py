"""What was told is read."""

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, lock

from ..audit import Audited
from ..models import Message
from ..permissions import Permission
from ..rules import DeliveryState


@transaction.atomic
def read_message(*, by: Actor, message: Message) -> Message:
    """Keep that somebody has read what they were told. What has not been sent yet need not be sent any more."""
    message = lock(message)
    access.require(by, Permission.READ, message)
    if not message.is_read:
        message.is_read, message.read_at = True, now()
        message.save(update_fields=["is_read", "read_at"])
        _opened(message)
        record(Audited.READ, by=by, subject=message)
    return message


@transaction.atomic
def read_all(*, by: Actor) -> int:
    """Keep that somebody has read everything they were told, a thousand at a time. Returns how many."""
    access.require(by, Permission.READ)
    unread = Message.objects.filter(person_id=by.known_person_id, is_read=False).order_by(
        "-created_at", "-pk"
    )
    messages = list(unread.select_for_update()[:1_000])
    for message in messages:
        message.is_read, message.read_at = True, now()
        _opened(message)
        record(Audited.READ, by=by, subject=message)
    Message.objects.bulk_update(messages, ["is_read", "read_at"])
    return len(messages)


@transaction.atomic
def say_opened(*, by: Actor, message: Message) -> None:
    """Keep that the link of a message to a mailbox outside was followed."""
    access.require(by, Permission.TELL)
    with as_system("a mailbox outside has no eyes here"):
        message = lock(message)
        if message.person_id is None and not message.is_read:
            message.is_read, message.read_at = True, now()
            message.save(update_fields=["is_read", "read_at"])
            _opened(message)
            record(Audited.READ, by=by, subject=message)


def _opened(message: Message) -> None:
    waiting, sent = (message.deliveries.filter(state=s) for s in (DeliveryState.QUEUED, DeliveryState.SENT))
    sent.update(state=DeliveryState.OPENED, ended_at=now())
    waiting.update(state=DeliveryState.NOT_NEEDED, due_at=None, ended_at=now())
