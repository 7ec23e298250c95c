"""Every change to messages: somebody is told, reads it, or has it sent to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from wardmote.shared.accounts import queries as accounts
from wardmote.shared.accounts.rules import fold_email
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import person_key

from .adapters import Answer, Letter, send_mail
from .audit import Audited
from .models import Delivery, LostAddress, Message
from .permissions import Permission
from .ports import MessageKind, kind_called
from .rules import Channel, DeliveryState, Fault, after_fault, filled

SEND_JOB = "messaging.send"
PROTECTED = "messaging.protected"
"""The kind that says nothing but that there is something."""


@transaction.atomic
def tell(
    *,
    by: Actor,
    kind: str,
    people: Iterable[int],
    link: str,
    once: str,
    values: Mapping[str, str] | None = None,
    urgent: bool | None = None,
    protected: bool = False,
) -> int:
    """Tell each of these people once: on their desk, and by the ways they chose. Returns how many were told now.

    `link` is the path of the page it is about. `once` names the occasion: who was told of it is not told again.
    `urgent` overrules what the kind says of itself. Of a `protected` matter nothing is said, and nothing kept, but
    that there is something, behind the link. Who has left is not told.

    Raises ValueError for an unknown kind, for values the kind has no gaps for, and for a link that leads outside.
    """
    access.require(by, Permission.TELL)
    said = _kind(kind, values or {})
    if not link.startswith("/") or link.startswith("//"):
        raise ValueError("A link leads to a page of Wardmote: it begins with one /")
    if protected:
        once, values, said = f"{kind} {once}", {}, _kind(PROTECTED, {})
    told = 0
    with as_system("telling people, each of whom reads only what is for them"):
        for person in accounts.everybody().filter(pk__in=set(people), is_active=True).order_by("pk"):
            message, is_new = Message.objects.get_or_create(
                person=person,
                kind=said.key,
                once=once,
                defaults={
                    "link": link,
                    "values": dict(values or {}),
                    "urgent": said.urgent if urgent is None else urgent,
                    "created_at": now(),
                    "readers": [person_key(person.pk)],
                },
            )
            if is_new:
                record(Audited.TOLD, by=by, subject=message, kind=said.key, person_id=person.pk)
                _send_on(message)
                told += 1
    if told:
        tasks.configure_task(SEND_JOB).defer()
    return told


@transaction.atomic
def write_to(
    *,
    by: Actor,
    kind: str,
    address: str,
    name: str,
    link: str,
    once: str,
    values: Mapping[str, str] | None = None,
) -> Message:
    """Write to a mailbox outside, whose reader has no account; once for each occasion. Returns the message.

    `link` is a path of Wardmote; for a kind with a secret link, what that is made from. Raises ValueError as `tell`.
    """
    access.require(by, Permission.TELL)
    said = _kind(kind, values or {})
    if said.secret_link is None and not link.startswith("/"):
        raise ValueError("A link leads to a page of Wardmote: it begins with /")
    with as_system("writing to a mailbox outside, which reads nothing here"):
        message, is_new = Message.objects.get_or_create(
            person=None,
            address=fold_email(address),
            kind=kind,
            once=once,
            defaults={
                "name": name,
                "link": link,
                "values": dict(values or {}),
                "urgent": said.urgent,
                "created_at": now(),
            },
        )
        if is_new:
            record(Audited.WRITTEN_TO, by=by, subject=message, kind=kind)
            _send_on(message)
            tasks.configure_task(SEND_JOB).defer()
    return message


def _kind(key: str, values: Mapping[str, str]) -> MessageKind:
    kind = kind_called(key)
    if kind is None:
        raise ValueError(f"No kind of message is called {key}")
    if unknown := values.keys() - kind.examples.keys():
        raise ValueError(f"{key} has no gap for {', '.join(sorted(unknown))}")
    return kind


def _send_on(message: Message) -> None:
    Delivery.objects.create(
        message=message,
        channel=Channel.EMAIL,
        due_at=now(),
        created_at=now(),
        readers=message.readers,
    )


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


@transaction.atomic
def deliver(*, by: Actor, delivery: Delivery) -> Fault | None:
    """Send one message on its way. Returns why it was not taken, or None; twice called, it sends once.

    One transaction: who kills it between the service's yes and our keeping it has it sent again, under the same
    reference, by which a mailbox recognises it. Raises Busy when somebody else is sending it.
    """
    access.require(by, Permission.DELIVER)
    with as_system("sending a message"):
        delivery = lock(delivery, nowait=True)
        if delivery.state != DeliveryState.QUEUED or delivery.due_at is None or delivery.due_at > now():
            return None
        message = delivery.message
        if message.person is not None and not message.person.is_active:
            delivery.state, delivery.due_at, delivery.ended_at = DeliveryState.NOT_NEEDED, None, now()
            delivery.save(update_fields=["state", "due_at", "ended_at"])
            return None
        delivery.address = _address(message)
        answer = _send(delivery, message)
        _keep(delivery, answer)
        if delivery.state != DeliveryState.QUEUED:
            what = Audited.NOT_SENT if delivery.fault else Audited.SENT
            record(what, by=by, subject=message, channel=delivery.channel, fault=delivery.fault)
        return answer.fault


def _address(message: Message) -> str:
    return message.person.email if message.person else message.address


def _send(delivery: Delivery, message: Message) -> Answer:
    kind = kind_called(message.kind)
    if kind is None:
        return Answer(fault=Fault.REFUSED)
    if LostAddress.objects.filter(
        channel=delivery.channel, address=delivery.address, ended_at__isnull=True
    ).exists():
        return Answer(fault=Fault.BOUNCED_BEFORE)
    values = {
        **message.values,
        "name": message.person.name if message.person else message.name,
        "partnership": partnerships.face().name,
        "link": _link(kind, message),
    }
    return send_mail(
        Letter(
            to=delivery.address,
            subject=filled(kind.subject, values),
            body=filled(kind.body, values),
            reference=str(delivery.reference),
        )
    )


def _link(kind: MessageKind, message: Message) -> str:
    """Where a message leads: somebody with an account goes by their desk, so that it is kept that they read it."""
    if message.person is not None:
        path = reverse("messaging:message", args=[message.uuid])
    else:
        path = kind.secret_link(message.link) if kind.secret_link else message.link
    return urljoin(settings.WARDMOTE_ORIGIN, path)


def _keep(delivery: Delivery, answer: Answer) -> None:
    delivery.attempts += 1
    if answer.fault is None:
        delivery.state, delivery.fault, delivery.due_at = DeliveryState.SENT, "", None
        delivery.sent_at, delivery.provider_id = now(), answer.provider_id
    else:
        state, fault, due_at = after_fault(answer.fault, delivery.attempts, now())
        delivery.state, delivery.fault, delivery.due_at = state, fault, due_at
        delivery.ended_at = now() if state == DeliveryState.FAILED else None
        if fault.is_bounce:
            LostAddress.objects.get_or_create(
                channel=delivery.channel,
                address=delivery.address,
                ended_at=None,
                defaults={"fault": fault, "since_at": now()},
            )
    delivery.save()
