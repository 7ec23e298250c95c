"""Files that draw or make up areas: GeoJSON with boundaries, and tables that say which ward is in which area."""

from .drawn import AreaFile, FoundArea, Grid, read_boundaries
from .fitting import Fit, Overlap, Unclaimed
from .listed import Memberships, read_memberships

__all__ = [
    "AreaFile",
    "Fit",
    "FoundArea",
    "Grid",
    "Memberships",
    "Overlap",
    "Unclaimed",
    "read_boundaries",
    "read_memberships",
]
