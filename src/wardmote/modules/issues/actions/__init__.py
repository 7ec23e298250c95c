"""Everything that can be done with issues."""

from .deciding import decide, publish, take_down
from .gathering import gather, let_go, merge, split, undo
from .levels import escalate, hand_back
from .opening import NewIssue, open_issue, reword
from .referring import keep_standing, refer
from .showing import refuse_words, show_words, take_words_down
from .speaking import (
    MOVED,
    TOLD,
    Who,
    add_words,
    hear_no_more,
    join,
    say_more,
    say_over,
    speak,
    take_back,
    tell_voices,
)
from .taking_on import NewTakenOn, end_taking_on, take_on
from .weighing import WEIGH_ALL_JOB, mark_vulnerable, switch_modifier, weigh, weigh_as_told, weigh_some

__all__ = [
    "MOVED",
    "TOLD",
    "WEIGH_ALL_JOB",
    "NewIssue",
    "NewTakenOn",
    "Who",
    "add_words",
    "decide",
    "end_taking_on",
    "escalate",
    "gather",
    "hand_back",
    "hear_no_more",
    "join",
    "keep_standing",
    "let_go",
    "mark_vulnerable",
    "merge",
    "open_issue",
    "publish",
    "refer",
    "refuse_words",
    "reword",
    "say_more",
    "say_over",
    "show_words",
    "speak",
    "split",
    "switch_modifier",
    "take_back",
    "take_down",
    "take_on",
    "take_words_down",
    "tell_voices",
    "undo",
    "weigh",
    "weigh_as_told",
    "weigh_some",
]
