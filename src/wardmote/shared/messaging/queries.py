"""Every read of messages."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now
from wardmote.kernel.database import Page, as_system, page_of
from wardmote.kernel.privacy.own_copy import Handling, Part, Row

from .adapters import carries
from .models import Delivery, LostAddress, Message, Wishes, Wording
from .permissions import Permission
from .ports import MessageKind, kind_called, kinds
from .rules import PROTECTED, Channel, DeliveryState, Fault

COUNTED_TO = 100
"""The count beside the navigation stops here: more is "many" to anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A message as its reader sees it in the desk."""

    uuid: UUID
    words: str
    urgent: bool
    at: datetime
    is_read: bool


def messages_of(
    actor: Actor, *, after: str | None = None, size: int = 50
) -> tuple[Page[Message], Sequence[Told]]:
    """What the actor was told: unread first, of both the newest first."""
    access.require(actor, Permission.READ)
    own = Message.objects.filter(person_id=actor.known_person_id)
    page = page_of(own, order=("is_read", "-created_at", "-id"), after=after, size=size)
    return page, [_told(message) for message in page.rows]


def message_of(actor: Actor, uuid: UUID) -> Message:
    """One of the actor's own messages. Raises DoesNotExist for anybody else's."""
    access.require(actor, Permission.READ)
    return Message.objects.get(uuid=uuid, person_id=actor.known_person_id)


def unread_count(actor: Actor) -> int:
    """How many messages the actor has not read, at most a hundred. One query."""
    unread = Message.objects.filter(person_id=actor.known_person_id, is_read=False)
    return unread[:COUNTED_TO].count()


def _told(message: Message) -> Told:
    kind = kind_called(message.kind)
    return Told(
        uuid=message.uuid,
        words=kind.desk_words(message.values) if kind else "There is something for you in Wardmote",
        urgent=message.urgent,
        at=message.created_at,
        is_read=message.is_read,
    )


def deliveries_due(by: Actor, *, channel: Channel, beside: Sequence[int], at_most: int) -> list[Delivery]:
    """What is to be sent by a channel now, the longest due first, beside those already looked at."""
    access.require(by, Permission.DELIVER)
    with as_system("sending what is due"):
        due = Delivery.objects.filter(
            ~Q(pk__in=beside), channel=channel, state=DeliveryState.QUEUED, due_at__lte=now()
        )
        return list(due.order_by("due_at", "pk")[:at_most])


def receipts_due(by: Actor, *, at_most: int) -> list[Delivery]:
    """Of what a service is to be asked now what became of it."""
    access.require(by, Permission.DELIVER)
    with as_system("asking what became of messages"):
        due = Delivery.objects.filter(receipt_due_at__lte=now())
        return list(due.order_by("receipt_due_at", "pk")[:at_most])


def wishes_of(actor: Actor) -> Wishes:
    """How the actor wishes to hear of things; what holds for everybody, unsaved, where they have said nothing."""
    access.require(actor, Permission.WISH)
    person_id = actor.known_person_id
    return Wishes.objects.filter(person_id=person_id).first() or Wishes(person_id=person_id)


def wishes_of_person(by: Actor, person_id: int) -> Wishes | None:
    """What somebody said that they wish, for sending what they asked for."""
    access.require(by, Permission.DELIVER)
    return Wishes.objects.filter(person_id=person_id).first()


def texts_are_carried() -> bool:
    """Whether text messages arrive anywhere."""
    return carries(Channel.TEXT)


def own_lost_addresses(actor: Actor) -> Sequence[LostAddress]:
    """The actor's own addresses from which messages came back."""
    access.require(actor, Permission.READ)
    return list(
        LostAddress.objects.filter(person_id=actor.known_person_id, ended_at__isnull=True).order_by("pk")
    )


def lost_addresses(actor: Actor) -> Sequence[LostAddress]:
    """The addresses from which messages came back, the latest first; a hundred at most."""
    access.require(actor, Permission.READ_LOG)
    lost = LostAddress.objects.filter(ended_at__isnull=True).select_related("person")
    return list(lost.order_by("-since_at", "-pk")[:COUNTED_TO])


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """A delivery as its log shows it: who, what kind, how, when; never the words."""

    pk: int
    who: str
    kind: str
    channel: str
    state: DeliveryState
    at: datetime
    due_at: datetime | None
    fault: str


def delivery_log(
    actor: Actor, *, state: DeliveryState | None = None, after: str | None = None, size: int = 50
) -> tuple[Page[Delivery], Sequence[Logged]]:
    """To whom messages went, the newest first. Those of protected matters are not in it, not even as a number."""
    access.require(actor, Permission.READ_LOG)
    with as_system("the delivery log, without words"):
        deliveries = Delivery.objects.exclude(message__kind=PROTECTED).select_related("message__person")
        if state is not None:
            deliveries = deliveries.filter(state=state)
        page = page_of(deliveries, order=("-created_at", "-id"), after=after, size=size)
    return page, [_logged(delivery) for delivery in page.rows]


