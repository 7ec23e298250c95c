"""Work on files brought in, so that no page waits for it. Each job may run twice: it looks how things stand first."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import Actor, system
from wardmote.kernel.clock import now
from wardmote.kernel.database import Busy
from wardmote.kernel.jobs import tasks
from wardmote.shared.partnerships import queries as partnerships

from ..actions import import_drafts, undoing
from ..actions.imports import import_reports
from ..adapters import import_files
from ..adapters.report_files import Unreadable
from ..models import ImportDraft, ImportRun
from ..queries import imports
from ..queries.import_drafts import destination_of, file_of
from ..queries.imports import Tell
from ..rules import NotReady
from ..rules.importing import FILE_KEPT, DraftState
from ..rules.mapping import WrongMapping

WAIT = {"seconds": 10}
"""How long a job waits before it tries again what another is doing to the same system's reports."""

_OURS = (
    "Something went wrong on our side. What was kept stays. Try again; if it happens again, tell whoever looks after "
    "the server."
)
_ORPHANED = timedelta(days=2)

log = logging.getLogger(__name__)


class _Stopped(Exception):
    """Somebody asked the job to stop."""


@tasks.task(name=import_drafts.LOOK_JOB)
def look_through_import(draft_id: int, version: int) -> None:
    """Read a whole file without keeping anything, and say what it would become."""
    draft = ImportDraft.objects.get(pk=draft_id)
    if draft.state != DraftState.LOOKING or draft.version != version:
        return
    by = _acting_for(draft.started_by_id)
    with _leaving_off(draft):
        to = destination_of(by, draft)
        preview = imports.preview(by, file_of(by, draft), to, _telling(draft), called=draft.file_name)
        import_drafts.keep_what_was_seen(by=by, draft=draft, preview=preview)


@tasks.task(name=import_drafts.RUN_JOB)
def run_import(draft_id: int) -> None:
    """Import a file, or go on with it where the last job stopped: what was kept is not kept twice."""
    draft = ImportDraft.objects.get(pk=draft_id)
    if draft.state != DraftState.IMPORTING:
        return
    by = _acting_for(draft.started_by_id)
    try:
        with _leaving_off(draft):
            to = destination_of(by, draft)
            import_reports(by=by, path=file_of(by, draft), to=to, tell=_telling(draft), draft=draft)
            import_drafts.finish_import(by=by, draft=draft)
    except Busy:
        tasks.configure_task(import_drafts.RUN_JOB, schedule_in=WAIT).defer(draft_id=draft_id)
        ImportDraft.objects.filter(pk=draft_id).update(heard_at=now())


@contextmanager
def _leaving_off(draft: ImportDraft) -> Iterator[None]:
    """Says on the draft that the work on it stopped, and why: because somebody asked, or because of a fault."""
    try:
        yield
    except Busy:
        raise
    except _Stopped:
        import_drafts.leave_off(by=system("import"), draft=draft)
    except NotAllowed:
        why = "Whoever uploaded it may not import any more."
        import_drafts.leave_off(by=system("import"), draft=draft, problem=why)
    except (Unreadable, NotReady, WrongMapping) as why:
        import_drafts.leave_off(by=system("import"), draft=draft, problem=str(why))
    except Exception:
        import_drafts.leave_off(by=system("import"), draft=draft, problem=_OURS)
        raise


def _telling(draft: ImportDraft) -> Tell:
    """Notes on the draft how far it is, and stops where somebody has asked for it, or for something else."""

    def tell(rows: int, done: int, size: int) -> None:
        asked = ImportDraft.objects.filter(
            pk=draft.pk, state=draft.state, version=draft.version, stop_asked_at__isnull=True
        )
        if not asked.update(rows_done=rows, bytes_done=min(done, size), heard_at=now()):
            raise _Stopped

    return tell


@tasks.task(name=undoing.UNDO_JOB)
def undo_import(run_id: int) -> None:
    """Remove what a run brought, in the name of who asked for it."""
    run = ImportRun.objects.get(pk=run_id)
    if run.undone_at or not run.undo_asked_at:
        return
    try:
        undoing.undo_import(by=_acting_for(run.undo_asked_by_id), run=run)
    except Busy:
        tasks.configure_task(undoing.UNDO_JOB, schedule_in=WAIT).defer(run_id=run_id)
    except NotAllowed:
        undoing.refuse_to_undo(
            by=system("undo"), run=run, why="Who asked for it may not import any more. Nothing was removed."
        )


def _acting_for(person_id: int | None) -> Actor:
    return system("command line") if person_id is None else partnerships.actor_in_absence(person_id)


@tasks.periodic(cron="0 4 * * *")
@tasks.task(name="referrals.shed_import_files", queueing_lock="referrals.shed_import_files")
def shed_import_files(timestamp: int) -> None:
    """Remove uploaded files that nobody has done anything with for a fortnight, and what no upload knows of."""
    by = system("shed import files")
    for draft in ImportDraft.objects.filter(file_removed_at__isnull=True, changed_at__lt=now() - FILE_KEPT):
        import_drafts.drop_file(by=by, draft=draft)
    known = set(ImportDraft.objects.filter(file_removed_at__isnull=True).values_list("path", flat=True))
    if removed := import_files.remove_all_but(known, before=now() - _ORPHANED):
        log.warning("Removed %s uploaded files that no import knew of", removed)
