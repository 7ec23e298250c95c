"""Who opens issues, gathers, weighs, publishes and decides. Lists are filtered by ``readable_by``."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import Q

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.shared.partnerships.rules import (
    ANY_PARTNER,
    COORDINATOR,
    ELECTED,
    MOVEMENT,
    TEAM_ROLES,
    RoleName,
    Sensitivity,
    person_key,
)

from .models import Issue

_WORKING = TEAM_ROLES | {RoleName.AREA_MANAGER, RoleName.SUPPORT_OFFICER}


class Permission(StrEnum):
    """What can be allowed here."""

    READ_ISSUE = "issues.read"
    OPEN_ISSUE = "issues.open"
    GATHER = "issues.gather"
    WEIGH = "issues.weigh"
    REFER = "issues.refer"
    TAKE_ON = "issues.take_on"
    ESCALATE = "issues.escalate"
    HAND_BACK = "issues.hand_back"
    PUBLISH = "issues.publish"
    DECIDE = "issues.decide"
    SWITCH_MODIFIERS = "issues.switch_modifiers"
    KEEP_ISSUES = "issues.keep"
    SPEAK = "issues.speak"
    CHECK_WORDS = "issues.check_words"


def reads_issue(actor: Actor, subject: object) -> bool:
    """The issue is published, or the actor holds one of its keys."""
    return isinstance(subject, Issue) and (subject.is_public or bool(set(actor.keys) & set(subject.readers)))


def works_here(actor: Actor, _subject: object) -> bool:
    """The actor works in a team, or manages or supports an area."""
    return actor.holds(*_WORKING)


def works_on_it(actor: Actor, subject: object) -> bool:
    """The actor works here and holds one of the issue's keys."""
    return (
        works_here(actor, subject)
        and isinstance(subject, Issue)
        and bool(set(actor.keys) & set(subject.readers))
    )


def works_in_a_team_on_it(actor: Actor, subject: object) -> bool:
    """The actor works in a team and holds one of the issue's keys."""
    return actor.holds(*TEAM_ROLES) and works_on_it(actor, subject)


def manages_its_area(actor: Actor, subject: object) -> bool:
    """The actor manages an area in which the issue lies, or works at the coordinator's desk, and reads it."""
    return (
        isinstance(subject, Issue)
        and bool(set(actor.keys) & set(subject.readers))
        and (
            COORDINATOR in actor.keys
            or any(actor.holds(RoleName.AREA_MANAGER, scope=f"area:{area}") for area in subject.area_ids)
        )
    )


CHECKS = (RoleName.AREA_MANAGER, RoleName.SUPPORT_OFFICER)
"""Who reads what people told in their areas before everybody may, beside the coordinator's desk."""


def is_anybody(_actor: Actor, _subject: object) -> bool:
    """Anybody, also who has no account."""
    return True


def may_check(actor: Actor, _subject: object) -> bool:
    """The actor works at the coordinator's desk, or manages or supports an area."""
    return COORDINATOR in actor.keys or actor.holds(*CHECKS)


def administers(actor: Actor, _subject: object) -> bool:
    """The actor administers the partnership."""
    return actor.holds(RoleName.PARTNERSHIP_ADMINISTRATOR)


def is_wardmote(actor: Actor, _subject: object) -> bool:
    """Wardmote itself acts: a job, or a handler."""
    return actor.id.startswith("system:")


RULES: Mapping[StrEnum, access.Rule] = {
    Permission.READ_ISSUE: access.Rule(
        "Everybody reads what is published of an issue. One that is open is read by all who work for a partner, and by"
        " elected members; one among partners by whoever opened it and the teams in it.",
        reads_issue,
    ),
    Permission.OPEN_ISSUE: access.Rule(
        "Whoever works in a team, or manages or supports an area, opens an issue from observations that they read.",
        works_here,
    ),
    Permission.GATHER: access.Rule(
        "Whoever works in a team, or manages or supports an area, and reads an issue, gathers in it what they read,"
        " splits and merges, takes that back, and words it.",
        works_on_it,
    ),
    Permission.WEIGH: access.Rule(
        "Whoever works in a team, or manages or supports an area, and reads an issue, sets how serious it is and how"
        " many are affected, with a reason.",
        works_on_it,
    ),
    Permission.REFER: access.Rule(
        "Whoever works in a team and reads an issue refers it to other teams.", works_in_a_team_on_it
    ),
    Permission.TAKE_ON: access.Rule(
        "Whoever works in a team, or manages or supports an area, and reads an issue, writes down that residents take"
        " it on.",
        works_on_it,
    ),
    Permission.ESCALATE: access.Rule(
        "Whoever works in a team, or manages or supports an area, and reads an issue, escalates it to the next level,"
        " with a reason.",
        works_on_it,
    ),
    Permission.HAND_BACK: access.Rule(
        "The managers of the areas in which an issue lies, and the coordinator's desk, hand it back a level.",
        manages_its_area,
    ),
    Permission.PUBLISH: access.Rule(
        "The managers of the areas in which an issue lies, and the coordinator's desk, publish it and take it down.",
        manages_its_area,
    ),
    Permission.DECIDE: access.Rule(
        "The managers of the areas in which an issue lies, and the coordinator's desk, decide it, and open it again.",
        manages_its_area,
    ),
    Permission.SWITCH_MODIFIERS: access.Rule(
        "The partnership administrator switches modifiers into the sum of priorities, and out of it.",
        administers,
    ),
    Permission.SPEAK: access.Rule(
        "Anybody may tell something, say that what others told affects them too, and change that by the private link.",
        is_anybody,
    ),
    Permission.CHECK_WORDS: access.Rule(
        "Whoever works at the coordinator's desk, or manages or supports an area, reads what people told there before"
        " everybody may, shows it, refuses it and takes it down.",
        may_check,
    ),
    Permission.KEEP_ISSUES: access.Rule(
        "Wardmote itself weighs issues anew as time passes, and keeps how their referrals stand.", is_wardmote
    ),
}


def readable_by(actor: Actor) -> Q:
    """The same answer as READ_ISSUE, for lists of those who work here."""
    return Q(readers__overlap=list(actor.keys))


def readers_of(
    sensitivity: str, *, person_id: int | None, team_ids: frozenset[int] = frozenset()
) -> list[int]:
    """Who reads an issue that is not published."""
    if sensitivity == Sensitivity.OPEN:
        return [ANY_PARTNER, MOVEMENT, ELECTED]
    return sorted({*team_ids, *([person_key(person_id)] if person_id else [])})


def samples() -> list[object]:
    """What the rules are tried with: an open issue in area 1, and one among partners."""
    return [
        Issue(pk=1, area_ids=[1], readers=[ANY_PARTNER, ELECTED, MOVEMENT, 1]),
        Issue(pk=2, area_ids=[1], sensitivity=Sensitivity.PARTNERS, readers=[1, person_key(1)]),
    ]
