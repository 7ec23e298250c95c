"""The trails are sealed every minute, and their heads kept outside every hour."""

import logging
from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail

from wardmote.kernel import clock
from wardmote.kernel.database import Busy
from wardmote.kernel.jobs import tasks

from . import chain

log = logging.getLogger(__name__)


@tasks.periodic(cron="* * * * *")
@tasks.task(name="audit.seal", queueing_lock="audit.seal")
def seal(timestamp: int) -> None:
    """Seal what was written by transactions that have ended."""
    try:
        chain.seal_all()
    except Busy:
        log.info("The trails are being sealed already")


@tasks.periodic(cron="7 * * * *")
@tasks.task(name="audit.anchor", queueing_lock="audit.anchor")
def anchor(timestamp: int) -> None:
    """Keep the heads of the trails outside: always in the log; in a file and a mailbox where settings name them.

    The file comes before the mail, so that a mail server that is down takes nothing away.
    """
    lines = [str(head) for head in chain.heads(clock.now())]
    for line in lines:
        log.warning("Head of an audit trail: %s", line)
    if lines and settings.WARDMOTE_ANCHOR_FILE:
        with Path(settings.WARDMOTE_ANCHOR_FILE).open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
    if lines and settings.WARDMOTE_ANCHOR_MAIL:
        send_mail(
            "Wardmote: heads of the audit trails",
            "Keep this message. With it, “wardmote audit verify” finds whether the end of a trail was removed.\n\n"
            + "\n".join(lines),
            None,
            [settings.WARDMOTE_ANCHOR_MAIL],
        )
