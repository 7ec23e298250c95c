"""Every read of the map. It is public: nothing here tells of a person, so no actor is asked for."""

from ..rules.composition import How, Part
from ..rules.coordinates import Position
from .answering import Answering, day_of_set, names_of_sets, outside_in_words
from .asking import Asker
from .boundary_files import MOST_BYTES, are_boundaries, findings_in, kind_in, read_boundaries
from .carrying import CarriedSet, DrawnWard, wards_as_drawn, what_carries_on
from .composing import composition, ground_on, moved_ground_on, square_metres
from .finding import Match, MatchKind, find_place, find_postcodes
from .held import AreaRef, look_again
from .locating import (
    Branch,
    Division,
    Location,
    Shape,
    area_tree,
    areas_in_force,
    areas_numbered,
    areas_of_set,
    count_postcodes,
    has_postcodes,
    keys_of_sets,
    locate,
    locate_many,
    map_version,
    set_held,
    sets_held,
    shapes,
)
from .naming import NotOnTheMap, area_named, set_named
from .placing import NONE, Layer, Outside, Placed, place_many, today

__all__ = [
    "MOST_BYTES",
    "NONE",
    "Answering",
    "AreaRef",
    "Asker",
    "Branch",
    "CarriedSet",
    "Division",
    "DrawnWard",
    "How",
    "Layer",
    "Location",
    "Match",
    "MatchKind",
    "NotOnTheMap",
    "Outside",
    "Part",
    "Placed",
    "Position",
    "Shape",
    "are_boundaries",
    "area_named",
    "area_tree",
    "areas_in_force",
    "areas_numbered",
    "areas_of_set",
    "composition",
    "count_postcodes",
    "day_of_set",
    "find_place",
    "find_postcodes",
    "findings_in",
    "ground_on",
    "has_postcodes",
    "keys_of_sets",
    "kind_in",
    "locate",
    "locate_many",
    "look_again",
    "map_version",
    "moved_ground_on",
    "names_of_sets",
    "outside_in_words",
    "place_many",
    "read_boundaries",
    "set_held",
    "set_named",
    "sets_held",
    "shapes",
    "square_metres",
    "today",
    "wards_as_drawn",
    "what_carries_on",
]
