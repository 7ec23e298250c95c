"""What was approved is shed at night, in small steps, each of which stands by itself."""

import logging

from wardmote.kernel.actor import system
from wardmote.kernel.clock import today
from wardmote.kernel.database import Busy, only_one
from wardmote.kernel.jobs import tasks
from wardmote.kernel.privacy.kinds import kinds

from . import actions, queries

log = logging.getLogger(__name__)


@tasks.periodic(cron="10 2 * * *")
@tasks.task(name="retention.carry_out", queueing_lock="retention.carry_out")
def carry_out(timestamp: int) -> int:
    """Shed what a data protection officer has approved, once its day has come, and certify it. Gives how many records.

    Stopped or killed at any point, it goes on the next night with what is left.
    """
    by, shed = system("retention"), 0
    try:
        with only_one("retention.carry_out"):
            run = queries.run_to_carry_out(by, today())
            if run is None:
                return 0
            while now_shed := actions.shed_next(by=by, run=run):
                shed += now_shed
                _remove_what_lies_outside()
            _remove_what_lies_outside()
            actions.finish_run(by=by, run=run)
            actions.count_due(by=by)
    except Busy:
        log.info("Somebody is at work on it; retention goes on tomorrow")
    return shed


@tasks.periodic(cron="20 3 * * *")
@tasks.task(name="retention.count_due", queueing_lock="retention.count_due")
def count_due(timestamp: int) -> None:
    """Count what is due, so that no page which is opened often has to."""
    actions.count_due(by=system("retention"))


def _remove_what_lies_outside() -> None:
    for kind in kinds():
        if kind.source is not None and kind.source.afterwards is not None:
            while kind.source.afterwards():
                pass
