"""Priorities follow time, and what is in the sum."""

from wardmote.kernel.actor import system
from wardmote.kernel.jobs import tasks

from .actions import WEIGH_ALL_JOB, weigh_some
from .rules import WeighedBecause


@tasks.task(name=WEIGH_ALL_JOB)
def weigh_all(because: str, after: int = 0) -> None:
    """Weigh every issue that lives anew, some hundreds at a time. May run twice: the sum is the same."""
    last = weigh_some(by=system("weighing"), because=WeighedBecause(because), after=after)
    if last is not None:
        tasks.configure_task(WEIGH_ALL_JOB).defer(because=because, after=last)


@tasks.periodic(cron="25 3 * * *")
@tasks.task(name="issues.weigh_nightly", queueing_lock="issues.weigh_nightly")
def weigh_nightly(timestamp: int) -> None:
    """Let time count, where it is in the sum; every night."""
    weigh_all(because=WeighedBecause.TIME)
