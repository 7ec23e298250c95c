"""Whose eyes the database sees with: the second lock, under the permissions.

Protected tables show a row only to a transaction that carries one of its readers' keys. Without
`as_actor` or `as_system` they show nothing: a forgotten filter, or a forgotten actor, fails closed.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

from wardmote.kernel.actor import Actor

# One round trip: what was set before, and what is set now. Materialised, so that it is read first.
_SWAP = """
    with before as materialized (
        select coalesce(current_setting('app.keys', true), '') as keys,
               coalesce(current_setting('app.system', true), '') as system
    )
    select keys, system, set_config('app.keys', %s, true), set_config('app.system', %s, true) from before
"""


_eyes: ContextVar[Actor | None] = ContextVar("eyes", default=None)


def whose_eyes() -> Actor | None:
    """The actor with whose eyes the database sees now. None for nobody's, and for the platform's own."""
    return _eyes.get()


def as_actor(actor: Actor) -> AbstractContextManager[None]:
    """Within the block, and one transaction, see what this actor may see and nothing else."""
    return _seeing(actor, keys=f"{{{','.join(map(str, actor.keys))}}}", system="", savepoint=True)


def as_system(reason: str) -> AbstractContextManager[None]:
    """Within the block, and one transaction, see every row; the caller says why, and records it.

    For the platform's own jobs and handlers, and for a change that moves a row out of its
    actor's own sight, after `require`. Raises ValueError without a reason. An error that leaves the
    block must leave the surrounding action too: it opens no savepoint of its own, so nothing may go on.
    """
    if not reason:
        raise ValueError("Say why the platform needs to see everything")
    return _seeing(None, keys="", system="on", savepoint=False)


@contextmanager
def _seeing(actor: Actor | None, *, keys: str, system: str, savepoint: bool) -> Iterator[None]:
    outermost = not connection.in_atomic_block
    with transaction.atomic(savepoint=savepoint):
        before = _swap(keys, system)
        eyes = _eyes.set(actor)
        try:
            yield
        finally:
            _eyes.reset(eyes)
        # Not in a finally: after an error the rollback restores both, and nothing else could run.
        # Needed although they are local to the transaction: an inner block's release keeps them.
        # The outermost ends with its transaction, and so do they.
        if not outermost and not connection.needs_rollback:
            _swap(*before)


def _swap(keys: str, system: str) -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(_SWAP, [keys, system])
        row = cursor.fetchone()
    return row[0], row[1]
