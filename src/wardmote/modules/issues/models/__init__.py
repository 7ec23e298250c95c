"""Tables of issues."""

from .gathering import Act, Gathering
from .issues import MAX_REASON, MAX_TITLE, MAX_WORDS, Issue
from .story import Decision, LevelChange, ModifierSwitch, Referred, TakenOn, Weighing
from .voices import CONTACT_OF, MAX_PUBLIC_WORDS, OWN_LINK, SPOKEN, PublicWords, ToldCount, Voice

__all__ = [
    "CONTACT_OF",
    "MAX_PUBLIC_WORDS",
    "MAX_REASON",
    "MAX_TITLE",
    "MAX_WORDS",
    "OWN_LINK",
    "SPOKEN",
    "Act",
    "Decision",
    "Gathering",
    "Issue",
    "LevelChange",
    "ModifierSwitch",
    "PublicWords",
    "Referred",
    "TakenOn",
    "ToldCount",
    "Voice",
    "Weighing",
]
