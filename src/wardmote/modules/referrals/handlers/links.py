"""Teams without accounts hear by link."""

from django.urls import reverse

from wardmote.kernel.actor import system
from wardmote.kernel.database import as_system
from wardmote.kernel.events import reacts_to
from wardmote.kernel.jobs import tasks
from wardmote.shared.messaging import actions as messaging
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.events import AccountAskedFor, AccountRefused, MailboxChanged
from wardmote.shared.partnerships.rules import RoleName
from wardmote.shared.partnerships.rules.account_requests import WhyNoAccount

from ..actions import RENEW_LINKS_JOB, send_link
from ..adapters.link_mail import ACCOUNT_ASKED_FOR, ACCOUNT_REFUSED
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


@reacts_to(AccountAskedFor)
def tell_administrators(event: AccountAskedFor) -> None:
    """Tell the partnership's administrators that somebody who answers by link asks for an account."""
    by = system("answers by link")
    asked = partnerships.account_request_to_tell(by, event.request_id)
    people = {
        holder.person
        for holder in partnerships.holders(team_ids=[], people=[])
        if holder.role == RoleName.PARTNERSHIP_ADMINISTRATOR
    }
    messaging.tell(
        by=by,
        kind=ACCOUNT_ASKED_FOR,
        people=people,
        link=reverse("partnerships:account_request", args=[asked.pk]),
        once=str(asked.pk),
        values={"team": asked.team.name},
    )


@reacts_to(AccountRefused)
def write_why_not(event: AccountRefused) -> None:
    """Write why there is no account to the mailbox that asked for one: whoever reads it has no other way to know."""
    by = system("answers by link")
    asked = partnerships.account_request_to_tell(by, event.request_id)
    messaging.write_to(
        by=by,
        kind=ACCOUNT_REFUSED,
        address=asked.mailbox,
        name=asked.team.name,
        link="/",
        once=f"account:{asked.pk}",
        values={"why": WhyNoAccount(asked.why_not).words},
    )
