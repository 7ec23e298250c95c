"""Tables of issues."""

from .gathering import Act, Gathering
from .issues import MAX_REASON, MAX_TITLE, MAX_WORDS, Issue
from .story import Decision, LevelChange, ModifierSwitch, Referred, TakenOn, Weighing

__all__ = [
    "MAX_REASON",
    "MAX_TITLE",
    "MAX_WORDS",
    "Act",
    "Decision",
    "Gathering",
    "Issue",
    "LevelChange",
    "ModifierSwitch",
    "Referred",
    "TakenOn",
    "Weighing",
]
