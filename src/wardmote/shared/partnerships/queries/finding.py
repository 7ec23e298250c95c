"""Which kinds of matter fit what somebody says in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from wardmote.kernel import access
from wardmote.kernel.actor import Actor

from ..models import Category
from ..permissions import Permission
from ..rules import MOST_FITS, CategoryWords, fits


class Fitting(NamedTuple):
    """A category in use, and a sentence for each reason why it fits."""

    category: Category
    reasons: Sequence[str]


def categories_fitting(actor: Actor, said: str, *, most: int = MOST_FITS) -> Sequence[Fitting]:
    """The categories in use that fit what was said, best first. One query, whatever was said.

    Raises NotAllowed for somebody who holds no role.
    """
    access.require(actor, Permission.READ_REGISTER, None)
    current = Category.objects.filter(ended_on__isnull=True).select_related("group", "clock", "urgent_clock")
    return fitting(said, current, most=most)


def fitting(said: str, among: Iterable[Category], *, most: int = MOST_FITS) -> Sequence[Fitting]:
    """Those of some categories that fit what was said, best first."""
    by_key = {category.key: category for category in among}
    found = fits(said, [_words_of(category) for category in by_key.values()], most=most)
    return [Fitting(by_key[fit.key], fit.reasons) for fit in found]


def _words_of(category: Category) -> CategoryWords:
    return CategoryWords(
        key=category.key,
        name=category.name,
        group=category.group.name,
        description=category.description,
        questions=tuple(category.questions),
        also=tuple(category.synonyms),
    )
