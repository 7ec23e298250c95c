"""Deadlines worked out anew when the working time of a team has changed."""

from wardmote.kernel.actor import system
from wardmote.kernel.database import Busy
from wardmote.kernel.jobs import tasks
from wardmote.shared.partnerships import queries as partnerships

from ..actions import WORK_OUT_JOB
from ..actions import work_out_deadlines as work_out

WAIT = {"seconds": 10}
"""How long the job waits before it tries again what somebody is at work on."""


@tasks.task(name=WORK_OUT_JOB)
def work_out_deadlines(team_id: int) -> None:
    """Let the lists of a team agree again with what its pages say. It may run twice: the sum is the same."""
    by = system("working time changed")
    try:
        work_out(by=by, team=partnerships.every_team(by).get(pk=team_id))
    except Busy:
        tasks.configure_task(WORK_OUT_JOB, schedule_in=WAIT).defer(team_id=team_id)
