"""A small client of Wardmote's API: see README.md beside this folder."""

from . import problems, shapes
from .client import Observation, Referral, Seen, Wardmote

__all__ = ["Observation", "Referral", "Seen", "Wardmote", "problems", "shapes"]
