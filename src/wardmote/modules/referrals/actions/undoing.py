"""Undoing an import: what it brought is removed again, as long as nobody has acted on any of it (ADR 7)."""

from __future__ import annotations

from django.db import IntegrityError, connection, transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, lock, only_one
from wardmote.kernel.jobs import tasks

from ..audit import Audited
from ..models import ImportRun, Observation
from ..permissions import Permission
from ..queries.undoing import touched
from ..rules import Conflict

UNDO_JOB = "referrals.undo_import"

_REMOVE = [
    """delete from referrals_reach where observation_id in
       (select id from referrals_observation where import_run_id = %s)""",
    "delete from referrals_observation where import_run_id = %s",
]


@transaction.atomic
def ask_to_undo(*, by: Actor, run: ImportRun) -> ImportRun:
    """Have an import undone in the background. Raises Conflict when it cannot be; asked twice, it is done once."""
    run = lock(run)
    access.require(by, Permission.IMPORT)
    if run.undone_at or run.is_being_undone(now()):
        return run
    with as_system("whether anybody has acted on what an import brought"):
        if in_the_way := touched(run).count():
            raise Conflict(_in_the_way(in_the_way))
    run.undo_asked_at, run.undo_asked_by_id, run.undo_refused = now(), by.person_id, ""
    run.save(update_fields=["undo_asked_at", "undo_asked_by", "undo_refused"])
    record(Audited.UNDO_ASKED, by=by, subject=run, imported=run.imported)
    tasks.configure_task(UNDO_JOB).defer(run_id=run.pk)
    return run


def undo_import(*, by: Actor, run: ImportRun) -> ImportRun:
    """Remove what a run brought, or say on it why that cannot be. Raises Busy while the run is still at work."""
    access.require(by, Permission.IMPORT)
    with only_one(f"importing {run.system}"):
        try:
            return remove_what_it_brought(by=by, run=run)
        except Conflict as why:
            return refuse_to_undo(by=by, run=run, why=str(why))


@transaction.atomic
def remove_what_it_brought(*, by: Actor, run: ImportRun) -> ImportRun:
    """Remove every observation of a run, all or none. Raises Conflict when somebody has acted on one.

    The rows are held first, so that whoever wants to act on one meanwhile waits, and then finds it gone. What
    points to them from elsewhere, unknown here, is found by the database's own foreign keys.
    """
    run = lock(run)
    access.require(by, Permission.IMPORT)
    if run.undone_at:
        return run
    with as_system("an import is undone"):
        held = Observation.objects.filter(import_run=run).order_by("pk").select_for_update(of=("self",))
        removed = len(held.values_list("pk", flat=True))
        if in_the_way := touched(run).count():
            raise Conflict(_in_the_way(in_the_way))
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                for statement in _REMOVE:
                    cursor.execute(statement, [run.pk])
                cursor.execute("set constraints all immediate")
                cursor.execute("set constraints all deferred")
        except IntegrityError as pointed_to:
            raise Conflict("Something here refers to an observation of this import by now.") from pointed_to
    run.undone_at = now()
    run.finished_at = run.finished_at or run.undone_at
    run.save(update_fields=["undone_at", "finished_at"])
    record(Audited.IMPORT_UNDONE, by=by, subject=run, removed=removed)
    return run


@transaction.atomic
def refuse_to_undo(*, by: Actor, run: ImportRun, why: str) -> ImportRun:
    """Keep on the run why it was not undone. It can be asked for again."""
    run = lock(run)
    access.require(by, Permission.IMPORT)
    run.undo_asked_at, run.undo_asked_by, run.undo_refused = None, None, why
    run.save(update_fields=["undo_asked_at", "undo_asked_by", "undo_refused"])
    record(Audited.UNDO_REFUSED, by=by, subject=run)
    return run


def _in_the_way(count: int) -> str:
    acted_on = "one observation" if count == 1 else f"{count:,} observations"
    return f"Somebody has acted on {acted_on} of this import. Nothing was removed."
