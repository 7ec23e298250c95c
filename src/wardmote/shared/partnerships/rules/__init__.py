"""Words and decisions about partners that need no database: roles, levels of secrecy, who reads by which key."""

from .register import Audience, Intake
from .roles import (
    AREA_ROLES,
    ELECTED_ROLES,
    MOVEMENT_ROLES,
    ORGANISATION_ROLES,
    PARTNERSHIP_ROLES,
    TEAM_ROLES,
    RoleName,
    StandsAt,
    in_words,
    stands_at,
)
from .sight import ANY_PARTNER, ELECTED, MOVEMENT, PERSON_KEYS, Sensitivity, keys_for, person_key
from .tokens import Scope

__all__ = [
    "ANY_PARTNER",
    "AREA_ROLES",
    "ELECTED",
    "ELECTED_ROLES",
    "MOVEMENT",
    "MOVEMENT_ROLES",
    "ORGANISATION_ROLES",
    "PARTNERSHIP_ROLES",
    "PERSON_KEYS",
    "TEAM_ROLES",
    "Audience",
    "Intake",
    "RoleName",
    "Scope",
    "Sensitivity",
    "StandsAt",
    "in_words",
    "keys_for",
    "person_key",
    "stands_at",
]
