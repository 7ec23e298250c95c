"""Who looks over the looks, and who says what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.shared.partnerships.rules import RoleName

from .models import Finding


class Permission(StrEnum):
    """What can be allowed here."""

    LOOK_OVER = "oversight.look_over"
    SEE_FINDINGS = "oversight.see_findings"
    JUDGE = "oversight.judge"


def is_wardmote(actor: Actor, _subject: object) -> bool:
    """Wardmote itself acts."""
    return actor.id.startswith("system:")


def protects_data(actor: Actor, _subject: object) -> bool:
    """The actor is a data protection officer."""
    return actor.holds(RoleName.DATA_PROTECTION_OFFICER)


def watches(actor: Actor) -> bool:
    """Whether the actor has findings to look into at all."""
    return protects_data(actor, None)


def is_for_them(actor: Actor, subject: object) -> bool:
    """The finding is for an organisation whose officer the actor is, and is of somebody else's looks."""
    return (
        isinstance(subject, Finding)
        and subject.person_id != actor.person_id
        and any(
            actor.holds(RoleName.DATA_PROTECTION_OFFICER, scope=f"organisation:{number}")
            for number in subject.organisations
        )
    )


RULES: Mapping[StrEnum, access.Rule] = {
    Permission.LOOK_OVER: access.Rule(
        "Wardmote itself goes through who looked at what, each night.", is_wardmote
    ),
    Permission.SEE_FINDINGS: access.Rule(
        "A data protection officer sees which looks of people of their organisation were out of the ordinary, never "
        "their own, and nothing of what the records say.",
        protects_data,
    ),
    Permission.JUDGE: access.Rule(
        "A data protection officer of the organisation says what became of a finding; nobody of their own looks.",
        is_for_them,
    ),
}


def samples() -> list[object]:
    """What the rules are tried with, for the table of who may do what."""
    return [Finding(person_id=2, organisations=[1]), Finding(person_id=1, organisations=[1])]
