"""What teams that answer by link have asked for: an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now
from wardmote.shared.accounts import queries as people

from ..models import AccountRequest, Team
from ..permissions import Permission
from ..rules import InvitationState
from ..rules.account_requests import AccountRequestState, WhyNoAccount, may_ask


@dataclass(frozen=True, kw_only=True)
class AccountAsked:
    """How a team's mailbox stands with an account of its own, for whoever has proved it."""

    may_ask: bool
    has_account: bool = False
    waits: bool = False
    invited: bool = False
    at: datetime | None = None
    why_not: str = ""


def account_asked_by(actor: Actor, team: Team) -> AccountAsked:
    """Whether somebody at a team's mailbox may ask for an account, or what became of asking. Two queries."""
    access.require(actor, Permission.ASK_FOR_ACCOUNT, team)
    person = people.person_with_email(team.email)
    if person is not None and person.is_active:
        return AccountAsked(may_ask=False, has_account=True)
    newest = AccountRequest.objects.filter(team=team, mailbox__iexact=team.email).select_related("invitation")
    asked = newest.order_by("-asked_at", "-pk").first()
    if asked is None:
        return AccountAsked(may_ask=True)
    invitation = asked.invitation
    if invitation is not None and invitation.state(now()) is InvitationState.OPEN:
        return AccountAsked(may_ask=False, invited=True, at=asked.decided_at)
    state = AccountRequestState(asked.state)
    if may_ask(state, decided_at=asked.decided_at, now=now()):
        return AccountAsked(may_ask=True)
    if state is AccountRequestState.REFUSED:
        return AccountAsked(may_ask=False, at=asked.decided_at, why_not=WhyNoAccount(asked.why_not).words)
    return AccountAsked(may_ask=False, waits=True, at=asked.asked_at)


def account_requests_waiting(actor: Actor) -> Sequence[AccountRequest]:
    """What waits for an answer, the longest first, at most fifty; none for whoever does not answer."""
    if not access.allows(actor, Permission.ANSWER_ACCOUNT_REQUEST):
        return ()
    waiting = AccountRequest.objects.filter(state=AccountRequestState.WAITING)
    return list(waiting.select_related("team__organisation").order_by("asked_at", "pk")[:50])


def account_request(actor: Actor, number: int) -> AccountRequest:
    """One request, whatever became of it. Raises NotAllowed, DoesNotExist."""
    access.require(actor, Permission.ANSWER_ACCOUNT_REQUEST)
    return AccountRequest.objects.select_related("team__organisation", "decided_by", "invitation").get(
        pk=number
    )


def account_request_to_tell(by: Actor, number: int) -> AccountRequest:
    """One request, for telling of it. Wardmote itself asks."""
    access.require(by, Permission.MAIL_LINK)
    return AccountRequest.objects.select_related("team").get(pk=number)
