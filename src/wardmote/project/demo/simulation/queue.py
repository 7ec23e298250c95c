"""What comes next in a played year, in the order of time."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime
from enum import IntEnum
from itertools import count


class Order(IntEnum):
    """What comes first of what comes at the same moment: the bound is looked at last."""

    BOROUGH = 0
    PEOPLE = 1
    SILENCE = 2
    BOUND = 3


class Queue:
    """What is still to come; `now` is the moment that is being played."""

    def __init__(self, begins: datetime) -> None:
        self.now = begins
        self._coming: list[tuple[float, Order, int, datetime, Callable[[], None]]] = []
        self._turn = count()

    def at(self, moment: datetime, order: Order, comes: Callable[[], None]) -> None:
        """Let something come at a moment."""
        heapq.heappush(self._coming, (moment.timestamp(), order, next(self._turn), moment, comes))

    def next_before(self, end: datetime) -> Callable[[], None] | None:
        """Go on to the next moment, and give what comes then; None when nothing more comes before the end."""
        if not self._coming or self._coming[0][0] >= end.timestamp():
            self.now = end
            return None
        *_, self.now, comes = heapq.heappop(self._coming)
        return comes
