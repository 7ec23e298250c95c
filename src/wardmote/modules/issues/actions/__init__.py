"""Everything that can be done with issues."""

from .deciding import decide, publish, take_down
from .gathering import gather, let_go, merge, split, undo
from .levels import escalate, hand_back
from .opening import NewIssue, open_issue, reword
from .referring import keep_standing, refer
from .taking_on import NewTakenOn, end_taking_on, take_on
from .weighing import WEIGH_ALL_JOB, mark_vulnerable, switch_modifier, weigh, weigh_as_told, weigh_some

__all__ = [
    "WEIGH_ALL_JOB",
    "NewIssue",
    "NewTakenOn",
    "decide",
    "end_taking_on",
    "escalate",
    "gather",
    "hand_back",
    "keep_standing",
    "let_go",
    "mark_vulnerable",
    "merge",
    "open_issue",
    "publish",
    "refer",
    "reword",
    "split",
    "switch_modifier",
    "take_down",
    "take_on",
    "undo",
    "weigh",
    "weigh_as_told",
    "weigh_some",
]
