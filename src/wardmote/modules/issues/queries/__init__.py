"""Every read of issues, actor first."""

from .weighing import facts_of, switched_on

__all__ = ["facts_of", "switched_on"]
