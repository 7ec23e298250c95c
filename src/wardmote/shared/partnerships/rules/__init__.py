"""Words and decisions about partners that need no database: roles, levels of secrecy, who reads by which key."""

from .categories import questions_from, sensitivity_from, seriousness_from, synonyms_from
from .clocks import Basis, Clocks, Promised, promised, read_clocks, read_time
from .cover import CategoryFacts, Gap, GapKind, RemitFacts, TeamFacts, gaps
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
from .setting_up import (
    MAY_BE_LEFT_OUT,
    SetUpFile,
    Standing,
    Stands,
    Step,
    UnreadableColour,
    check_colours,
    how_far,
    is_set_up,
)
from .shipped import Shipped, ShippedCategory, ShippedGroup
from .sight import ANY_PARTNER, ELECTED, MOVEMENT, PERSON_KEYS, Sensitivity, keys_for, person_key
from .tokens import Scope

__all__ = [
    "ANY_PARTNER",
    "AREA_ROLES",
    "ELECTED",
    "ELECTED_ROLES",
    "MAY_BE_LEFT_OUT",
    "MOVEMENT",
    "MOVEMENT_ROLES",
    "ORGANISATION_ROLES",
    "PARTNERSHIP_ROLES",
    "PERSON_KEYS",
    "TEAM_ROLES",
    "Audience",
    "Basis",
    "CategoryFacts",
    "Clocks",
    "Gap",
    "GapKind",
    "Intake",
    "Promised",
    "RemitFacts",
    "RoleName",
    "Scope",
    "Sensitivity",
    "SetUpFile",
    "Shipped",
    "ShippedCategory",
    "ShippedGroup",
    "Standing",
    "Stands",
    "StandsAt",
    "Step",
    "TeamFacts",
    "UnreadableColour",
    "check_colours",
    "gaps",
    "how_far",
    "in_words",
    "is_set_up",
    "keys_for",
    "person_key",
    "promised",
    "questions_from",
    "read_clocks",
    "read_time",
    "sensitivity_from",
    "seriousness_from",
    "stands_at",
    "synonyms_from",
]
