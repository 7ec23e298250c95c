"""Telling us something without an account: what, where, whether others said it already, check, send (R2.1, R1.7)."""

from .asking import about, kinds, what
from .checking import check
from .following import told
from .placing import near, where

__all__ = ["about", "check", "kinds", "near", "told", "what", "where"]
