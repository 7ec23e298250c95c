"""Who may keep periods, hold, approve and shed."""

from collections.abc import Mapping
from enum import StrEnum

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.shared.partnerships.rules import RoleName


class Permission(StrEnum):
    """What can be allowed here."""

    READ = "retention.read"
    KEEP_PERIODS = "retention.keep_periods"
    HOLD = "retention.hold"
    APPROVE = "retention.approve"
    SHED = "retention.shed"


def protects_data(actor: Actor, _subject: object) -> bool:
    """The actor is a data protection officer."""
    return actor.holds(RoleName.DATA_PROTECTION_OFFICER)


def administers_or_audits(actor: Actor, _subject: object) -> bool:
    """The actor administers the partnership, or audits it."""
    return actor.holds(RoleName.PARTNERSHIP_ADMINISTRATOR, RoleName.AUDITOR)


def administers(actor: Actor, _subject: object) -> bool:
    """The actor administers the partnership."""
    return actor.holds(RoleName.PARTNERSHIP_ADMINISTRATOR)


def is_wardmote(actor: Actor, _subject: object) -> bool:
    """Wardmote itself acts: a job, or somebody at the server's own command line."""
    return actor.id.startswith("system:")


RULES: Mapping[StrEnum, access.Rule] = {
    Permission.READ: access.Rule(
        "Data protection officers, the partnership administrator and auditors, and Wardmote itself, see how long what"
        " is kept, how much of it is due, and what went: numbers, never which records.",
        access.any_of(protects_data, administers_or_audits, is_wardmote),
    ),
    Permission.KEEP_PERIODS: access.Rule(
        "Data protection officers and the partnership administrator change how long something is kept, within its"
        " bounds.",
        access.any_of(protects_data, administers),
    ),
    Permission.HOLD: access.Rule(
        "Data protection officers place legal holds, see them all, and lift them.", protects_data
    ),
    Permission.APPROVE: access.Rule(
        "A data protection officer approves that what is due is shed. Any of them can stop it.", protects_data
    ),
    Permission.SHED: access.Rule(
        "Wardmote itself sheds what a data protection officer has approved, and nobody else.", is_wardmote
    ),
}
