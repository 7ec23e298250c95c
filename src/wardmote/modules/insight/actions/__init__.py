"""Every change to figures: a file is brought in, whole or not at all, and what was kept is never changed.

And of what stands beside them: the money and staff hours that areas have.
"""

from .bringing import Brought, bring_figures
from .lookups import BroughtLookup, bring_lookup
from .patterns import find_patterns
from .resources import NewResource, ResourceFaults, end_resource, enter_resource, enter_resources_of
from .waiting import ask_to_keep, finish_keeping, keep_waiting, leave_off, let_go, use_waiting

__all__ = [
    "Brought",
    "BroughtLookup",
    "NewResource",
    "ResourceFaults",
    "ask_to_keep",
    "bring_figures",
    "bring_lookup",
    "end_resource",
    "enter_resource",
    "enter_resources_of",
    "find_patterns",
    "finish_keeping",
    "keep_waiting",
    "leave_off",
    "let_go",
    "use_waiting",
]
