"""Words of issues: checked so that they name nobody, whoever may read them."""

from __future__ import annotations

from wardmote.kernel import wording
from wardmote.kernel.refusals import NotReady
from wardmote.modules.referrals.rules import looks_personal

from ..models import MAX_REASON


def line(words: str, *, field: str, called: str, longest: int, required: bool = True) -> str:
    """One line that names nobody. Raises NotReady."""
    return _named(
        wording.line(words, field=field, called=called, longest=longest, required=required), field, called
    )


def text(words: str, *, field: str, called: str, longest: int = MAX_REASON, required: bool = True) -> str:
    """Words that name nobody. Raises NotReady."""
    return _named(
        wording.text(words, field=field, called=called, longest=longest, required=required), field, called
    )


def reason(words: str, *, field: str = "reason", called: str = "the reason") -> str:
    """A reason, which names nobody. Raises NotReady."""
    return text(words, field=field, called=called)


def _named(words: str, field: str, called: str) -> str:
    if found := looks_personal(words):
        raise NotReady(
            f"Leave out “{found[0].words}”: it looks like {found[0].what}. An issue names nobody; what people said"
            f" stays in their observations. Change {called}.",
            field=field,
        )
    return words
