"""Bytes that belong to nothing any more are removed, should whoever let them go not have come to it."""

from wardmote.kernel.actor import system
from wardmote.kernel.jobs import tasks

from . import actions


@tasks.periodic(cron="15 4 * * *")
@tasks.task(name="documents.remove_files", queueing_lock="documents.remove_files")
def remove_files(timestamp: int) -> int:
    """Remove them, every night. Gives how many."""
    removed = 0
    while now_removed := actions.remove_files(by=system("files to remove")):
        removed += now_removed
    return removed
