"""Teams without accounts hear by link."""

from wardmote.kernel.actor import system
from wardmote.kernel.database import as_system
from wardmote.kernel.events import reacts_to
from wardmote.kernel.jobs import tasks
from wardmote.shared.partnerships.events import MailboxChanged

from ..actions import RENEW_LINKS_JOB, send_link
from ..events import ReferralStepped
from ..models import Referral


@reacts_to(ReferralStepped)
def mail_link(event: ReferralStepped) -> None:
    """Mail a link to a team without accounts, when the step is news to it."""
    with as_system("whether the step concerns a team that answers by link"):
        referral = Referral.objects.select_related("receiver_team").get(pk=event.referral_id)
    if referral.receiver_team.answers_by_link:
        send_link(by=system("answers by link"), referral=referral, position=event.position)


@reacts_to(MailboxChanged)
def renew_links_of(event: MailboxChanged) -> None:
    """Let a job end what went to a team's old mailbox, and mail what waits to the new one."""
    tasks.configure_task(RENEW_LINKS_JOB).defer(team_id=event.team_id)
