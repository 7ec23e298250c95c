"""How the borough is divided, over the years, and the places in it. Coordinates are WGS 84 degrees."""

from .areas import Area, AreaMember, AreaSet
from .changes import AreaAdjustment
from .focus import FocusFinding, PlaceOfFocus
from .places import Address, Place, Postcode

__all__ = [
    "Address",
    "Area",
    "AreaAdjustment",
    "AreaMember",
    "AreaSet",
    "FocusFinding",
    "Place",
    "PlaceOfFocus",
    "Postcode",
]
