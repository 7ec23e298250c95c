"""Background and scheduled work, kept in PostgreSQL and enqueued in the change's own transaction.

    from wardmote.kernel.jobs import tasks

    @tasks.task(name="referrals.remind")
    def remind(referral_id: int) -> None: ...

    remind.defer(referral_id=7)

A task is a plain function with ids for arguments and a name that stays when code moves. It has no
actor, so it sees no protected row until it opens `as_system` or `as_actor`. It may run twice, even
at once: it locks its subject and looks at its state first.
"""

from procrastinate.contrib.django import app as tasks

__all__ = ["tasks"]
