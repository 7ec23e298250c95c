"""Lookups between code sets, followed in either direction and over several steps."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

from ..models import Lookup, LookupPart
from ..rules.crossing import Crossing, cross, shortest_way
from ..rules.words import How

MOST_STEPS = 4
"""A way over more lookups than this is no longer one anybody meant."""


def code_sets_joined() -> list[tuple[str, str]]:
    """Pairs of code sets between which a lookup leads. One query."""
    return list(Lookup.objects.filter(superseded_by=None).values_list("from_set", "to_set").order_by("id"))


def crossings(
    *,
    from_set: str,
    to_set: str | None = None,
    from_codes: Collection[str] | None = None,
    to_codes: Collection[str] | None = None,
) -> list[Crossing]:
    """How much of each area of one code set lies in which areas of another; empty where no lookup leads there.

    Without ``to_set`` the set is found by ``to_codes``: national codes name the same area in whatever set they stand,
    so wards of one year are found under the name of another that kept them. Lookups are followed backwards too, and
    over several steps, the shortest way. One query, one more a step, and two to find a set by its codes.
    """
    lookups = {
        (row.from_set, row.to_set): row.pk
        for row in Lookup.objects.filter(superseded_by=None).order_by("id").only("from_set", "to_set")
    }
    if to_set is None or not any(to_set in pair for pair in lookups):
        to_set = _set_of(to_codes or (), lookups)
    if to_set is None:
        return []
    way = shortest_way(lookups, from_set, to_set)
    if way is None or not 1 < len(way) <= MOST_STEPS + 1:
        return []
    so_far: list[Crossing] | None = None
    for start, end in pairwise(way):
        codes = from_codes if so_far is None else {one.to_code for one in so_far}
        step = _step(lookups, start, end, codes)
        so_far = step if so_far is None else cross(so_far, step)
    wanted = so_far or []
    return wanted if to_codes is None else [one for one in wanted if one.to_code in set(to_codes)]


def _step(
    lookups: dict[tuple[str, str], int], start: str, end: str, codes: Collection[str] | None
) -> list[Crossing]:
    onward = (start, end) in lookups
    rows = LookupPart.objects.filter(lookup_id=lookups[(start, end) if onward else (end, start)])
    if codes is not None:
        rows = rows.filter(**{f"{'from' if onward else 'to'}_code__in": list(codes)})
    fields = (
        ("from_code", "to_code", "share", "how")
        if onward
        else ("to_code", "from_code", "share_back", "how_back")
    )
    return [
        Crossing(old, new, share, How(how))
        for old, new, share, how in rows.order_by(*fields[:2]).values_list(*fields)
    ]


def _set_of(codes: Collection[str], lookups: dict[tuple[str, str], int]) -> str | None:
    if not codes:
        return None
    some = sorted(codes)[:50]
    held = LookupPart.objects.filter(lookup_id__in=lookups.values())
    there = held.filter(to_code__in=some).values_list("lookup__to_set", flat=True)
    here = held.filter(from_code__in=some).values_list("lookup__from_set", flat=True)
    return min({*there.distinct(), *here.distinct()}, default=None)
