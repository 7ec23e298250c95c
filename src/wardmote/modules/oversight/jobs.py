"""The nightly look over the looks."""

import logging
from datetime import timedelta

from wardmote.kernel.actor import system
from wardmote.kernel.clock import today
from wardmote.kernel.jobs import tasks

from . import actions, queries
from .rules import LOOK_BACK

log = logging.getLogger(__name__)

_BY = system("looking over the looks")


@tasks.periodic(cron="40 3 * * *")
@tasks.task(name="oversight.look_over", queueing_lock="oversight.look_over")
def look_over(timestamp: int) -> None:
    """Go through each day up to yesterday that has not been gone through, the oldest first, each by itself.

    A stop loses at most the day it was at, and the next run begins there. At most four weeks are caught up.
    """
    yesterday = today() - timedelta(days=1)
    last = queries.last_day(_BY)
    day = max(last + timedelta(days=1), yesterday - LOOK_BACK) if last else yesterday
    while day <= yesterday:
        found = actions.look_over_day(by=_BY, day=day)
        log.info("Looked over the looks of %s: %s findings", day, found)
        day += timedelta(days=1)
