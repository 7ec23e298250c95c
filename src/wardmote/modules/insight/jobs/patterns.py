"""The nightly look for patterns across agencies."""

import logging

from wardmote.kernel.actor import system
from wardmote.kernel.clock import today
from wardmote.kernel.jobs import tasks

from .. import actions

log = logging.getLogger(__name__)


@tasks.periodic(cron="10 4 * * *")
@tasks.task(name="insight.find_patterns", queueing_lock="insight.find_patterns")
def find_patterns(timestamp: int) -> None:
    """Find what stands out in everything that was recorded. Whatever was found before is compared and kept."""
    actions.find_patterns(by=system("looking for patterns"), day=today())
    log.info("Looked for patterns across agencies")
