"""The roles people hold, and the one kind of thing at which each is held."""

from enum import StrEnum
from typing import NamedTuple


class RoleName(StrEnum):
    """The roles people hold."""

    WORKER = "worker"
    DUTY_OFFICER = "duty_officer"
    TEAM_LEAD = "team_lead"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    LOCAL_AREA_COORDINATOR = "local_area_coordinator"
    AREA_MANAGER = "area_manager"
    SUPPORT_OFFICER = "support_officer"
    COUNCILLOR = "councillor"
    CHAIR = "chair"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    PARTNERSHIP_ADMINISTRATOR = "partnership_administrator"
    DATA_PROTECTION_OFFICER = "data_protection_officer"


TEAM_ROLES = frozenset(
    {
        RoleName.WORKER,
        RoleName.DUTY_OFFICER,
        RoleName.TEAM_LEAD,
        RoleName.SAFEGUARDING_LEAD,
        RoleName.LOCAL_AREA_COORDINATOR,
    }
)
AREA_ROLES = frozenset({RoleName.AREA_MANAGER, RoleName.SUPPORT_OFFICER, RoleName.COUNCILLOR, RoleName.CHAIR})
PARTNERSHIP_ROLES = frozenset({RoleName.PARTNERSHIP_ADMINISTRATOR, RoleName.ANALYST, RoleName.AUDITOR})
ORGANISATION_ROLES = frozenset({RoleName.DATA_PROTECTION_OFFICER})
MOVEMENT_ROLES = PARTNERSHIP_ROLES | {RoleName.AREA_MANAGER}
"""Who sees that all work moves. An elected member is not among them, and sees open work alone."""
NEED_SECOND_FACTOR = frozenset(
    {RoleName.SAFEGUARDING_LEAD, RoleName.PARTNERSHIP_ADMINISTRATOR, RoleName.DATA_PROTECTION_OFFICER}
)
"""Who must show a second factor before the role is in force. A safeguarding lead reads what is said of children and
adults at risk. An administrator reads nothing of it, but says who does, and resets the second factor of others: whoever
holds that account can open every other. A data protection officer sees what staff looked at, and says what became of
what was odd in it: whoever holds that account can cover up for any other."""
ELECTED_ROLES = frozenset({RoleName.COUNCILLOR, RoleName.CHAIR})


class StandsAt(StrEnum):
    """The one kind of thing at which a role is held."""

    TEAM = "team"
    AREA = "area"
    ORGANISATION = "organisation"
    PARTNERSHIP = "partnership"


class Holder(NamedTuple):
    """A person who holds a role now, and in which team."""

    person: int
    role: str
    team: int | None
    on_coordinators_desk: bool
    away: bool = False
    """Ill, on leave, lent elsewhere: somebody has said so, until a day."""


def stands_at(role: RoleName) -> StandsAt:
    """Where a role is held."""
    if role in TEAM_ROLES:
        return StandsAt.TEAM
    if role in AREA_ROLES:
        return StandsAt.AREA
    return StandsAt.ORGANISATION if role in ORGANISATION_ROLES else StandsAt.PARTNERSHIP


def in_words(role: str) -> str:
    """A role as people say it: "Duty officer"."""
    return role.replace("_", " ").capitalize()


LAST_ADMINISTRATOR = "This is the last administrator. Invite another one first."
LAST_ON_COORDINATORS_DESK = (
    "This is the last person on the coordinator’s desk, where everything goes that nobody else answers. "
    "Give somebody else a role there first."
)


def why_stay(*, last_administrator: bool, last_on_coordinators_desk: bool) -> str:
    """Why these roles may not end, nor whoever holds them leave: a sentence, or nothing."""
    if last_administrator:
        return LAST_ADMINISTRATOR
    return LAST_ON_COORDINATORS_DESK if last_on_coordinators_desk else ""
