"""A team that answers by link asks for an account, and an administrator answers. A link alone makes none (R2.4)."""

from __future__ import annotations

from django.db import transaction

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import lock
from wardmote.kernel.events import publish
from wardmote.kernel.refusals import Conflict, NotReady

from ..audit import Audited
from ..events import AccountAskedFor, AccountRefused
from ..models import AccountRequest, Invitation, Team
from ..permissions import Permission
from ..queries import account_asked_by, is_standing
from ..rules import RoleName
from ..rules.account_requests import ROLES_TO_ASK_FOR, AccountRequestState, WhyNoAccount
from .invitations import invite_person

LONGEST_NAME = 200
_OVER = "This was answered already, or its team has ended or has another mailbox."


@transaction.atomic
def ask_for_account(*, by: Actor, team: Team, name: str) -> AccountRequest:
    """Ask for an account for whoever has proved the team's mailbox. It goes to that mailbox and to no other.

    Raises NotReady for a missing name; Conflict when they asked already, are invited, have one, or the team has ended.
    """
    team = lock(team)
    access.require(by, Permission.ASK_FOR_ACCOUNT, team)
    if not team.answers_by_link or not is_standing(team):
        raise Conflict("Nothing can be asked for here any more.")
    if not account_asked_by(by, team).may_ask:
        raise Conflict("You have asked already, or have an account. Look at the page again.")
    withdraw_what_was_asked(by=by, team=team)  # from a mailbox that is theirs no more
    asked = AccountRequest.objects.create(
        team=team,
        mailbox=team.email,
        name=wording.line(name, field="name", called="your name", longest=LONGEST_NAME, required=True),
        asked_at=now(),
    )
    record(Audited.ACCOUNT_ASKED_FOR, by=by, subject=asked, team=team.pk)
    publish(AccountAskedFor(request_id=asked.pk), about=asked)
    return asked


@transaction.atomic
def invite_who_asked(*, by: Actor, asked: AccountRequest, role: RoleName) -> Invitation:
    """Send the ordinary invitation to the mailbox from which somebody asked.

    Raises Conflict where it was answered or withdrawn meanwhile; NotReady for a role that is not given like this;
    Refused as inviting.
    """
    team = lock(asked.team)
    asked = _still_waiting(lock(asked))
    access.require(by, Permission.ANSWER_ACCOUNT_REQUEST, asked)
    if asked.mailbox.casefold() != team.email.casefold() or not is_standing(team):
        raise Conflict(_OVER)
    if role not in ROLES_TO_ASK_FOR:
        raise NotReady("Choose what they will do there.", field="role")
    invitation, _ = invite_person(by=by, email=asked.mailbox, name=asked.name, role=role, team=team)
    asked.invitation = invitation
    _decide(asked, AccountRequestState.INVITED, by)
    record(Audited.ACCOUNT_REQUEST_GRANTED, by=by, subject=asked, invitation=invitation.pk)
    return invitation


@transaction.atomic
def refuse_account(*, by: Actor, asked: AccountRequest, why: str) -> AccountRequest:
    """Say no, and why. They go on answering by link. Raises NotReady without a reason, Conflict as for inviting."""
    asked = _still_waiting(lock(asked))
    access.require(by, Permission.ANSWER_ACCOUNT_REQUEST, asked)
    if why not in set(WhyNoAccount):
        raise NotReady("Choose why not. They read it.", field="why")
    asked.why_not = why
    _decide(asked, AccountRequestState.REFUSED, by)
    record(Audited.ACCOUNT_REFUSED, by=by, subject=asked, why=why)
    publish(AccountRefused(request_id=asked.pk), about=asked)
    return asked


@transaction.atomic
def withdraw_stale_requests(*, by: Actor, team: Team) -> None:
    """Once a team's mailbox has changed, let nothing wait that was asked from the old one. It may run twice."""
    team = lock(team)
    access.require(by, Permission.MAIL_LINK)
    waiting = AccountRequest.objects.filter(team=team, state=AccountRequestState.WAITING)
    for asked in waiting.exclude(mailbox__iexact=team.email):
        _decide(asked, AccountRequestState.WITHDRAWN, by)
        record(Audited.ACCOUNT_REQUEST_WITHDRAWN, by=by, subject=asked)


def withdraw_what_was_asked(*, by: Actor, team: Team) -> None:
    """Let nothing wait of a locked team that ends or has another mailbox. The caller has checked that it may."""
    for asked in AccountRequest.objects.filter(team=team, state=AccountRequestState.WAITING):
        _decide(asked, AccountRequestState.WITHDRAWN, by)
        record(Audited.ACCOUNT_REQUEST_WITHDRAWN, by=by, subject=asked)


def _still_waiting(asked: AccountRequest) -> AccountRequest:
    if asked.state != AccountRequestState.WAITING:
        raise Conflict(_OVER)
    return asked


def _decide(asked: AccountRequest, state: AccountRequestState, by: Actor) -> None:
    asked.state, asked.decided_at, asked.decided_by_id = state, now(), by.person_id
    asked.save(update_fields=["state", "why_not", "decided_at", "decided_by", "invitation"])
