"""How a figure of an area is made from the figures of the blocks that it is made of.

Counts add. A rate or a percentage is worked out again from what was counted and what it was counted of. A score
is the mean of its blocks, each weighing as much as its residents. A median or a rank cannot be had from parts,
so it is refused. Of a block that is only partly in the area, its share counts. All arithmetic is exact.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

LEAST_COVERED = Fraction(4, 5)
"""How much of an area must be known before its figure is given. The threshold is ours."""


class Way(StrEnum):
    """How figures of one kind go together."""

    ADD = "add"
    RECOMPUTE = "recompute"
    WEIGH = "weigh"
    MEDIAN = "median"
    RANK = "rank"
    STAND = "stand"


class How(StrEnum):
    """How a result came about."""

    PRINTED = "as printed"
    PUBLISHED = "as published"
    ADDED = "added up"
    RECOMPUTED = "worked out again from counts"
    WEIGHTED = "weighted mean"
    REFUSED = "refused"


class Refusal(StrEnum):
    """Why there is no result, in a sentence for the page."""

    MEDIAN = "A median of parts cannot be made into a median of the whole."
    RANK = "A rank cannot be added up or averaged. It would have to be ranked anew."
    ONLY_PRINTED = "This figure was printed for other areas, and cannot be carried over to this one."
    NO_BASE = "A percentage or rate cannot be put together without the number that it is out of."
    NO_WEIGHT = "A score is averaged by residents, and it is not known how many live in each part."
    TOO_LITTLE = "Too little of the area is known."
    NOTHING = "Nothing is known of any part of the area."
    NOBODY = "It is out of nobody: the number that it is out of is nought."


@dataclass(frozen=True, kw_only=True)
class Part:
    """One block of an area and what is known of it.

    ``share`` is how much of the block lies in the area (by residents, 0 to 1). ``value`` is None where nothing
    is known; ``withheld`` says that somebody knows but does not tell. ``weight`` is the whole block's residents;
    ``is_weight_shared`` says that they were shared out from areas of another set, not counted in the block.
    """

    code: str
    share: Fraction = Fraction(1)
    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    weight: Fraction | None = None
    is_weight_shared: bool = False
    withheld: bool = False


@dataclass(frozen=True, kw_only=True)
class Result:
    """A figure of an area: its value or why there is none, and what it rests on.

    ``known`` of ``blocks`` blocks were used; ``is_estimated`` says that a block was split, or that the weights of
    ``shared_weights`` blocks were shared out; ``is_least`` that some of what should be added is missing, so that
    the true count is higher.
    """

    value: Fraction | None
    how: How
    refusal: Refusal | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    known: int = 0
    blocks: int = 0
    withheld: int = 0
    shared_weights: int = 0
    is_estimated: bool = False
    is_least: bool = False


def stands(value: Fraction | None, *, printed: bool) -> Result:
    """Give a figure that was published for the area itself, as it is."""
    return Result(value=value, how=How.PRINTED if printed else How.PUBLISHED, known=1, blocks=1)


def recompose(way: Way, parts: Iterable[Part], *, per: int = 1) -> Result:
    """Put the figures of an area's blocks together. ``per`` is what a rate is per: 100 for percentages.

    The order of the parts does not matter. Parts of which nothing lies in the area are left out.
    """
    inside = [part for part in parts if part.share > 0]
    refusal = {Way.MEDIAN: Refusal.MEDIAN, Way.RANK: Refusal.RANK, Way.STAND: Refusal.ONLY_PRINTED}.get(way)
    if refusal:
        return _refused(refusal, inside, [])
    ready = [each for each in (_ready(way, part, per) for part in inside) if each is not None]
    if not ready:
        return _refused(_why_none(way, inside), inside, ready)
    if _covered(inside, ready) < LEAST_COVERED:
        used = {part.code for part in ready}
        told = any(part.value is not None for part in inside if part.code not in used)
        return _refused(_why_none(way, inside) if told else Refusal.TOO_LITTLE, inside, ready)
    return _put_together(way, inside, ready, per)


def _put_together(way: Way, inside: Sequence[Part], ready: Sequence[Part], per: int) -> Result:
    missing = len(inside) - len(ready)
    shared = sum(part.is_weight_shared for part in ready) if way is Way.WEIGH and len(ready) > 1 else 0
    top = sum((part.share * (part.numerator or Fraction(0)) for part in ready), Fraction(0))
    bottom = sum((part.share * (part.denominator or Fraction(0)) for part in ready), Fraction(0))
    if way is Way.ADD:
        value, how, bottom_known = top, How.ADDED, None
    elif bottom == 0:
        return _refused(Refusal.NOBODY, inside, ready)
    else:
        scale = per if way is Way.RECOMPUTE else 1
        value, how, bottom_known = scale * top / bottom, _HOW[way], bottom
    return Result(
        value=value,
        how=how,
        numerator=top,
        denominator=bottom_known,
        known=len(ready),
        blocks=len(inside),
        withheld=sum(part.withheld for part in inside),
        shared_weights=shared,
        is_estimated=shared > 0 or any(part.share != 1 for part in ready),
        is_least=way is Way.ADD and missing > 0,
    )


_HOW = {Way.RECOMPUTE: How.RECOMPUTED, Way.WEIGH: How.WEIGHTED}


def _ready(way: Way, part: Part, per: int) -> Part | None:
    """Give the part with what is summed above and below the line; None where it is not known."""
    top, bottom = part.numerator, part.denominator
    if way is Way.ADD:
        top, bottom = part.value if part.value is not None else top, None
        return None if top is None else _with(part, top, bottom)
    if way is Way.WEIGH:
        if part.value is None or part.weight is None:
            return None
        return _with(part, part.value * part.weight, part.weight)
    if top is None and part.value is not None and bottom is not None:
        top = part.value * bottom / per
    return None if top is None or bottom is None else _with(part, top, bottom)


def _with(part: Part, top: Fraction, bottom: Fraction | None) -> Part:
    return Part(
        code=part.code,
        share=part.share,
        numerator=top,
        denominator=bottom,
        weight=part.weight,
        is_weight_shared=part.is_weight_shared,
        withheld=part.withheld,
    )


def _covered(inside: Sequence[Part], ready: Sequence[Part]) -> Fraction:
    """How much of the area is known: by residents where those of every block are known, else by blocks."""
    weights = {part.code: part.weight for part in inside}
    if all(weight is not None for weight in weights.values()):
        whole = sum((part.share * (part.weight or 0) for part in inside), Fraction(0))
        if whole:
            return sum((part.share * (part.weight or 0) for part in ready), Fraction(0)) / whole
    whole = sum((part.share for part in inside), Fraction(0))
    return sum((part.share for part in ready), Fraction(0)) / whole


def _why_none(way: Way, inside: Sequence[Part]) -> Refusal:
    if any(part.value is not None for part in inside):
        if way is Way.WEIGH:
            return Refusal.NO_WEIGHT
        if way is Way.RECOMPUTE:
            return Refusal.NO_BASE
    return Refusal.NOTHING


def _refused(refusal: Refusal, inside: Sequence[Part], ready: Sequence[Part]) -> Result:
    return Result(
        value=None,
        how=How.REFUSED,
        refusal=refusal,
        known=len(ready),
        blocks=len(inside),
        withheld=sum(part.withheld for part in inside),
    )
