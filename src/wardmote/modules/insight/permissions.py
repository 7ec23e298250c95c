"""Who brings figures in, and who sees where they came from. The figures themselves are published."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.shared.partnerships.rules import COORDINATOR, MOVEMENT, RoleName


class Permission(StrEnum):
    """What can be allowed here."""

    BRING_FIGURES = "insight.bring_figures"
    SEE_RELEASES = "insight.see_releases"
    SEE_NEED = "insight.see_need"
    KEEP_RESOURCES = "insight.keep_resources"
    FIND_PATTERNS = "insight.find_patterns"
    SEE_PATTERNS = "insight.see_patterns"


def keeps_figures(actor: Actor, _subject: object) -> bool:
    """The actor is an analyst, administers the partnership, or is one of our own jobs."""
    return actor.holds(RoleName.ANALYST, RoleName.PARTNERSHIP_ADMINISTRATOR) or actor.id.startswith("system:")


def sees_need(actor: Actor, _subject: object) -> bool:
    """The actor holds a role that sees that work moves, or works at the coordinator's desk."""
    return MOVEMENT in actor.keys or COORDINATOR in actor.keys


def holds_a_role(actor: Actor, _subject: object) -> bool:
    """The actor holds a role here, or is one of our own jobs."""
    return bool(actor.roles) or actor.id.startswith("system:")


def sees_patterns(actor: Actor, _subject: object) -> bool:
    """The actor holds a role that sees that work moves, or works in some team."""
    return MOVEMENT in actor.keys or any(role.scope.startswith("team:") for role in actor.roles)


def is_wardmote(actor: Actor, _subject: object) -> bool:
    """Wardmote itself acts: a job, or somebody at the server's own command line."""
    return actor.id.startswith("system:")


RULES: Mapping[StrEnum, access.Rule] = {
    Permission.BRING_FIGURES: access.Rule(
        "Analysts and the partnership administrator bring in figures, and the lookups between sets of areas.",
        keeps_figures,
    ),
    Permission.SEE_RELEASES: access.Rule(
        "Whoever holds a role sees where figures came from, and what the checks found when they came.",
        holds_a_role,
    ),
    Permission.SEE_NEED: access.Rule(
        "Administrators, analysts, auditors, area managers and whoever works at the coordinator's desk see need beside"
        " work and resources, area by area.",
        sees_need,
    ),
    Permission.KEEP_RESOURCES: access.Rule(
        "Analysts and the partnership administrator enter the money and staff hours that areas have.",
        keeps_figures,
    ),
    Permission.SEE_PATTERNS: access.Rule(
        "Administrators, analysts, auditors and area managers see that there are patterns across agencies; whoever"
        " works in a team those that its own matters are part of; of protected matters only the safeguarding"
        " leads of such a team. What a matter says is read only by who reads the matter.",
        sees_patterns,
    ),
    Permission.FIND_PATTERNS: access.Rule(
        "Wardmote itself looks for patterns in what all agencies recorded, each night or at the server's own command"
        " line; in what is protected, only for the eyes of safeguarding leads.",
        is_wardmote,
    ),
}
