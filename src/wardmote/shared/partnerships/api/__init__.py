"""Who does what, for other systems: teams with their remits, categories, areas."""

from .calls import calls
from .schemas import CapacityOut, CategoryName, TeamName, capacity_out, category_name, team_name
from .tokens import holder_of_token
from .where import calls as where_calls

__all__ = [
    "CapacityOut",
    "CategoryName",
    "TeamName",
    "calls",
    "capacity_out",
    "category_name",
    "holder_of_token",
    "team_name",
    "where_calls",
]
