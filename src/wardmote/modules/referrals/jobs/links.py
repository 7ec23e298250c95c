"""Links that teams without accounts answer by: those run out are ended, and those to an old mailbox renewed."""

from wardmote.kernel.actor import system
from wardmote.kernel.database import Busy
from wardmote.kernel.jobs import tasks
from wardmote.shared.partnerships import queries as partnerships

from ..actions import RENEW_LINKS_JOB, end_links_run_out, renew_links
from .deadlines import WAIT


@tasks.periodic(cron="7 * * * *")
@tasks.task(name="referrals.end_links", queueing_lock="referrals.end_links")
def end_links(timestamp: int) -> int:
    """Keep of links that nobody opened in their time that they ran out. Gives how many."""
    ended = 0
    while now_ended := end_links_run_out(by=system("answers by link")):
        ended += now_ended
    return ended


@tasks.task(name=RENEW_LINKS_JOB)
def renew_links_of(team_id: int) -> None:
    """After a team's mailbox has changed, let the old links end and mail new ones. It may run twice."""
    by = system("answers by link")
    try:
        renew_links(by=by, team=partnerships.every_team(by).get(pk=team_id))
    except Busy:
        tasks.configure_task(RENEW_LINKS_JOB, schedule_in=WAIT).defer(team_id=team_id)
