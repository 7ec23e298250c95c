"""How a file of people goes from upload to invitations, and how long what it says is kept."""

from datetime import timedelta
from enum import StrEnum

FILE_KEPT = timedelta(days=7)
"""How long what a file says is kept: time to look at it, and to mend the rows that were turned away."""

MOST_FILES = 20
"""Files of one person that are kept at a time."""


class FileState(StrEnum):
    """Where a file of people stands."""

    WAITING = "waiting"
    """It was read. Nobody is invited before somebody has looked at what it would do."""
    RUNNING = "running"
    """People are being invited, some hundred rows at a time."""
    STOPPED = "stopped"
    """Somebody stopped it, or it could not go on. What was done stays done, and it can go on."""
    DONE = "done"
    """Every row was dealt with. What it said is dropped, but for the rows turned away."""
    DROPPED = "dropped"
    """It was let go before its end, by somebody or by time."""


UNFINISHED = frozenset({FileState.WAITING, FileState.RUNNING, FileState.STOPPED})
"""Rows of it are still to be dealt with, so what it says is kept."""

BATCH = 500
"""Rows dealt with in one transaction: few statements for many people, each well within its time."""
