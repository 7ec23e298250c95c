"""Large tables are kept here, so that no page waits for it."""

from django.db import OperationalError

from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import system
from wardmote.kernel.clock import now
from wardmote.kernel.database import Apart, waited_in_vain
from wardmote.kernel.jobs import tasks
from wardmote.kernel.mapping_files import WrongMapping
from wardmote.kernel.refusals import Conflict
from wardmote.kernel.table_files import UnreadableTable
from wardmote.shared.partnerships import queries as partnerships

from .. import actions
from ..actions.waiting import GONE, KEEP_JOB
from ..models import WaitingTable

WAIT = {"seconds": 10}
"""How long a job waits before it tries again while other figures are being brought in."""

_OURS = (
    "Something went wrong on our side. Nothing was kept. Try again; if it happens again, tell whoever looks after the"
    " server."
)


@tasks.task(name=KEEP_JOB)
def keep_table(waiting_id: int) -> None:
    """Bring in a table, all of it or nothing, and say meanwhile how far that is. Killed half way, it begins again."""
    asked = WaitingTable.objects.filter(
        pk=waiting_id, keeping_since__isnull=False, kept_at__isnull=True, problem=""
    )
    waiting = asked.defer("content").first()
    if waiting is None:
        return
    by, problem = partnerships.actor_in_absence(waiting.brought_by_id), ""
    with Apart() as apart:

        def tell(how_far: str) -> None:
            apart.do(
                lambda: WaitingTable.objects.filter(pk=waiting_id).update(how_far=how_far, heard_at=now())
            )

        try:
            actions.finish_keeping(by=by, number=waiting_id, tell=tell)
        except NotAllowed:
            problem = "Whoever brought it may not bring in figures any more. Nothing was kept."
        except (WrongMapping, UnreadableTable) as why:
            problem = str(why)
        except Conflict as why:
            problem = "" if str(why) == GONE else str(why)
        except OperationalError as error:
            if not waited_in_vain(error):
                actions.leave_off(by=system("keep table"), number=waiting_id, problem=_OURS)
                raise
            tasks.configure_task(KEEP_JOB, schedule_in=WAIT).defer(waiting_id=waiting_id)
        except Exception:
            actions.leave_off(by=system("keep table"), number=waiting_id, problem=_OURS)
            raise
    if problem:
        actions.leave_off(by=system("keep table"), number=waiting_id, problem=problem)
