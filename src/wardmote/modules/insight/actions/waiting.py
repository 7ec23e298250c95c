"""A table waits until the person who brought it has looked at what it would bring."""

from __future__ import annotations

from django.db import transaction

from wardmote.kernel import access, clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.refusals import Conflict

from ..audit import Audited
from ..models import WaitingTable
from ..permissions import Permission
from ..rules.mapping import is_lookup
from .bringing import Brought, bring_figures
from .lookups import BroughtLookup, bring_lookup

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
    bring = bring_lookup if is_lookup(waiting.mapping) else bring_figures
    brought: Brought | BroughtLookup = bring(
        by=by, content=bytes(waiting.content), file_name=waiting.file_name, mapping=waiting.mapping
    )
    record(Audited.TABLE_USED, by=by, subject=waiting, is_new=brought.is_new)
    waiting.delete()
    return brought


@transaction.atomic
def let_go(*, by: Actor, number: int) -> None:
    """Throw away the table that waits for this person. Raises Conflict where it is gone."""
    access.require(by, Permission.BRING_FIGURES)
    waiting = _locked(by, number)
    record(Audited.TABLE_LET_GO, by=by, subject=waiting)
    waiting.delete()


def _locked(by: Actor, number: int) -> WaitingTable:
    found = WaitingTable.objects.select_for_update().filter(brought_by_id=by.known_person_id, pk=number)
    waiting = found.first()
    if waiting is None:
        raise Conflict(GONE)
    return waiting
