"""The calls of each step in a referral's life. The table of moves decides; these only carry what was sent to it."""

from . import either, receiver, sender  # noqa: F401  declares the calls
from .taking import calls

__all__ = ["calls"]
