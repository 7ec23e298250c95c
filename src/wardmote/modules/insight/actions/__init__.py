"""Every change to figures: a file is brought in, whole or not at all, and what was kept is never changed."""

from .bringing import Brought, bring_figures
from .lookups import BroughtLookup, bring_lookup

__all__ = ["Brought", "BroughtLookup", "bring_figures", "bring_lookup"]
