"""The whole history of the borough."""

from __future__ import annotations

from datetime import date, datetime

from ..content import Content
from .desks import fill
from .maker import Maker
from .past import History


def make(content: Content, *, seed: int, now: datetime, holidays: frozenset[date], variants: int) -> History:
    """Make the history that leads to the present moment `now`, with so many variants beside what was written."""
    maker = Maker(content, seed, now, holidays)
    maker.tell_what_was_written()
    maker.call_again()
    for n in range(variants):
        maker.vary(n)
    if variants:
        for desk in content.desks.values():
            fill(maker, desk)
    return maker.finished()
