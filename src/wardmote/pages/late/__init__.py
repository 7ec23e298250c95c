"""What has stopped anywhere in the partnership, and what to do next (R1.3, R4.4)."""

from .view import late, table

__all__ = ["late", "table"]
