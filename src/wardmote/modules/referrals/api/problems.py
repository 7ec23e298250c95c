"""How the hub's refusals are told."""

from collections.abc import Iterator
from contextlib import contextmanager

from wardmote.kernel.api import problems
from wardmote.kernel.api.problems import Problem
from wardmote.kernel.refusals import NotReady

from ..queries import Forgotten
from ..rules import FEED_KEPT, WrongStep

problems.tell(
    Forgotten,
    lambda _: Problem(
        problems.CURSOR_FORGOTTEN,
        f"What happened since is no longer kept: you last asked more than {FEED_KEPT.days} days ago. Ask with"
        " start=now and keep the new “next”; then get what your teams received and sent, and your own observations.",
    ),
)
problems.tell(WrongStep, lambda stopped: Problem(problems.CONFLICT, f"{stopped} Nothing was changed."))


@contextmanager
def fields_called(**names: str) -> Iterator[None]:
    """Tell what is not ready under the name that its field has in this call."""
    try:
        yield
    except NotReady as refused:
        raise NotReady(str(refused), field=names.get(refused.field, refused.field)) from refused
