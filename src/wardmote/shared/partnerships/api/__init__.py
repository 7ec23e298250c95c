"""Who does what, for other systems: teams with their remits, categories, areas."""

from .calls import calls
from .schemas import CategoryName, TeamName, category_name, team_name
from .tokens import holder_of_token

__all__ = ["CategoryName", "TeamName", "calls", "category_name", "holder_of_token", "team_name"]
