"""Work on files brought in, so that no page waits for it. Each job may run twice: it looks how things stand first."""

from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import Actor, system
from wardmote.kernel.database import Busy
from wardmote.kernel.jobs import tasks
from wardmote.shared.partnerships import queries as partnerships

from ..actions import undoing
from ..models import ImportRun

WAIT = {"seconds": 10}
"""How long a job waits before it tries again what another is doing to the same system's reports."""


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
