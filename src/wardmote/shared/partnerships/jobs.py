"""The register's work outside the request: links are mailed, and a team's open work goes to another."""

import logging

from django.core.mail import get_connection

from wardmote.kernel.actor import system
from wardmote.kernel.jobs import tasks

from . import actions, queries
from .actions.invitations import mail_invitation
from .queries import invitations_to_mail
from .rules import MailFault

log = logging.getLogger(__name__)

_BATCH = 100


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(
    name="partnerships.mail_links", queueing_lock="partnerships.mail_links", lock="partnerships.mail_links"
)
def mail_links(timestamp: int) -> None:
    """Mail every link that is due, one after the other; each is kept by itself, so a stop loses nothing.

    When the mail server does not answer, the others wait for the next run rather than fail one by one.
    """
    by = system("mailing links")
    with get_connection() as connection:
        while batch := invitations_to_mail(by, at_most=_BATCH):
            for invitation in batch:
                sent = mail_invitation(by=by, invitation=invitation, connection=connection)
                if sent.mail_fault == MailFault.UNREACHABLE:
                    log.warning("The mail server did not answer. Links wait.")
                    return


@tasks.task(name=actions.HAND_OVER_JOB)
def hand_over(handover_id: int) -> None:
    """Carry over what lies with the old team, then finish. Run again after a crash it goes on where it was."""
    handover = queries.handover_running(handover_id)
    if handover is None:
        return
    by = queries.keeper_of(handover)
    while actions.carry_over(by=by, handover=handover):
        pass
    actions.finish_hand_over(by=by, handover=handover)
