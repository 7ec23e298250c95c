"""How often somebody must say that a role is still right (R9.2): who may read much is looked at more often."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from .roles import RoleName

USUALLY_EVERY = 6
"""Months that a role may stand before somebody confirms or ends it."""

EVERY: Mapping[RoleName, int] = {RoleName.SAFEGUARDING_LEAD: 3, RoleName.PARTNERSHIP_ADMINISTRATOR: 3}
"""The roles that are looked at more often, and after how many months."""

OVERDUE_AFTER = timedelta(days=30)
"""How long a role may be due before the administrator is told that nobody has looked."""


def months_between_reviews(role: str) -> int:
    """After how many months a role must be looked at again."""
    return EVERY.get(RoleName(role), USUALLY_EVERY)


def time_between_reviews(months: int) -> timedelta:
    """So many months in whole days, whatever the calendar: 91 for three, 183 for six."""
    return timedelta(days=round(months * 365.25 / 12))


def review_due(role: str, reviewed_at: datetime) -> datetime:
    """When a role that was looked at then must be looked at again."""
    return reviewed_at + time_between_reviews(months_between_reviews(role))
