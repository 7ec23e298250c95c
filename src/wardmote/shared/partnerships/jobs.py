"""The register's work outside the request: people are invited from files, mail is sent, work handed over."""

import logging

from django.core.mail import get_connection
from procrastinate import RetryStrategy

from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import system
from wardmote.kernel.database import Busy
from wardmote.kernel.jobs import tasks

from . import actions, queries
from .actions import people_files as inviting
from .actions.invitations import mail_invitation
from .adapters import mail_end
from .queries import invitations_to_mail, people_files
from .rules import MailFault

log = logging.getLogger(__name__)

_BATCH = 100
TELLING = system("tokens that end soon")
_WAIT = {"seconds": 10}
_INVITING = system("inviting from a file")
_OURS = "Something went wrong on our side. Go on from here; if it happens again, tell whoever looks after the server."


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


@tasks.task(name=inviting.INVITE_JOB)
def invite_from_file(file_id: int) -> None:
    """Invite the people of a file in the name of who asked for it. Run again after a crash it goes on where it was."""
    file = people_files.people_file_running(file_id)
    if file is None:
        return
    try:
        inviting.invite_from_file(by=people_files.who_brought(file), file=file)
    except Busy:
        tasks.configure_task(inviting.INVITE_JOB, schedule_in=_WAIT).defer(file_id=file_id)
    except NotAllowed:
        inviting.stop_people_file(by=_INVITING, file=file, problem="You may not invite people any more.")
    except Exception:
        inviting.stop_people_file(by=_INVITING, file=file, problem=_OURS)
        raise


@tasks.periodic(cron="20 * * * *")
@tasks.task(name="partnerships.drop_people_files", queueing_lock="partnerships.drop_people_files")
def drop_people_files(timestamp: int) -> None:
    """Let go of what files of people say, an hour after their time at the latest."""
    for file in people_files.people_files_to_drop(_INVITING):
        inviting.drop_people_file(by=_INVITING, file=file)


@tasks.periodic(cron="20 6 * * *")
@tasks.task(name="partnerships.tell_of_token_ends", queueing_lock="partnerships.tell_of_token_ends")
def tell_of_token_ends(timestamp: int) -> None:
    """Have it told which access tokens end within a fortnight; every morning, of each token once."""
    while batch := queries.tokens_that_end_soon(TELLING, at_most=_BATCH):
        for token in batch:
            actions.tell_of_end(by=TELLING, token=token)


@tasks.task(name="partnerships.mail_token_end", retry=RetryStrategy(max_attempts=8, exponential_wait=5))
def mail_token_end(token_id: int, person_id: int) -> None:
    """Tell somebody who keeps a token, if it still ends soon. Tried again when no mail server answers."""
    token = queries.token_numbered(TELLING, token_id)
    keeper = next((person for person in queries.keepers_of(token) if person.pk == person_id), None)
    if keeper is not None and queries.ends_soon(token):
        mail_end(token, to=keeper)


@tasks.task(name=actions.HAND_OVER_JOB, retry=RetryStrategy(max_attempts=1_000, wait=300))
def hand_over(handover_id: int) -> None:
    """Carry over what lies with the old team, then finish. Run again after a crash it goes on where it was.

    What cannot go just now, because somebody works on it, is tried again every five minutes for three days. Nothing
    is ever given up and left: that would tell whoever looks what lies there.
    """
    handover = queries.handover_running(handover_id)
    if handover is None:
        return
    by = queries.keeper_of(handover)
    while actions.carry_over(by=by, handover=handover):
        pass
    if not actions.finish_hand_over(by=by, handover=handover):
        raise Busy(f"Not all could go yet from team {handover.from_team_id}")
