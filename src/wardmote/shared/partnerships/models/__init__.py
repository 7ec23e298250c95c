"""Partners, their teams and remits, what can be told, and the roles people hold."""

from .categories import Category, CategoryGroup, ClockProfile
from .organisations import Closure, Organisation, Remit, Team
from .partnership import Logo, Partnership, WaitingFile
from .roles import Invitation, RoleHolding

__all__ = [
    "Category",
    "CategoryGroup",
    "ClockProfile",
    "Closure",
    "Invitation",
    "Logo",
    "Organisation",
    "Partnership",
    "Remit",
    "RoleHolding",
    "Team",
    "WaitingFile",
]
