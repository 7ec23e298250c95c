"""Mapping files: how a person says which cell of a published table is which figure."""

from .lookups import LookupMapping, is_lookup, read_lookup_mapping
from .model import (
    AreaPlace,
    Columns,
    FiguresMapping,
    IndicatorSpec,
    PeriodPlace,
    ReleaseFacts,
    TableFile,
    Where,
)
from .reading import read_figures_mapping

__all__ = [
    "AreaPlace",
    "Columns",
    "FiguresMapping",
    "IndicatorSpec",
    "LookupMapping",
    "PeriodPlace",
    "ReleaseFacts",
    "TableFile",
    "Where",
    "is_lookup",
    "read_figures_mapping",
    "read_lookup_mapping",
]
