"""Words and decisions about partners that need no database: roles, levels of secrecy, who reads by which key."""

from collections.abc import Iterable
from enum import StrEnum

PERSON_KEYS = 1_000_000_000
"""A person's own key is this plus the person's number; teams stay far below it."""

MOVEMENT = 2_000_000_000
"""The key of those who see that work moves and never its words (design.md, part 5)."""

ANY_PARTNER = 0
"""The key that everybody who works for a partner holds."""

ELECTED = 2_000_000_001
"""The key of elected members: they see that open work moves, and never words nobody has read for names (R9.3)."""


class Sensitivity(StrEnum):
    """How widely something may be known."""

    OPEN = "open"
    PARTNERS = "partners"
    PROTECTED = "protected"

    @property
    def rank(self) -> int:
        """0 open, 1 partners, 2 protected: higher is narrower."""
        return list(Sensitivity).index(self)


class Audience(StrEnum):
    """Who is offered a category: anybody, or staff only."""

    PUBLIC = "public"
    STAFF = "staff"


class Intake(StrEnum):
    """How a team takes referrals in."""

    ACCOUNT = "account"
    LINK = "link"
    EMAIL = "email"
    OPEN311 = "open311"
    FHIR = "fhir"
    API = "api"


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
ELECTED_ROLES = frozenset({RoleName.COUNCILLOR, RoleName.CHAIR})


def keys_for(person_id: int, holdings: Iterable[tuple[str, int | None]]) -> tuple[int, ...]:
    """The keys by which a person reads protected rows: (role, team id or None) for each role held.

    Somebody who holds no role reads nothing.
    """
    keys: set[int] = set()
    for role, team_id in holdings:
        keys |= {ELECTED if role in ELECTED_ROLES else ANY_PARTNER, PERSON_KEYS + person_id}
        if team_id is not None:
            keys.add(team_id)
            if role == RoleName.SAFEGUARDING_LEAD:
                keys.add(-team_id)
        if role in MOVEMENT_ROLES:
            keys.add(MOVEMENT)
    return tuple(sorted(keys))


def person_key(person_id: int) -> int:
    """The key by which one named person reads."""
    return PERSON_KEYS + person_id


class StandsAt(StrEnum):
    """The one kind of thing at which a role is held."""

    TEAM = "team"
    AREA = "area"
    ORGANISATION = "organisation"
    PARTNERSHIP = "partnership"


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
