"""A table waits until the person who brought it has looked at what it would bring."""

from __future__ import annotations

from django.db import transaction

from wardmote.kernel import access, clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.jobs import tasks
from wardmote.kernel.refusals import Conflict

from ..audit import Audited
from ..models import WaitingTable
from ..permissions import Permission
from ..rules.mapping import is_lookup
from .bringing import Brought, Tell, bring_figures
from .lookups import BroughtLookup, bring_lookup

KEEP_JOB = "insight.keep_table"
GONE = "This table was kept, thrown away or changed meanwhile. Look at what is here now."


@transaction.atomic
def keep_waiting(
    *, by: Actor, file_name: str, content: bytes, mapping_name: str, mapping: str
) -> WaitingTable:
    """Let a table wait until its bringer has looked at it. One of theirs that waited before is let go."""
    access.require(by, Permission.BRING_FIGURES)
    WaitingTable.objects.filter(brought_by_id=by.known_person_id).delete()
    waiting = WaitingTable.objects.create(
        file_name=file_name[-255:],
        content=content,
        mapping_name=mapping_name[-255:],
        mapping=mapping,
        brought_by_id=by.known_person_id,
        brought_at=clock.now(),
    )
    record(Audited.TABLE_LAID_BY, by=by, subject=waiting, size=len(content))
    return waiting


@transaction.atomic
def use_waiting(*, by: Actor, number: int) -> Brought | BroughtLookup:
    """Bring in the table that waits for this person, all of it or nothing, and let it wait no longer.

    Raises Conflict where it is gone, and whatever bringing it in is refused with.
    """
    access.require(by, Permission.BRING_FIGURES)
    waiting = _locked(by, number)
    brought = _brought(by, waiting, lambda how_far: None)
    record(Audited.TABLE_USED, by=by, subject=waiting, is_new=brought.is_new)
    waiting.delete()
    return brought


@transaction.atomic
def ask_to_keep(*, by: Actor, number: int) -> WaitingTable:
    """Have the table that waits for this person brought in by a job; or anew, where that stopped or fell silent.

    Raises Conflict where it is gone, or is being kept.
    """
    access.require(by, Permission.BRING_FIGURES)
    waiting = _locked(by, number)
    at = clock.now()
    if waiting.kept_at or (waiting.keeping_since and not waiting.problem and not waiting.is_silent(at)):
        raise Conflict("It is being kept already.")
    waiting.keeping_since, waiting.heard_at = at, at
    waiting.how_far, waiting.problem = "", ""
    waiting.save(update_fields=["keeping_since", "heard_at", "how_far", "problem"])
    record(Audited.TABLE_ASKED_FOR, by=by, subject=waiting)
    tasks.configure_task(KEEP_JOB).defer(waiting_id=waiting.pk)
    return waiting


@transaction.atomic
def finish_keeping(*, by: Actor, number: int, tell: Tell) -> None:
    """Bring in a table as its bringer has asked, all of it or nothing; to be called again if it was cut short.

    The table is held at the end only, so that it can tell meanwhile how far this is, and be thrown away: then nothing
    is kept. Raises Conflict in that case, and whatever bringing it in is refused with.
    """
    access.require(by, Permission.BRING_FIGURES)
    waiting = WaitingTable.objects.filter(brought_by_id=by.known_person_id, pk=number, kept_at=None).first()
    if waiting is None:
        raise Conflict(GONE)
    brought = _brought(by, waiting, tell)
    waiting = _locked(by, number)
    if waiting.kept_at:
        raise Conflict(GONE)
    record(Audited.TABLE_USED, by=by, subject=waiting, is_new=brought.is_new)
    waiting.kept_at, waiting.content, waiting.how_far = clock.now(), b"", ""
    waiting.release = brought.release if isinstance(brought, Brought) else None
    waiting.save(update_fields=["kept_at", "content", "how_far", "release"])


@transaction.atomic
def leave_off(*, by: Actor, number: int, problem: str) -> None:
    """Say why a table was not brought in after all. Nothing of it was kept, and it waits on."""
    access.require(by, Permission.BRING_FIGURES)
    waiting = WaitingTable.objects.select_for_update().filter(pk=number, kept_at=None).first()
    if waiting is not None:
        waiting.problem = problem[:2_000]
        waiting.save(update_fields=["problem"])
        record(Audited.TABLE_LEFT_OFF, by=by, subject=waiting)


@transaction.atomic
def let_go(*, by: Actor, number: int) -> None:
    """Throw away the table that waits for this person. Raises Conflict where it is gone."""
    access.require(by, Permission.BRING_FIGURES)
    waiting = _locked(by, number)
    record(Audited.TABLE_LET_GO, by=by, subject=waiting)
    waiting.delete()


def _brought(by: Actor, waiting: WaitingTable, tell: Tell) -> Brought | BroughtLookup:
    bring = bring_lookup if is_lookup(waiting.mapping) else bring_figures
    content = bytes(waiting.content)
    brought: Brought | BroughtLookup = bring(
        by=by, content=content, file_name=waiting.file_name, mapping=waiting.mapping, tell=tell
    )
    return brought


def _locked(by: Actor, number: int) -> WaitingTable:
    found = WaitingTable.objects.select_for_update().filter(brought_by_id=by.known_person_id, pk=number)
    waiting = found.first()
    if waiting is None:
        raise Conflict(GONE)
    return waiting
