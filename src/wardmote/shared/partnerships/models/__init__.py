"""Partners, their teams and remits, what can be told, the roles people hold, and their access tokens."""

from .categories import Category, CategoryGroup, ClockProfile
from .organisations import Closure, Organisation, Partnership, Remit, Team
from .roles import Invitation, RoleHolding
from .tokens import AccessToken, SystemAccount

__all__ = [
    "AccessToken",
    "Category",
    "CategoryGroup",
    "ClockProfile",
    "Closure",
    "Invitation",
    "Organisation",
    "Partnership",
    "Remit",
    "RoleHolding",
    "SystemAccount",
    "Team",
]
