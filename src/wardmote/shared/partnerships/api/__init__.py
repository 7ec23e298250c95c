"""Who does what, for other systems: teams with their remits, categories, areas."""

from .calls import calls
from .schemas import CategoryName, TeamName, category_name, team_name

__all__ = ["CategoryName", "TeamName", "calls", "category_name", "team_name"]
