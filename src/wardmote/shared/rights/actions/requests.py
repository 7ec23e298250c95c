"""A request is written down, waits, takes longer, and is answered or refused."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now, today
from wardmote.kernel.database import as_system, lock
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.wording import line, text
from wardmote.shared.partnerships.rules import RoleName, protection_key

from ..audit import Audited
from ..models import MAX_WORDS, Request, Waiting
from ..permissions import Permission
from ..ports import records_of
from ..queries import day_due
from ..rules import (
    ACTS_FOR,
    EXTENSIONS,
    IDENTITY_BY,
    KINDS,
    OUTCOMES,
    PAUSES,
    Ask,
    Choice,
    Move,
    Pause,
    State,
    moves_from,
    refusals_for,
)

_OLDEST = timedelta(days=3 * 366)


@dataclass(frozen=True, kw_only=True)
class Details:
    """What somebody asks, and how they proved who they are; `identity_by` is empty until they have."""

    ask: str
    name: str
    received_on: date
    born_on: date | None = None
    address: str = ""
    telephone: str = ""
    email: str = ""
    acts_for: str = "self"
    asked_by: str = ""
    words: str = ""
    identity_by: str = ""


@transaction.atomic
def write_down(*, by: Actor, details: Details) -> Request:
    """Write down what somebody asks of the officer's organisation. Raises NotReady, NotAllowed.

    Without a proof of who they are, they are asked for one, and time begins when it comes.
    """
    access.require(by, Permission.WORK)
    organisation = min(int(scope.partition(":")[2]) for scope in by.scopes(RoleName.DATA_PROTECTION_OFFICER))
    if details.ask not in KINDS:
        raise NotReady("Choose what they ask.", field="ask")
    if details.acts_for not in ACTS_FOR:
        raise NotReady("Choose for whom they ask.", field="acts_for")
    if details.identity_by and details.identity_by not in IDENTITY_BY:
        raise NotReady("Choose how they proved who they are.", field="identity_by")
    name = line(details.name, field="name", called="the name", longest=200, required=True)
    asked_by = line(details.asked_by, field="asked_by", called="the name of who asks", longest=200)
    if details.acts_for != "self" and not asked_by:
        raise NotReady("Write who asks for them.", field="asked_by")
    if details.received_on > today():
        raise NotReady("That day is still to come. Give the day on which it came.", field="received_on")
    if details.received_on < today() - _OLDEST:
        raise NotReady("That is more than three years ago. Check the year.", field="received_on")
    if details.born_on and details.born_on > today():
        raise NotReady("That day is still to come. Check the date of birth.", field="born_on")
    proved = bool(details.identity_by)
    request = Request(
        organisation_id=organisation,
        ask=details.ask,
        state=State.OPEN if proved else State.WAITING,
        name=name,
        born_on=details.born_on,
        address=line(details.address, field="address", called="the address", longest=300),
        telephone=line(details.telephone, field="telephone", called="the telephone number", longest=60),
        email=line(details.email, field="email", called="the e-mail address", longest=254),
        acts_for=details.acts_for,
        asked_by=asked_by,
        words=text(details.words, field="words", called="what they asked", longest=MAX_WORDS),
        received_on=details.received_on,
        identity_by=details.identity_by,
        identity_asked_on=None if proved else details.received_on,
        identity_on=details.received_on if proved else None,
        created_by_id=by.known_person_id,
        created_at=now(),
        readers=[protection_key(organisation)],
    )
    request.due_on = day_due(request, ())
    request.save(force_insert=True)
    if not proved:
        Waiting.objects.create(
            request=request, why=Pause.IDENTITY, asked_on=details.received_on, readers=request.readers
        )
    record(Audited.WRITTEN_DOWN, by=by, subject=request, ask=request.ask)
    return request


@transaction.atomic
def ask_them(*, by: Actor, request: Request, why: str) -> Request:
    """Write down that they were asked who they are, or what they mean. Raises NotReady, Conflict."""
    request = lock(request)
    access.require(by, Permission.WORK, request)
    if why not in PAUSES:
        raise NotReady("Choose what they were asked for.", field="why")
    if why == Pause.IDENTITY and request.identity_on is not None:
        raise NotReady("They have proved who they are already.", field="why")
    _move(request, Move.ASK)
    Waiting.objects.create(request=request, why=why, asked_on=today(), readers=request.readers)
    if why == Pause.IDENTITY:
        request.identity_asked_on = request.identity_asked_on or today()
    _save(request)
    record(Audited.MOVED, by=by, subject=request, move=Move.ASK, why=why)
    return request


@transaction.atomic
def hear_from_them(*, by: Actor, request: Request, identity_by: str = "") -> Request:
    """Write down that they have proved who they are, or said what they mean. Raises NotReady, Conflict."""
    request = lock(request)
    access.require(by, Permission.WORK, request)
    _move(request, Move.HEAR)
    wait = request.waits.select_for_update().get(heard_on__isnull=True)
    if wait.why == Pause.IDENTITY:
        if identity_by not in IDENTITY_BY:
            raise NotReady("Choose how they proved who they are.", field="identity_by")
        request.identity_by, request.identity_on = identity_by, today()
    wait.heard_on = today()
    wait.save(update_fields=["heard_on"])
    _save(request)
    record(Audited.MOVED, by=by, subject=request, move=Move.HEAR, why=wait.why)
    return request


@transaction.atomic
def extend(*, by: Actor, request: Request, extension: str, words: str) -> Request:
    """Take two months more, for a reason of the law, within the first month. Raises NotReady, Conflict."""
    request = lock(request)
    access.require(by, Permission.WORK, request)
    _move(request, Move.EXTEND)
    if extension not in EXTENSIONS:
        raise NotReady("Choose why more time is needed.", field="extension")
    kept = text(words, field="words", called="why", longest=MAX_WORDS, required=True)
    if request.extension:
        raise Conflict("It has been extended already. The law allows that once.")
    due = day_due(request, list(request.waits.all()))
    if due is not None and today() > due:
        raise Conflict(f"More time must be taken within the first month, which ended on {due:%-d %B %Y}.")
    request.extension, request.extended_on, request.extension_words = extension, today(), kept
    _save(request)
    record(Audited.MOVED, by=by, subject=request, move=Move.EXTEND, reason=extension)
    return request


@transaction.atomic
def answer(*, by: Actor, request: Request, outcome: str, words: str = "") -> Request:
    """Write down that the person was answered, and how. Raises NotReady, Conflict."""
    request = lock(request)
    access.require(by, Permission.WORK, request)
    _move(request, Move.ANSWER)
    if outcome not in OUTCOMES:
        raise NotReady("Choose how it was answered.", field="outcome")
    if request.ask == Ask.COPY and outcome in ("given", "in-part") and not _has_copy(request):
        raise NotReady("Make the copy first: there is none yet.", field="outcome")
    if request.ask == Ask.ERASURE and outcome == "done" and (left := _not_erased(request)):
        raise NotReady(f"{left} is not erased yet. Erase it, or say that a part was done.", field="outcome")
    if outcome == "nothing" and request.searched_at is None:
        raise NotReady("Look for them first: nobody has searched yet.", field="outcome")
    request.outcome = outcome
    _end(request, words)
    record(Audited.MOVED, by=by, subject=request, move=Move.ANSWER, outcome=outcome)
    return request


@transaction.atomic
def refuse(*, by: Actor, request: Request, grounds: Collection[str], words: str = "") -> Request:
    """Refuse a request on grounds that the law gives for what is asked. Raises NotReady, Conflict."""
    request = lock(request)
    access.require(by, Permission.WORK, request)
    _move(request, Move.REFUSE)
    known = {str(code) for code, _ in refusals_for(request.ask)}
    if not grounds or not set(grounds) <= known:
        raise NotReady("Choose on what ground it is refused.", field="grounds")
    request.refusals = sorted(set(grounds))
    _end(request, words)
    record(Audited.MOVED, by=by, subject=request, move=Move.REFUSE, grounds=request.refusals)
    return request


@transaction.atomic
def withdraw(*, by: Actor, request: Request, words: str = "") -> Request:
    """Write down that the person asks it no more. Raises Conflict."""
    request = lock(request)
    access.require(by, Permission.WORK, request)
    _move(request, Move.WITHDRAW)
    _end(request, words)
    record(Audited.MOVED, by=by, subject=request, move=Move.WITHDRAW)
    return request


@transaction.atomic
def shed_request(*, by: Actor, request: Request) -> None:
    """Empty who asked and what was said, six years after the answer. May run twice."""
    access.require(by, Permission.KEEP)
    with as_system("a request whose time is over is emptied"):
        request = lock(request)
        request.name = request.address = request.telephone = request.email = ""
        request.asked_by = request.words = request.extension_words = request.ended_words = ""
        request.born_on = None
        request.save()
        request.decisions.update(hide="")
        record(Audited.EMPTIED, by=by, subject=request)


def _not_erased(request: Request) -> str:
    """The first record, chosen as theirs and not withheld, that is not erased; empty where none is."""
    rows = request.matters.filter(is_theirs=True, erased_at__isnull=True).exclude(release=Choice.WITHHOLD)
    left = next((one for one in rows if records_of(one.kind) is not None), None)
    return "" if left is None else f"{str(left)[0].upper()}{str(left)[1:]}"


def _has_copy(request: Request) -> bool:
    return bool(request.packs.filter(made_at__isnull=False).exists())


def _move(request: Request, move: Move) -> None:
    leads_to = moves_from(request.state).get(move)
    if leads_to is None:
        raise Conflict("It stands otherwise by now. The page shows how.")
    request.state = leads_to


def _end(request: Request, words: str) -> None:
    request.ended_at = now()
    request.ended_words = text(words, field="words", called="your note", longest=MAX_WORDS)
    Waiting.objects.filter(request=request, heard_on__isnull=True).update(heard_on=today())
    _save(request)


def _save(request: Request) -> None:
    request.due_on = day_due(request, list(request.waits.all()))
    request.version += 1
    request.save()
