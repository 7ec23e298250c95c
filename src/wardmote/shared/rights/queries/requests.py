"""Requests, how each stands, and what is still to be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import today
from wardmote.kernel.database import Page, as_system, page_of
from wardmote.kernel.privacy.kinds import Holds, holds_now, is_held_by_name
from wardmote.shared.partnerships import queries as partnerships

from ..models import SIX_YEARS, Mark, Matter, Request, Waiting
from ..permissions import Permission, readable_by
from ..ports import records_of
from ..rules import Pause, Paused, begins_on, due_on, in_words, month_later
from .copies import gathered_for


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a request's time stands, with its working."""

    due: date | None
    why: str
    days_left: int | None
    waits_for: str


def requests_open(actor: Actor) -> Sequence[Request]:
    """The requests that wait for an answer, the next due first, at most two hundred. One query."""
    access.require(actor, Permission.READ)
    rows = Request.objects.filter(readable_by(actor), ended_at__isnull=True)
    return list(rows.select_related("organisation").order_by("due_on", "created_at", "pk")[:200])


def requests_ended(actor: Actor, *, after: str | None = None, size: int = 25) -> Page[Request]:
    """The requests that were answered, the latest first."""
    access.require(actor, Permission.READ)
    rows = Request.objects.filter(readable_by(actor), ended_at__isnull=False).select_related("organisation")
    return page_of(rows, order=("-created_at", "-id"), after=after, size=size)


def request_for(actor: Actor, code: str) -> Request:
    """One request. Raises DoesNotExist when it is not there or not readable."""
    request = (
        Request.objects.filter(readable_by(actor), reference=code)
        .select_related("organisation", "created_by")
        .get()
    )
    access.require(actor, Permission.READ, request)
    return request


def waits_of(actor: Actor, request: Request) -> Sequence[Waiting]:
    """What the person was asked for, and when it came."""
    return list(Waiting.objects.filter(readable_by(actor), request=request))


def day_due(request: Request, waits: Sequence[Waiting]) -> date | None:
    """By when a request must be answered, as things stand today; None until time has begun."""
    begins = begins_on(
        received_on=request.received_on,
        identity_asked_on=request.identity_asked_on,
        identity_on=request.identity_on,
    )
    if begins is None:
        return None
    return due_on(
        begins,
        extended=bool(request.extension),
        pauses=[
            Paused(asked_on=one.asked_on, heard_on=one.heard_on)
            for one in waits
            if one.why == Pause.CLARIFICATION
        ],
        today=today(),
        holidays=partnerships.bank_holidays(),
    )


def standing_of(request: Request, waits: Sequence[Waiting]) -> Standing:
    """How a request's time stands, with its working."""
    waiting = next((one.why for one in waits if one.heard_on is None), "")
    due = day_due(request, waits)
    begins = begins_on(
        received_on=request.received_on,
        identity_asked_on=request.identity_asked_on,
        identity_on=request.identity_on,
    )
    return Standing(
        due=due,
        why=in_words(
            begins,
            due,
            received_on=request.received_on,
            extended=bool(request.extension),
            still=waiting == Pause.CLARIFICATION,
        ),
        days_left=(due - today()).days if due else None,
        waits_for=waiting,
    )


def matters_of(actor: Actor, request: Request) -> Sequence[Matter]:
    """What was chosen as the person's, or proposed to a safeguarding lead, as far as the actor may know."""
    return list(Matter.objects.filter(readable_by(actor), request=request).select_related("chosen_by"))


def matter_for(actor: Actor, request: Request, number: int) -> Matter:
    """One of them, to be decided on. Raises DoesNotExist, NotAllowed."""
    matter = Matter.objects.filter(readable_by(actor), request=request, number=number).get()
    matter.request = request
    access.require(actor, Permission.DECIDE, matter)
    return matter


def to_decide(actor: Actor) -> Sequence[Matter]:
    """The protected matters that wait for the actor as a safeguarding lead, the oldest first, at most a hundred."""
    access.require(actor, Permission.READ)
    keys = [key for key in actor.keys if -1_000_000_000 < key < 0]
    rows = Matter.objects.filter(
        readers__overlap=keys, is_protected=True, release="", request__ended_at__isnull=True
    ).exclude(is_theirs=False)
    return list(rows.select_related("request").order_by("created_at", "pk")[:100])


def marked(kind: str, number: str) -> Subquery:
    """What its person has had marked about a record, to be asked with the record itself: "", an objection or so.

    `number` names its number from the row that is asked for: `annotate(marked=marked("observation", "pk"))`.
    """
    about = Concat(Value(f"{kind}:"), Cast(OuterRef(number), CharField()))
    rows = Mark.objects.filter(about=about, ended_at__isnull=True).order_by("-ask")
    return Subquery(rows.values("ask")[:1])


def still_to_decide(actor: Actor, matter: Matter) -> int:
    """How many things of a matter somebody has to read before they can go into a copy."""
    return sum(item.waits for row in gathered_for(actor, matter) for item in row.items)


def requests_due_to_be_shed(by: Actor, at: datetime) -> Sequence[Request]:
    """The requests answered six years ago that still say who asked, at most a thousand; none that a hold keeps."""
    access.require(by, Permission.KEEP)
    before = month_later(at.date(), -SIX_YEARS.months)
    with as_system("requests whose time is over are emptied"):
        rows = Request.objects.filter(ended_at__date__lt=before).exclude(name="", words="", born_on=None)
        held = holds_now()
        over = rows.exclude(created_by__in=held.colleagues).order_by("ended_at").iterator(chunk_size=500)
        return list(islice((one for one in over if not _is_kept(one, held)), 1_000))


def _is_kept(request: Request, held: Holds) -> bool:
    """Whether a hold lies on its person, or keeps a record that was found for it. As the system."""
    if is_held_by_name(held, request.name):
        return True
    if not held:
        return False
    found = ((records_of(one.kind), one.key) for one in request.matters.all())
    return any(records.is_kept(held, key) for records, key in found if records)
