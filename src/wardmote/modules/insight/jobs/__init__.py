"""Background work on what is known of places."""

from .keeping import keep_table

__all__ = ["keep_table"]
