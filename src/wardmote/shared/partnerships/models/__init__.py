"""Partners, their teams and remits, what can be told, and the roles people hold."""

from .categories import Category, CategoryGroup, ClockProfile
from .organisations import Closure, Organisation, Partnership, Remit, Team
from .roles import Invitation, RoleHolding

__all__ = [
    "Category",
    "CategoryGroup",
    "ClockProfile",
    "Closure",
    "Invitation",
    "Organisation",
    "Partnership",
    "Remit",
    "RoleHolding",
    "Team",
]
