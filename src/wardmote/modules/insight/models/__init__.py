"""Indicators, the releases that figures came with, the figures, and lookups between sets of area codes."""

from .figures import Figure, Indicator
from .lookups import Lookup, LookupPart
from .patterns import Pattern, PatternLook
from .releases import Finding, Release
from .resources import Resource
from .waiting import WaitingTable

__all__ = [
    "Figure",
    "Finding",
    "Indicator",
    "Lookup",
    "LookupPart",
    "Pattern",
    "PatternLook",
    "Release",
    "Resource",
    "WaitingTable",
]