def _logged(delivery: Delivery) -> Logged:
    message, kind = delivery.message, kind_called(delivery.message.kind)
    return Logged(
        pk=delivery.pk,
        who=message.person.name if message.person else f"{message.name}, {message.address}",
        kind=kind.name if kind else "A kind that is no longer used",
        channel=f"{Channel(delivery.channel).words}{', in a digest' if delivery.digest else ''}",
        state=DeliveryState(delivery.state),
        at=delivery.ended_at or delivery.sent_at or delivery.created_at,
        due_at=delivery.due_at,
        fault=Fault(delivery.fault).words if delivery.fault else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of a mail to a mailbox outside; `fault` is None while nothing speaks against it."""

    state: DeliveryState
    at: datetime
    fault: Fault | None

    @property
    def is_lost(self) -> bool:
        """Whether it will not arrive any more, unless somebody does something."""
        return self.state is DeliveryState.FAILED


def fates_of(by: Actor, *, kind: str, occasions: Collection[str]) -> Mapping[str, Fate]:
    """What became of the mails of a kind to mailboxes outside, by the occasion on which each was written. One query.

    The caller has asked whether whoever looks may know of them.
    """
    access.require(by, Permission.LEARN_FATE)
    with as_system("whether a mail outside arrived, without its words"):
        deliveries = Delivery.objects.filter(
            message__person__isnull=True, message__kind=kind, message__once__in=list(occasions)
        ).select_related("message")
        return {
            one.message.once: Fate(
                state=DeliveryState(one.state),
                at=one.ended_at or one.sent_at or one.created_at,
                fault=Fault(one.fault) if one.fault else None,
            )
            for one in deliveries
        }


def delivery_failed(actor: Actor, pk: int) -> Delivery:
    """One delivery that the actor may have sent again. Raises DoesNotExist for any other."""
    access.require(actor, Permission.SEND_AGAIN)
    with as_system("sending again"):
        return Delivery.objects.exclude(message__kind=PROTECTED).get(pk=pk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a kind in force now; `number` 0 and `wording` None while nobody has changed them."""

    subject: str
    body: str
    text: str
    number: int = 0
    wording: Wording | None = None


def words_of(kind: MessageKind) -> Words:
    """The words in which a kind of message goes out now."""
    last = Wording.objects.filter(kind=kind.key).select_related("created_by").order_by("-number").first()
    said = last if last and not last.as_shipped else kind
    return Words(
        subject=said.subject, body=said.body, text=said.text, number=last.number if last else 0, wording=last
    )


def kinds_kept(actor: Actor) -> Sequence[tuple[MessageKind, Wording | None]]:
    """Every kind of message, by name, with the latest change of its words."""
    access.require(actor, Permission.KEEP_WORDS)
    latest = {one.kind: one for one in Wording.objects.order_by("kind", "-number").distinct("kind")}
    return [(kind, latest.get(kind.key)) for kind in kinds()]


def kind_kept(actor: Actor, key: str) -> MessageKind:
    """One kind of message, for changing its words. Raises DoesNotExist for one there is not."""
    access.require(actor, Permission.KEEP_WORDS)
    kind = kind_called(key)
    if kind is None:
        raise Wording.DoesNotExist
    return kind


def wordings_of(actor: Actor, kind: MessageKind) -> Sequence[Wording]:
    """The versions of the words of a kind, the newest first; the last thirty."""
    access.require(actor, Permission.KEEP_WORDS)
    return list(
        Wording.objects.filter(kind=kind.key)
        .select_related("created_by")
        .order_by("-number")[: COUNTED_TO // 3]
    )


def lost_address(actor: Actor, pk: int) -> LostAddress:
    """One address from which messages came back, that the actor may say works again."""
    found = LostAddress.objects.get(pk=pk)
    access.require(actor, Permission.SAY_ADDRESS_WORKS, found)
    return found


def rows_of_person(actor: Actor, key: str) -> Iterator[Row]:
    """What somebody was told, by which ways, and how they wish to be, for their own copy. Four queries."""
    number = int(key)
    with as_system("what somebody was told, for their own copy"):
        messages = list(
            Message.objects.filter(person=number).select_related("person").order_by("-pk")[:_MOST]
        )
        ways = list(Delivery.objects.filter(message__person=number).order_by("-pk")[:_MOST])
    for message in messages:
        yield Row(row=message, heading="Something you were told", facts=[("What", message.kind)], is_own=True)
    for way in ways:
        yield Row(row=way, heading="A message that went out", facts=[("By", way.channel)], is_own=True)
    for wish in Wishes.objects.filter(person=number).select_related("person"):
        yield Row(row=wish, heading="How you wish to be told", is_own=True)
    for lost in LostAddress.objects.filter(person=number).select_related("person", "ended_by"):
        yield Row(
            row=lost,
            heading="An address from which a message came back",
            is_own=True,
            handling={"ended_by": Handling.TELLS},
        )


_MOST = 2_000
PARTS = (
    Part(
        of="partnerships.colleague",
        tables=("messaging.Message", "messaging.Delivery", "messaging.Wishes", "messaging.LostAddress"),
        rows=rows_of_person,
    ),
)
