"""What is kept in the audit trail about observations and referrals. Never anybody's words."""

from enum import StrEnum


class Audited(StrEnum):
    """Acts on observations and referrals."""

    DRAFT_KEPT = "referrals.draft_kept"
    DRAFT_DISCARDED = "referrals.draft_discarded"
    RECORDED = "referrals.observation_recorded"
    ADDED_TO = "referrals.observation_added_to"
    ENDED = "referrals.observation_ended"
    PHOTO_ADDED = "referrals.photo_added"
    IMPORT_BEGUN = "referrals.import_begun"
    IMPORTED = "referrals.imported"
    IMPORT_ENDED = "referrals.import_ended"
    SENT = "referrals.sent"
    CLAIMED = "referrals.claimed"
    RELEASED = "referrals.released"
    ACKNOWLEDGED = "referrals.acknowledged"
    ACCEPTED = "referrals.accepted"
    ASKED = "referrals.asked"
    ANSWERED = "referrals.answered"
    NOTED = "referrals.noted"
    PAUSED = "referrals.paused"
    RESUMED = "referrals.resumed"
    RETURNED = "referrals.returned"
    COORDINATOR_CALLED = "referrals.coordinator_called"
    REDIRECTED = "referrals.redirected"
    WITHDRAWN = "referrals.withdrawn"
    CLOSED = "referrals.closed"
    REOPENED = "referrals.reopened"
    LOOKED_AT = "referrals.looked_at"
