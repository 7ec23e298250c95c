"""Every read of observations and referrals, actor first."""

from .flow import TeamFlow, flow
from .inbox import Box, Order, inbox, inbox_counts, needing_sender, sent_by_team, waiting
from .observations import draft_for, drafts_of, observation_for, photo_for, reaching, recorded_by
from .overview import (
    Moving,
    TeamBehind,
    TeamDesk,
    WardWork,
    WordKept,
    behind_in_wards,
    desks,
    due_in_wards,
    newest_open,
    newest_passed_on,
    waiting_for,
    word_kept,
    work_by_ward,
)
from .story import Concerned, ReferralStory, Told, Written, referral_for, story_of
from .suggestions import suggestions_for

__all__ = [
    "Box",
    "Concerned",
    "Moving",
    "Order",
    "ReferralStory",
    "TeamBehind",
    "TeamDesk",
    "TeamFlow",
    "Told",
    "WardWork",
    "WordKept",
    "Written",
    "behind_in_wards",
    "desks",
    "draft_for",
    "drafts_of",
    "due_in_wards",
    "flow",
    "inbox",
    "inbox_counts",
    "needing_sender",
    "newest_open",
    "newest_passed_on",
    "observation_for",
    "photo_for",
    "reaching",
    "recorded_by",
    "referral_for",
    "sent_by_team",
    "story_of",
    "suggestions_for",
    "waiting",
    "waiting_for",
    "word_kept",
    "work_by_ward",
]
