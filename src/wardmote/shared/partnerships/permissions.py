"""Who may read and change the register of partners."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model

from wardmote.kernel import access
from wardmote.kernel.actor import Actor

from .models import AccessToken, PeopleFile, Team
from .rules import RoleName, is_answer_key

if TYPE_CHECKING:
    from wardmote.shared.accounts.models import Person


class Permission(StrEnum):
    """What can be allowed here."""

    READ_REGISTER = "partnerships.read_register"
    CHANGE_REGISTER = "partnerships.change_register"
    SAY_CAPACITY = "partnerships.say_capacity"
    FOUND = "partnerships.found"
    CHANGE_PARTNERSHIP = "partnerships.change_partnership"
    INVITE = "partnerships.invite"
    INVITE_FROM_FILE = "partnerships.invite_from_file"
    SAY_AWAY = "partnerships.say_away"
    KEEP_PEOPLE = "partnerships.keep_people"
    MAIL_LINK = "partnerships.mail_link"
    ASK_FOR_ACCOUNT = "partnerships.ask_for_account"
    ANSWER_ACCOUNT_REQUEST = "partnerships.answer_account_request"
    NAME_SAFEGUARDING_LEAD = "partnerships.name_safeguarding_lead"
    CONNECT_SYSTEM = "partnerships.connect_system"
    MAKE_TOKEN = "partnerships.make_token"
    REVOKE_TOKEN = "partnerships.revoke_token"
    TELL_OF_TOKEN_END = "partnerships.tell_of_token_end"


def is_partner(actor: Actor, _subject: object) -> bool:
    """The actor holds some role in the partnership."""
    return bool(actor.roles)


def is_wardmote(actor: Actor, _subject: object) -> bool:
    """Wardmote itself acts: a job, or somebody at the server's own command line."""
    return actor.id.startswith("system:")


def answers_by_link(actor: Actor, _subject: object) -> bool:
    """The actor has proved that they hold the mailbox of a team that answers by link."""
    return any(is_answer_key(key) for key in actor.keys)


def is_at_mailbox_of(actor: Actor, subject: object) -> bool:
    """The actor has proved that they hold the mailbox of the team in question."""
    return answers_by_link(actor, None) and isinstance(subject, Team) and actor.id == f"team:{subject.pk}"


def administers(actor: Actor, _subject: object) -> bool:
    """The actor administers the partnership."""
    return actor.holds(RoleName.PARTNERSHIP_ADMINISTRATOR)


def leads_team(actor: Actor, subject: object) -> bool:
    """The actor leads the team in question."""
    return isinstance(subject, Team) and actor.holds(RoleName.TEAM_LEAD, scope=f"team:{subject.pk}")


def on_duty_at(actor: Actor, subject: object) -> bool:
    """The actor is a duty officer of the team in question."""
    return isinstance(subject, Team) and actor.holds(RoleName.DUTY_OFFICER, scope=f"team:{subject.pk}")


def brings_people(actor: Actor, subject: object) -> bool:
    """The actor may invite somebody, and the file in question, if there is one, is their own."""
    return may_invite(actor) and (
        not isinstance(subject, PeopleFile) or subject.brought_by_id == actor.person_id
    )


def is_own(actor: Actor, subject: object) -> bool:
    """The actor holds a role, and the subject is their own: a token, or themselves."""
    person = _holder(subject)
    return bool(actor.roles) and person is not None and actor.person_id == person.pk


def is_of_a_system(_actor: Actor, subject: object) -> bool:
    """The subject is a partner's system, or a token of one."""
    person = _holder(subject)
    return person is not None and person.is_system


def _holder(subject: object) -> Person | None:
    person = subject.person if isinstance(subject, AccessToken) else subject
    return person if isinstance(person, get_user_model()) else None


RULES: Mapping[StrEnum, access.Rule] = {
    Permission.READ_REGISTER: access.Rule(
        "Everybody who holds a role, a team that answers by link, and Wardmote itself, may see who does what.",
        access.any_of(is_partner, answers_by_link, is_wardmote),
    ),
    Permission.CHANGE_REGISTER: access.Rule(
        "The partnership administrator, and Wardmote itself, keep organisations, teams, remits, categories "
        "and roles.",
        access.any_of(administers, is_wardmote),
    ),
    Permission.SAY_CAPACITY: access.Rule(
        "A team's lead, its duty officers, the partnership administrator, and Wardmote itself, say whether it can take"
        " more.",
        access.any_of(leads_team, on_duty_at, administers, is_wardmote),
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
        "The partnership administrator, or somebody at the server's own command line, invites anybody; a team lead"
        " invites people to the own team. Who may invite to a role also gives, confirms and ends it.",
        access.any_of(administers, leads_team, is_wardmote),
    ),
    Permission.INVITE_FROM_FILE: access.Rule(
        "Whoever may invite somebody brings files of people, and nobody else opens them; each row asks again whether"
        " they may invite to it. Wardmote itself lets files go.",
        access.any_of(brings_people, is_wardmote),
    ),
    Permission.SAY_AWAY: access.Rule(
        "The partnership administrator says of anybody that they are away, and a team lead of people in the own team;"
        " what they had claimed goes to a colleague or the desk, unread.",
        access.any_of(administers, leads_team),
    ),
    Permission.KEEP_PEOPLE: access.Rule(
        "The partnership administrator changes names and addresses, and says who has left and who has come back.",
        administers,
    ),
    Permission.MAIL_LINK: access.Rule("Wardmote itself mails the links of invitations.", is_wardmote),
    Permission.NAME_SAFEGUARDING_LEAD: access.Rule(
        "Only the partnership administrator says who reads protected matters.", administers
    ),
    Permission.ASK_FOR_ACCOUNT: access.Rule(
        "Whoever has just proved the mailbox of a team that answers by link asks for an account for it.",
        is_at_mailbox_of,
    ),
    Permission.ANSWER_ACCOUNT_REQUEST: access.Rule(
        "The partnership administrator invites who asked for an account by link, or says why not.",
        administers,
    ),
    Permission.CONNECT_SYSTEM: access.Rule(
        "The partnership administrator, or Wardmote itself, connects a partner's system.",
        access.any_of(administers, is_wardmote),
    ),
    Permission.MAKE_TOKEN: access.Rule(
        "Everybody who holds a role makes and renews access tokens for themselves, Wardmote itself for anybody; those"
        " of a partner's system are the partnership administrator's.",
        access.any_of(is_own, is_wardmote, access.all_of(administers, is_of_a_system)),
    ),
    Permission.REVOKE_TOKEN: access.Rule(
        "Everybody revokes their own access tokens; the partnership administrator, or Wardmote itself, any.",
        access.any_of(is_own, administers, is_wardmote),
    ),
    Permission.TELL_OF_TOKEN_END: access.Rule(
        "Wardmote itself tells whoever keeps an access token that it ends soon.", is_wardmote
    ),
}


def samples() -> list[object]:
    """What the rules are tried with, for the table of who may do what."""
    person = get_user_model()
    return [
        Team(pk=1),
        Team(pk=2),
        person(pk=1),
        person(pk=2),
        person(pk=3, is_system=True),
        AccessToken(person=person(pk=1)),
        AccessToken(person=person(pk=3, is_system=True)),
        PeopleFile(brought_by_id=1),
        PeopleFile(brought_by_id=2),
    ]


def may_invite(actor: Actor) -> bool:
    """The actor may invite somebody to something: an administrator, or whoever leads a team."""
    return administers(actor, None) or actor.holds(RoleName.TEAM_LEAD)
