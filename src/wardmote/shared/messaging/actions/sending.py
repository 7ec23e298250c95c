"""Messages are handed over to the services that carry them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, lock
from wardmote.kernel.jobs import tasks
from wardmote.shared.partnerships import queries as partnerships

from ..adapters import Answer, Letter, Receipt, receipt_of, send
from ..audit import Audited
from ..models import Delivery, LostAddress, Message, Wishes
from ..permissions import Permission
from ..ports import MessageKind, kind_called
from ..queries import words_of
from ..rules import FIRST_RECEIPT, LAST_RECEIPT, PROTECTED, Channel, DeliveryState, Fault, after_fault, filled
from .telling import SEND_JOB

if TYPE_CHECKING:
    from wardmote.shared.accounts.models import Person

DIGEST = "messaging.digest"
"""The kind whose words go around the daily digest."""
_LINES = 40
"""How many messages a digest names; it says how many more there are."""


@transaction.atomic
def deliver(*, by: Actor, delivery: Delivery) -> Fault | None:
    """Send one message on its way, or the digest it is due in. Returns why it was not taken, or None.

    Twice called, it sends once. All is one transaction: when it is killed between the service's yes and our keeping
    it, it is sent again under the same reference, by which a mailbox recognises it. Raises Busy when somebody else is
    sending it.
    """
    access.require(by, Permission.DELIVER)
    with as_system("sending a message"):
        delivery = lock(delivery, nowait=True)
        if delivery.state != DeliveryState.QUEUED or delivery.due_at is None or delivery.due_at > now():
            return None
        message = delivery.message
        if message.person is not None and not message.person.is_active:
            _not_needed(delivery)
            return None
        batch = [delivery, *_others_in_digest(delivery)] if delivery.digest else [delivery]
        to = _address(message, delivery.channel)
        answer = _refusal(delivery, to) or send(Channel(delivery.channel), _letter(batch, to))
        for one in batch:
            _keep(one, to, answer)
            if one.state != DeliveryState.QUEUED:
                what = Audited.NOT_SENT if one.fault else Audited.SENT
                record(what, by=by, subject=one.message, channel=one.channel, fault=one.fault)
        if answer.fault is not None and answer.fault.is_bounce:
            _lose(delivery.channel, to, message.person, answer.fault)
        return answer.fault


@transaction.atomic
def take_receipt(*, by: Actor, delivery: Delivery) -> None:
    """Ask the service what became of a message, and act on it: an address that is gone is lost; the rest goes again.

    Asked again and again while it is on its way, at last three days after it was sent.
    """
    access.require(by, Permission.DELIVER)
    with as_system("asking what became of a message"):
        delivery = lock(delivery, nowait=True)
        if delivery.receipt_due_at is None or delivery.sent_at is None or delivery.receipt_due_at > now():
            return
        receipt = receipt_of(delivery.provider_id)
        delivery.receipt_due_at = None
        if receipt is Receipt.ON_ITS_WAY:
            gone = now() - delivery.sent_at
            delivery.receipt_due_at = now() + max(gone, FIRST_RECEIPT) if gone < LAST_RECEIPT else None
        elif receipt is Receipt.NOBODY_THERE:
            _keep(delivery, delivery.address, Answer(fault=Fault.NO_SUCH_ADDRESS))
            _lose(delivery.channel, delivery.address, delivery.message.person, Fault.NO_SUCH_ADDRESS)
        elif receipt is Receipt.LATER and delivery.state == DeliveryState.SENT:
            _keep(delivery, delivery.address, Answer(fault=Fault.LATER))
        delivery.save()
        if receipt is not Receipt.ON_ITS_WAY:
            record(Audited.RECEIPT, by=by, subject=delivery.message, receipt=receipt.value)


@transaction.atomic
def send_again(*, by: Actor, delivery: Delivery) -> None:
    """Have a message that failed tried once more, from the beginning. One that did not fail stays as it is."""
    with as_system("the administrator reads no messages, and may have one sent again"):
        delivery = lock(delivery)
        access.require(by, Permission.SEND_AGAIN)
        if delivery.state == DeliveryState.FAILED and delivery.message.kind != PROTECTED:
            delivery.state, delivery.fault, delivery.ended_at = DeliveryState.QUEUED, "", None
            delivery.attempts, delivery.due_at = 0, now()
            delivery.save(update_fields=["state", "fault", "ended_at", "attempts", "due_at"])
            record(Audited.SENT_AGAIN, by=by, subject=delivery.message, channel=delivery.channel)
            tasks.configure_task(SEND_JOB).defer()


def _not_needed(delivery: Delivery) -> None:
    delivery.state, delivery.due_at, delivery.ended_at = DeliveryState.NOT_NEEDED, None, now()
    delivery.save(update_fields=["state", "due_at", "ended_at"])


def _others_in_digest(delivery: Delivery) -> list[Delivery]:
    """What else is due in the digest of the same person. Those of a later try stay with the first: all go together."""
    return list(
        Delivery.objects.filter(
            message__person=delivery.message.person_id,
            channel=delivery.channel,
            digest=True,
            state=DeliveryState.QUEUED,
            due_at__lte=now(),
        )
        .exclude(pk=delivery.pk)
        .select_related("message")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("pk")
    )


def _address(message: Message, channel: str) -> str:
    if message.person is None:
        return message.address
    if channel == Channel.TEXT:
        wishes = Wishes.objects.filter(person=message.person_id, phone_proved_at__isnull=False).first()
        return wishes.phone if wishes else ""
    return message.person.email


def _refusal(delivery: Delivery, to: str) -> Answer | None:
    """Why it cannot go at all."""
    if not to:
        return Answer(fault=Fault.NO_ADDRESS)
    if kind_called(delivery.message.kind) is None:
        return Answer(fault=Fault.REFUSED)
    lost = LostAddress.objects.filter(channel=delivery.channel, address=to, ended_at__isnull=True)
    return Answer(fault=Fault.BOUNCED_BEFORE) if lost.exists() else None


def _letter(batch: Sequence[Delivery], to: str) -> Letter:
    """What goes: in a digest, a line for each message, the oldest first."""
    first = min(batch, key=lambda one: one.pk)
    message = first.message
    kind = kind_called(DIGEST if first.digest else message.kind)
    if kind is None:
        raise LookupError("Asked before")
    values = {
        **message.values,
        **(kind.secret_values(message.link) if kind.secret_values else {}),
        "name": message.person.name if message.person else message.name,
        "partnership": partnerships.face().name,
        "link": _link(kind, message),
    }
    words = words_of(kind)
    for one in batch:
        one.wording = words.number
    if first.digest:
        values |= _digest(sorted(batch, key=lambda one: one.pk))
    body = filled(words.text if first.channel == Channel.TEXT else words.body, values)
    if message.person is not None and first.channel == Channel.EMAIL:
        body = f"{body.rstrip()}\n\nChoose how you hear of things:\n{_page(reverse('messaging:wishes'))}\n"
    return Letter(to=to, subject=filled(words.subject, values), body=body, reference=str(first.reference))


def _digest(batch: Sequence[Delivery]) -> Mapping[str, str]:
    told = [one.message for one in batch]
    lines = [f"- {kind.desk_words(one.values)}" for one in told if (kind := kind_called(one.kind))]
    more = [f"- and {len(lines) - _LINES} more"] if len(lines) > _LINES else []
    count = f"{len(lines)} message{'' if len(lines) == 1 else 's'}"
    return {
        "list": "\n".join(lines[:_LINES] + more),
        "count": count,
        "link": _page(reverse("messaging:messages")),
    }


def _link(kind: MessageKind, message: Message) -> str:
    """Where a message leads: somebody with an account goes by their desk, so that it is kept that they read it."""
    if message.person is not None:
        return _page(reverse("messaging:message", args=[message.uuid]))
    return _page(kind.secret_link(message.link) if kind.secret_link else message.link)


def _page(path: str) -> str:
    return urljoin(settings.WARDMOTE_ORIGIN, path)


def _keep(delivery: Delivery, to: str, answer: Answer) -> None:
    delivery.attempts += 1
    delivery.address = to
    if answer.fault is None:
        delivery.state, delivery.fault, delivery.due_at = DeliveryState.SENT, "", None
        delivery.sent_at, delivery.provider_id = now(), answer.provider_id
        delivery.receipt_due_at = now() + FIRST_RECEIPT if answer.has_receipt else None
    else:
        delivery.state, delivery.fault, delivery.due_at = after_fault(answer.fault, delivery.attempts, now())
        delivery.ended_at = now() if delivery.state == DeliveryState.FAILED else None
    delivery.save()


def _lose(channel: str, address: str, person: Person | None, fault: Fault) -> None:
    LostAddress.objects.get_or_create(
        channel=channel,
        address=address,
        ended_at=None,
        defaults={"person": person, "fault": fault, "since_at": now()},
    )
