"""The scheduler of the ladder: asks every minute what is due now, and lets it climb."""

import logging

from wardmote.kernel.actor import system
from wardmote.kernel.clock import now
from wardmote.kernel.database import Busy, as_system
from wardmote.kernel.jobs import tasks

from ..actions import climb_ladder
from ..models import Referral
from ..queries.ladder import due_to_climb, held_up

log = logging.getLogger(__name__)


class SomeStoodStill(Exception):
    """Referrals that were due could not climb. They are tried again with the next pass; the log says why."""


@tasks.periodic(cron="* * * * *")
@tasks.task(name="referrals.climb", queueing_lock="referrals.climb")
def climb(timestamp: int) -> int:
    """Let every referral climb whose time has come. Gives how many rungs were taken.

    Each rung is a transaction of its own, so that whatever stops the pass, the next one goes on. One referral that
    cannot climb holds up no other. What somebody is at work on waits for the next pass. Raises SomeStoodStill.
    """
    by, taken, stood_still = system("the ladder"), 0, 0
    with as_system("silence is looked for on every desk"):
        for pk in due_to_climb(now()):
            try:
                while climb_ladder(by=by, referral=Referral(pk=pk)):
                    taken += 1
            except Busy:
                log.info("Referral %s is being worked on; it climbs with the next pass", pk)
            except Exception:
                log.exception("Referral %s could not climb", pk)
                stood_still += 1
    if stood_still:
        raise SomeStoodStill(f"{stood_still} referrals could not climb")
    return taken


@tasks.periodic(cron="40 * * * *")
@tasks.task(name="referrals.look_again", queueing_lock="referrals.look_again")
def look_again(timestamp: int) -> None:
    """Let what nobody could hold go on, now that somebody can: a safeguarding lead was named, a desk stands again.

    Nothing is due on it, so that `climb` never comes to it by itself.
    """
    by = system("the ladder")
    with as_system("what nobody could hold is looked at again"):
        for pk in held_up():
            try:
                climb_ladder(by=by, referral=Referral(pk=pk))
            except Busy:
                log.info("Referral %s is being worked on; it is looked at in an hour", pk)
