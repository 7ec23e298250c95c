"""How django-allauth behaves here."""

from .known_browsers import is_known_browser
from .locks import LockedSessions
from .passwords import NotEasilyGuessed
from .second_factor import FactorAdapter, is_spent, spend
from .signing_in import AccountAdapter

__all__ = [
    "AccountAdapter",
    "FactorAdapter",
    "LockedSessions",
    "NotEasilyGuessed",
    "is_known_browser",
    "is_spent",
    "spend",
]
