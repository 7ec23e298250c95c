"""Every change to the map."""

from ..rules.boundaries import BadMap
from ..rules.list_files import UnreadableFile
from ..rules.postcode_files import UnknownColumns
from .adjusting import Ground, adjust_areas, end_adjustment
from .composing import carry_over, recompose_areas
from .focus import Finding, add_finding, end_place_of_focus, set_place_of_focus
from .listing import Loaded, load_address_file, load_postcode_file, load_postcodes
from .loading import NewArea, NewPlace, end_area_set, load_places, replace_area_set

__all__ = [
    "BadMap",
    "Finding",
    "Ground",
    "Loaded",
    "NewArea",
    "NewPlace",
    "UnknownColumns",
    "UnreadableFile",
    "add_finding",
    "adjust_areas",
    "carry_over",
    "end_adjustment",
    "end_area_set",
    "end_place_of_focus",
    "load_address_file",
    "load_places",
    "load_postcode_file",
    "load_postcodes",
    "recompose_areas",
    "replace_area_set",
    "set_place_of_focus",
]
