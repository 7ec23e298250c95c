"""What was published of counts. It is for everybody: nobody who was counted shows in it (ADR 20)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from wardmote.kernel.privacy.disclosure import give_or_take, told

from ..models import PublishedCount
from ..rules.quarters import A_YEAR, quarter_after


@dataclass(frozen=True, kw_only=True)
class RecordedCells:
    """How many observations were recorded in each ward, in the newest quarters that were published: cells with noise.

    Say numbers through `about` alone.
    """

    quarters: Sequence[date]
    cells: Mapping[int, Sequence[int]]

    @property
    def since(self) -> date:
        """The first day."""
        return self.quarters[0]

    @property
    def last(self) -> date:
        """The last day."""
        return quarter_after(self.quarters[-1]) - timedelta(days=1)

    def about(self, wards: Collection[int]) -> int | None:
        """About how many in these wards, to the nearest five. None for fewer than five."""
        return told(self._of(wards))

    def give_or_take(self, wards: Collection[int]) -> int:
        """How near to the truth that is, nineteen times in twenty."""
        return give_or_take(len(self._of(wards)))

    def missing(self, wards: Collection[int]) -> bool:
        """Whether nothing was published of one of these wards in one of the quarters: it was not a ward then."""
        return any(len(self.cells.get(ward, ())) < len(self.quarters) for ward in wards)

    def _of(self, wards: Collection[int]) -> Sequence[int]:
        return [value for ward in set(wards) for value in self.cells.get(ward, ())]


def recorded_lately() -> RecordedCells | None:
    """The cells of the four newest published quarters, or of as many as there are. None before the first. One query."""
    cells: dict[int, list[int]] = {}
    quarters: set[date] = set()
    newest = PublishedCount.objects.order_by("-quarter_from").values("quarter_from").distinct()[:A_YEAR]
    for ward, quarter, value in PublishedCount.objects.filter(quarter_from__in=newest).values_list(
        "ward_id", "quarter_from", "value"
    ):
        cells.setdefault(ward, []).append(value)
        quarters.add(quarter)
    return RecordedCells(quarters=sorted(quarters), cells=cells) if quarters else None
