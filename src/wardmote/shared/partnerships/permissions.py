"""Who may read and change the register of partners."""

from collections.abc import Mapping
from enum import StrEnum

from wardmote.kernel import access
from wardmote.kernel.actor import Actor

from .models import Team
from .rules import RoleName


class Permission(StrEnum):
    """What can be allowed here."""

    READ_REGISTER = "partnerships.read_register"
    CHANGE_REGISTER = "partnerships.change_register"
    FOUND = "partnerships.found"
    CHANGE_PARTNERSHIP = "partnerships.change_partnership"
    INVITE = "partnerships.invite"
    NAME_SAFEGUARDING_LEAD = "partnerships.name_safeguarding_lead"


def is_partner(actor: Actor, _subject: object) -> bool:
    """The actor holds some role in the partnership."""
    return bool(actor.roles)


def is_wardmote(actor: Actor, _subject: object) -> bool:
    """Wardmote itself acts: a job, or somebody at the server's own command line."""
    return actor.id.startswith("system:")


def administers(actor: Actor, _subject: object) -> bool:
    """The actor administers the partnership."""
    return actor.holds(RoleName.PARTNERSHIP_ADMINISTRATOR)


def leads_team(actor: Actor, subject: object) -> bool:
    """The actor leads the team in question."""
    return isinstance(subject, Team) and actor.holds(RoleName.TEAM_LEAD, scope=f"team:{subject.pk}")


RULES: Mapping[StrEnum, access.Rule] = {
    Permission.READ_REGISTER: access.Rule(
        "Everybody who holds a role, and Wardmote itself, may see who does what.",
        access.any_of(is_partner, is_wardmote),
    ),
    Permission.CHANGE_REGISTER: access.Rule(
        "The partnership administrator, and Wardmote itself, keep organisations, teams, remits, categories "
        "and roles.",
        access.any_of(administers, is_wardmote),
    ),
    Permission.FOUND: access.Rule(
        "Somebody at the server's command line founds the partnership and invites its first administrator.",
        is_wardmote,
    ),
    Permission.CHANGE_PARTNERSHIP: access.Rule(
        "The partnership administrator, or somebody at the server's command line, sets the partnership up: its name,"
        " colours, logo and files.",
        access.any_of(administers, is_wardmote),
    ),
    Permission.INVITE: access.Rule(
        "The partnership administrator invites anybody; a team lead invites people to the own team.",
        access.any_of(administers, leads_team),
    ),
    Permission.NAME_SAFEGUARDING_LEAD: access.Rule(
        "Only the partnership administrator says who reads protected matters.", administers
    ),
}


def may_invite(actor: Actor) -> bool:
    """The actor may invite somebody to something: an administrator, or whoever leads a team."""
    return administers(actor, None) or actor.holds(RoleName.TEAM_LEAD)
