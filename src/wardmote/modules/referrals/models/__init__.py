"""Observations, referrals and the log of their steps."""

from .feed import Happening, HappeningReach
from .flow import FlowCount
from .imports import ImportRejection, ImportRun
from .observations import (
    MAX_PEOPLE,
    MAX_WORDS,
    Addition,
    Observation,
    ObservationPhoto,
    PersonConcerned,
    Reach,
)
from .referrals import Referral, Step, TeamNote
from .search import SearchText

__all__ = [
    "MAX_PEOPLE",
    "MAX_WORDS",
    "Addition",
    "FlowCount",
    "Happening",
    "HappeningReach",
    "ImportRejection",
    "ImportRun",
    "Observation",
    "ObservationPhoto",
    "PersonConcerned",
    "Reach",
    "Referral",
    "SearchText",
    "Step",
    "TeamNote",
]
