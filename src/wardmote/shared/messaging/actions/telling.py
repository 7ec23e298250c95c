"""Somebody is told: people with an account, and mailboxes outside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system
from wardmote.kernel.jobs import tasks
from wardmote.shared.accounts import queries as accounts
from wardmote.shared.accounts.rules import fold_email
from wardmote.shared.partnerships.rules import person_key

from ..audit import Audited
from ..models import Delivery, Message, Wishes
from ..permissions import Permission
from ..ports import MessageKind, kind_called
from ..rules import PROTECTED, Channel, Way, Wished, when_and_how

SEND_JOB = "messaging.send"


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
    numbers, told = set(people), 0
    wishes = {one.person_id: one.wished for one in Wishes.objects.filter(person__in=numbers)}
    with as_system("telling people, each of whom reads only what is for them"):
        for person in accounts.everybody().filter(pk__in=numbers, is_active=True).order_by("pk"):
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
                wished = wishes.get(person.pk, Wished())
                for way in when_and_how(
                    wished, urgent=message.urgent, has_text=bool(said.text), now=message.created_at
                ):
                    _send_on(message, way)
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
    channel: Channel = Channel.EMAIL,
) -> Message:
    """Write to a mailbox or a mobile outside, whose reader has no account; once for each occasion. Gives the message.

    `address` is a number in its one spelling where the channel is text; the kind must then have a text. `link` is a
    path of Wardmote; for a kind with a secret link, what that is made from. Raises ValueError as `tell`.
    """
    access.require(by, Permission.TELL)
    said = _kind(kind, values or {})
    if said.secret_link is None and not link.startswith("/"):
        raise ValueError("A link leads to a page of Wardmote: it begins with /")
    if channel is Channel.TEXT and not said.text:
        raise ValueError(f"{kind} never goes as a text message")
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
            _send_on(message, Way(channel=channel, due_at=now()))
            tasks.configure_task(SEND_JOB).defer()
    return message


def _kind(key: str, values: Mapping[str, str]) -> MessageKind:
    kind = kind_called(key)
    if kind is None:
        raise ValueError(f"No kind of message is called {key}")
    if unknown := values.keys() - kind.examples.keys():
        raise ValueError(f"{key} has no gap for {', '.join(sorted(unknown))}")
    return kind


def _send_on(message: Message, way: Way) -> None:
    Delivery.objects.create(
        message=message,
        channel=way.channel,
        digest=way.digest,
        due_at=way.due_at,
        created_at=message.created_at,
        readers=message.readers,
    )
