"""Background work on what is known of places."""

from .keeping import keep_table
from .patterns import find_patterns

__all__ = ["find_patterns", "keep_table"]
