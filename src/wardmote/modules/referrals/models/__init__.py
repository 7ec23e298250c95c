"""Observations, referrals and the log of their steps."""

from .feed import FeedForgotten, Happening, HappeningReach
from .flow import FlowCount
from .glass import MAX_GLASS_WORDS, BrokenGlass
from .import_drafts import ImportDraft, SavedMapping
from .imports import ImportRejection, ImportRun
from .links import AnswerLink, LinkTries
from .observations import (
    MAX_PEOPLE,
    MAX_WORDS,
    MOST_CONCERNED,
    SAID,
    WHOEVER_TOLD_IT,
    Addition,
    Observation,
    ObservationPhoto,
    Reach,
)
from .people import LONGEST_IDENTIFYING, Identification, PersonConcerned
from .published import PublishedCount
from .referrals import Referral, Step, TeamNote
from .search import SearchText
from .sharing import MAX_REASON, Consent, Disclosure, Override

__all__ = [
    "LONGEST_IDENTIFYING",
    "MAX_GLASS_WORDS",
    "MAX_PEOPLE",
    "MAX_REASON",
    "MAX_WORDS",
    "MOST_CONCERNED",
    "SAID",
    "WHOEVER_TOLD_IT",
    "Addition",
    "AnswerLink",
    "BrokenGlass",
    "Consent",
    "Disclosure",
    "FeedForgotten",
    "FlowCount",
    "Happening",
    "HappeningReach",
    "Identification",
    "ImportDraft",
    "ImportRejection",
    "ImportRun",
    "LinkTries",
    "Observation",
    "ObservationPhoto",
    "Override",
    "PersonConcerned",
    "PublishedCount",
    "Reach",
    "Referral",
    "SavedMapping",
    "SearchText",
    "Step",
    "TeamNote",
]
