"""Making copies, and emptying those whose time is over."""

from datetime import timedelta

from wardmote.kernel.actor import system
from wardmote.kernel.clock import now
from wardmote.kernel.database import Busy, as_system
from wardmote.kernel.jobs import tasks

from . import actions, queries
from .models import Pack

BY = system("a person's copy")
WAIT = {"seconds": 10}
_OURS = "Something went wrong on our side. Nothing was lost: ask for the copy again."


@tasks.task(name=actions.PACK_JOB)
def make_pack(pack_id: int) -> None:
    """Make a copy, a matter at a time; a job that was stopped goes on where it was."""
    with as_system("a person's copy is made"):
        pack = Pack.objects.defer("readable", "data").filter(pk=pack_id).first()
    if pack is None:
        return
    try:
        while actions.make_part(by=BY, pack=pack):
            pass
        actions.finish_pack(by=BY, pack=pack)
    except Busy:
        tasks.configure_task(actions.PACK_JOB, schedule_in=WAIT).defer(pack_id=pack_id)
    except Exception:
        actions.give_up_pack(by=BY, pack=pack, problem=_OURS)
        raise


@tasks.periodic(cron="20 3 * * *")
@tasks.task(name="rights.empty_packs", queueing_lock="rights.empty_packs")
def empty_packs(timestamp: int) -> None:
    """Empty the copies whose time is over, every night; and give up those that have stood still for a day."""
    for pack in queries.packs_due_to_be_emptied(BY, now()):
        actions.empty_pack(by=BY, pack=pack)
    for request in queries.requests_due_to_be_shed(BY, now()):
        actions.shed_request(by=BY, request=request)
    with as_system("copies that nobody makes any more"):
        stale = list(
            Pack.objects.filter(made_at__isnull=True, problem="", asked_at__lt=now() - timedelta(days=1))
        )
    for pack in stale:
        actions.give_up_pack(by=BY, pack=pack, problem=_OURS)
