"""Breaking the glass: opening one record that one's team has no part in, for an hour, for a reason (R1.8)."""

from datetime import timedelta
from enum import StrEnum

from wardmote.shared.partnerships.rules import RoleName, Sensitivity

GLASS_OPEN_FOR = timedelta(hours=1)
"""Long enough to read a record and act on it; whoever needs it longer breaks the glass again, and is asked again."""

MAY_BREAK = frozenset({RoleName.DUTY_OFFICER, RoleName.TEAM_LEAD, RoleName.SAFEGUARDING_LEAD})
MAY_BREAK_PROTECTED = frozenset({RoleName.SAFEGUARDING_LEAD})


class GlassReason(StrEnum):
    """Why somebody breaks the glass."""

    HARM = "harm"
    NOBODY_THERE = "nobody-there"
    DUTY = "duty"


GLASS_REASONS = {
    GlassReason.HARM: "Somebody may come to harm if I do not know what it says",
    GlassReason.NOBODY_THERE: "It cannot wait, and nobody of the teams in the case can be reached",
    GlassReason.DUTY: "The law obliges my organisation to know",
}


def opens_for(sensitivity: str, roles: frozenset[str]) -> bool:
    """Whether broken glass opens a record of this sensitivity to who holds these roles."""
    may = MAY_BREAK_PROTECTED if sensitivity == Sensitivity.PROTECTED else MAY_BREAK
    return not may.isdisjoint(roles)
