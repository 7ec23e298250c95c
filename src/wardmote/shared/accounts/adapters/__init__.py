"""How django-allauth behaves here."""

from .second_factor import FactorAdapter, is_spent, spend
from .signing_in import AccountAdapter

__all__ = ["AccountAdapter", "FactorAdapter", "is_spent", "spend"]
