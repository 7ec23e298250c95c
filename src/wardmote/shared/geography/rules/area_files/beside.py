"""What areas from a file are beside those that hold already: which are gone, new, called otherwise, or moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import shapely

from ..coordinates import to_metres
from ..words import plain
from .fitting import SLIVER


class Known(NamedTuple):
    """An area as it is compared: name, code, and ground in degrees where it has one. A sketch is no ground."""

    name: str
    code: str = ""
    ground: Any = None


class Moved(NamedTuple):
    """An area whose edge is drawn otherwise: how much ground came or went, in percent of what it was."""

    name: str
    percent: float


@dataclass(frozen=True, kw_only=True)
class Beside:
    """How areas differ from those before them. ``renamed`` are pairs: before, and now."""

    before: int = 0
    gone: Sequence[str] = ()
    new: Sequence[str] = ()
    renamed: Sequence[tuple[str, str]] = ()
    moved: Sequence[Moved] = ()

    @property
    def is_told(self) -> bool:
        """Something is different."""
        return bool(self.before and (self.gone or self.new or self.renamed or self.moved))


def beside(now: Sequence[Known], before: Sequence[Known]) -> Beside:
    """Compare areas with those that held before them: each by its code, else by its plain name.

    Edges that differ by a sliver are the same. Ground is measured on the British National Grid.
    """
    by_code = {area.code: area for area in before if area.code}
    by_name = {plain(area.name): area for area in before}
    pairs = [(area, by_code.get(area.code) or by_name.get(plain(area.name))) for area in now]
    kept = {id(old) for _, old in pairs if old is not None}
    moved = [
        Moved(area.name, percent)
        for area, old in pairs
        if old is not None and (percent := _percent_moved(area.ground, old.ground)) > SLIVER * 100
    ]
    return Beside(
        before=len(before),
        gone=[area.name for area in before if id(area) not in kept],
        new=[area.name for area, old in pairs if old is None],
        renamed=[(o.name, a.name) for a, o in pairs if o is not None and plain(o.name) != plain(a.name)],
        moved=sorted(moved, key=lambda each: -each.percent),
    )


def _percent_moved(now: Any, before: Any) -> float:
    if now is None or before is None:
        return 0.0
    here, there = (shapely.transform(ground, to_metres) for ground in (now, before))
    return round(float(here.symmetric_difference(there).area / there.area) * 100, 1)
