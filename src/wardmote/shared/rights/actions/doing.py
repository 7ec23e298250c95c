"""What a person is right about is done: a correction is added, a mark is set and ended, what is kept is erased."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, lock
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.wording import text
from wardmote.shared.partnerships.rules import ANY_PARTNER

from ..audit import Audited
from ..models import MAX_WORDS, Decision, Mark, Matter, Pack, PackPart, Request
from ..permissions import Permission
from ..ports import Records, records_of
from ..queries import erasure_of
from ..rules import ENDS, MARK_ENDS, Ask, Choice, State


@transaction.atomic
def correct(*, by: Actor, matter: Matter, words: str) -> int:
    """Add a correction to a record, in the person's name, and have everybody told who was told before.

    What was written stays, because it shows on what people acted. Returns how many were told (UK GDPR article 19).
    Raises NotReady, Conflict, NotAllowed.
    """
    request, matter = lock(matter.request), lock(matter)
    matter.request = request
    access.require(by, Permission.DECIDE, matter)
    kept = text(words, field="words", called="what is right", longest=MAX_WORDS, required=True)
    if request.ask != Ask.CORRECTION or request.state in ENDS or not matter.is_theirs:
        raise Conflict("A correction is added for an open request for one, to what was chosen as theirs.")
    records = records_of(matter.kind)
    if records is None:
        raise Conflict("This is kept by the person themselves. Let them change it in their own account.")
    told = records.correct(by, matter.key, kept)
    record(Audited.CORRECTED, by=by, subject=matter, told=told)
    return told


@transaction.atomic
def mark(*, by: Actor, matter: Matter) -> Mark:
    """Mark a record: its person objects to its use, or has it restricted. Whoever reads it sees that.

    Raises Conflict, NotAllowed.
    """
    request, matter = lock(matter.request), lock(matter)
    matter.request = request
    access.require(by, Permission.DECIDE, matter)
    records = records_of(matter.kind)
    if request.ask not in (Ask.OBJECTION, Ask.RESTRICTION) or request.state in ENDS or not matter.is_theirs:
        raise Conflict("A mark is set for an open objection or restriction, on what was chosen as theirs.")
    if records is None:
        raise Conflict("This cannot be marked.")
    with as_system("everybody who reads the record reads its mark"):
        about, readers = records.about(matter.key)
        kept, is_new = Mark.objects.get_or_create(
            request=request,
            about=about,
            defaults={
                "ask": request.ask,
                "marked_at": now(),
                "readers": sorted(
                    {*readers, *matter.readers, *(() if matter.is_protected else (ANY_PARTNER,))}
                ),
            },
        )
        if not is_new and kept.ended_at is not None:
            kept.ended_at, kept.end_reason = None, ""
            kept.save(update_fields=["ended_at", "end_reason"])
    record(Audited.MARKED, by=by, subject=matter, ask=request.ask)
    return kept


@transaction.atomic
def end_mark(*, by: Actor, matter: Matter, reason: str) -> None:
    """End the mark on a record, for one of the reasons of `MARK_ENDS`; also after the request was answered.

    Raises NotReady, Conflict, NotAllowed.
    """
    request, matter = lock(matter.request), lock(matter)
    matter.request = request
    access.require(by, Permission.DECIDE, matter)
    records = records_of(matter.kind)
    if reason not in MARK_ENDS:
        raise NotReady("Choose why it ends.", field="reason")
    with as_system("everybody who reads the record reads its mark no more"):
        about = records.about(matter.key)[0] if records else ""
        ended = Mark.objects.filter(request=request, about=about, ended_at__isnull=True).update(
            ended_at=now(), end_reason=reason
        )
    if not ended:
        raise Conflict("It is not marked, or its mark has ended already.")
    record(Audited.MARK_ENDED, by=by, subject=matter, reason=reason)


@transaction.atomic
def erase(*, by: Actor, matter: Matter, items: Collection[str]) -> Matter:
    """Erase what is kept of the person in one record, with the words that were marked, and tell who was told of it.

    Of what is protected the safeguarding lead who agreed to it does it. Copies that were made of the record are
    emptied too. What is kept of it is a certificate in the audit trail: how many rows of which tables went, and no
    word. Done again, nothing more happens. Raises Conflict, NotAllowed.
    """
    request, matter = lock(matter.request), lock(matter)
    matter.request = request
    access.require(by, Permission.DECIDE, matter)
    if matter.erased_at is not None:
        return matter
    records = _to_be_erased_from(request, matter)
    weighed = erasure_of(by, matter, items)
    if weighed.refused:
        raise Conflict(weighed.refused)
    with as_system("what is kept of a person is erased, for everybody"):
        erased = records.erase(by, matter.key, weighed.marked, request.organisation_id)
        matter.erased_at = now()
        matter.save(update_fields=["erased_at"])
        copies = Matter.objects.filter(code=matter.code).values("request")
        Decision.objects.filter(matter__code=matter.code).update(hide="")
        PackPart.objects.filter(request__in=copies).update(body="")
        Pack.objects.filter(request__in=copies, made_at__isnull=False, emptied_at__isnull=True).update(
            readable="", data="", emptied_at=now()
        )
    record(
        Audited.ERASED, by=by, subject=matter, rows=dict(erased.rows), whole=erased.whole, told=erased.told
    )
    return matter


def _to_be_erased_from(request: Request, matter: Matter) -> Records:
    records = records_of(matter.kind)
    if records is None:
        raise Conflict("This is kept by the person themselves. Let them change it in their own account.")
    if request.ask != Ask.ERASURE or request.state != State.OPEN or not matter.is_theirs:
        raise Conflict(
            "Something is erased for an open request for that, once they have proved who they are, from what was"
            " chosen as theirs."
        )
    if matter.is_protected and matter.release != Choice.GIVE:
        raise Conflict("A safeguarding lead has not agreed to it.")
    return records
