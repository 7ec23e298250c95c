"""What a person is right about is done: a correction is added, a mark is set."""

from __future__ import annotations

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, lock
from wardmote.kernel.refusals import Conflict
from wardmote.kernel.wording import text
from wardmote.shared.partnerships.rules import ANY_PARTNER

from ..audit import Audited
from ..models import MAX_WORDS, Mark, Matter
from ..permissions import Permission
from ..ports import records_of
from ..rules import ENDS, Ask


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
            kept.ended_at = None
            kept.save(update_fields=["ended_at"])
    record(Audited.MARKED, by=by, subject=matter, ask=request.ask)
    return kept
