"""Which tellings speak of one problem, and why: pure decisions (docs/explanation/alike.md)."""

from .grouping import Group, grouped, incidents
from .points import how_much_a_point_says
from .surroundings import Surroundings
from .weighing import ENOUGH, REACH, REACH_METRES, About, Likeness, Part, Telling, at_most, weigh
from .words import ordinary_words

__all__ = [
    "ENOUGH",
    "REACH",
    "REACH_METRES",
    "About",
    "Group",
    "Likeness",
    "Part",
    "Surroundings",
    "Telling",
    "at_most",
    "grouped",
    "how_much_a_point_says",
    "incidents",
    "ordinary_words",
    "weigh",
]
