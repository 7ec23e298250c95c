"""In which fifth of need each ward is: what priorities of issues ask (ADR 21)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache

from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.rules.words import AreaKind

from ..rules.need import Measure
from ..rules.profiles import fifths
from .need import figures_of, values_of
from .profiles import figures_version

_BY = (AreaKind.WARDS, AreaKind.AREAS, AreaKind.LOCALITIES)


def fifths_of_wards(wards: Collection[int]) -> Mapping[int, int]:
    """The fifth of the borough's wards by deprivation that each of some wards is in, 1 for the most deprived.

    By the score of the ward itself, else by that of the Area or locality it is part of, where only those are known.
    A ward that is no more is in that of the ward that has its ground now. One query while no figures come.
    """
    known = _known(figures_version(), geography.map_version())
    now_in = geography.wards_today()
    return {ward: known[now] for ward in wards if (now := now_in.get(ward, ward)) in known}


@lru_cache(maxsize=2)
def _known(version: str, _map: str) -> Mapping[int, int]:
    tree = [one for one in geography.area_tree() if one.kind in _BY and one.areas]
    for division in sorted(tree, key=lambda one: _BY.index(AreaKind(one.kind))):
        column = values_of(figures_of(division.key, version).get(Measure.DEPRIVATION), division)
        scores = {
            str(ward.id): value
            for branch, value in zip(division.areas, column, strict=True)
            if value is not None
            for ward in branch.wards or (branch.area,)
        }
        if scores:
            return {int(ward): fifth for ward, fifth in fifths(scores).items()}
    return {}
