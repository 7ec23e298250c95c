"""Observations, referrals and the log of their steps."""

from .feed import FeedForgotten, Happening, HappeningReach
from .flow import FlowCount
from .import_drafts import ImportDraft, SavedMapping
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
    "FeedForgotten",
    "FlowCount",
    "Happening",
    "HappeningReach",
    "ImportDraft",
    "ImportRejection",
    "ImportRun",
    "Observation",
    "ObservationPhoto",
    "PersonConcerned",
    "Reach",
    "Referral",
    "SavedMapping",
    "SearchText",
    "Step",
    "TeamNote",
]
