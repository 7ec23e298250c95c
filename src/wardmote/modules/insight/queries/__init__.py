"""Every read of figures. They are published statistics: none tells of a person, so no actor is asked for.

Who brought a release in, and what the checks found, is for those who may see releases: there the actor comes first.
"""

from ..rules.crossing import Crossing
from .crossing import code_sets_joined, crossings
from .fifths import fifths_of_wards
from .held import (
    IndicatorRef,
    Value,
    code_sets_with,
    figures_at,
    indicator,
    indicators,
    periods_at,
    series_at,
    sources_of,
)
from .need import AreaNeed, Need, need, need_told, resource_with, resources_of

__all__ = [
    "AreaNeed",
    "Crossing",
    "IndicatorRef",
    "Need",
    "Value",
    "code_sets_joined",
    "code_sets_with",
    "crossings",
    "fifths_of_wards",
    "figures_at",
    "indicator",
    "indicators",
    "need",
    "need_told",
    "periods_at",
    "resource_with",
    "resources_of",
    "series_at",
    "sources_of",
]
