"""Who holds roles, who is invited, and what an actor may give and end."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now
from wardmote.kernel.database import Page, page_of

from ..models import Invitation, RoleHolding, Team
from ..permissions import Permission
from ..rules import InvitationState, RoleName, invitation_named, opens, secret_for
from .actors import ids_in_scopes
from .register import standing


def _can_be_taken_up() -> Q:
    """Neither over nor to a team that has ended."""
    return Q(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now()) & (
        Q(team__isnull=True) | Q(team__in=standing(Team.objects.all()))
    )


def open_invitation(secret: str) -> Invitation | None:
    """The invitation whose link carries this secret, if it, or one that comes with it, can still be taken up."""
    found = (
        Invitation.objects.filter(
            pk=invitation_named(secret),
            accepted_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=now(),
        )
        .select_related("team__organisation", "organisation", "area", "invited_by")
        .first()
    )
    return found if found and opens(secret, found.pk, found.nonce) and offered_with(found) else None


def offered_with(invitation: Invitation, *, hold: bool = False) -> list[Invitation]:
    """What one link takes up: its invitation, and those that come with it, each unless its team has ended.

    Only what the same person offered: whoever sends a link again may see it, and must not gain by it what somebody
    else has offered to that mailbox. With ``hold`` nobody can withdraw one until the transaction ends.
    """
    by = Q(invited_by=invitation.invited_by_id) if invitation.invited_by_id else Q(invited_by__isnull=True)
    with_it = by & Q(comes_with=invitation, email=invitation.email)
    found = Invitation.objects.filter(Q(pk=invitation.pk) | with_it, _can_be_taken_up()).order_by("pk")
    if hold:
        found = found.select_for_update(of=("self",))
    return list(found.select_related("team__organisation", "organisation", "area", "invited_by"))


def secret_of(invitation: Invitation) -> str:
    """The secret of an invitation's link: for its mail, and for whoever made it."""
    return secret_for(invitation.pk, invitation.nonce)


def invitations_to_mail(actor: Actor, *, at_most: int) -> Sequence[Invitation]:
    """The invitations whose link is due to be mailed now, the longest due first."""
    access.require(actor, Permission.MAIL_LINK)
    due = Invitation.objects.filter(
        mail_due_at__lte=now(), accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now()
    )
    return list(due.order_by("mail_due_at", "pk")[:at_most])


def may_give(actor: Actor) -> Q:
    """The roles and invitations that the actor may give and end: the same answer as INVITE, for lists."""
    if access.allows(actor, Permission.INVITE):
        return Q()
    leads = ids_in_scopes(actor.scopes(RoleName.TEAM_LEAD), "team")
    return Q(team_id__in=leads) & ~Q(role=RoleName.SAFEGUARDING_LEAD)


def role_held(actor: Actor, number: int) -> RoleHolding:
    """One role held now that the actor may end. Raises DoesNotExist otherwise."""
    return (
        RoleHolding.objects.filter(may_give(actor), ended_at__isnull=True)
        .select_related("person", "team__organisation", "organisation", "area")
        .get(pk=number)
    )


def _in_state(state: InvitationState) -> Q:
    waiting = Q(accepted_at__isnull=True, withdrawn_at__isnull=True)
    match state:
        case InvitationState.OPEN:
            return waiting & Q(expires_at__gt=now())
        case InvitationState.EXPIRED:
            return waiting & Q(expires_at__lte=now())
        case InvitationState.ACCEPTED:
            return Q(accepted_at__isnull=False)
        case InvitationState.WITHDRAWN:
            return Q(withdrawn_at__isnull=False)


def invitations(
    actor: Actor,
    *,
    state: InvitationState,
    words: str = "",
    only_unsent: bool = False,
    after: str | None = None,
    size: int = 50,
) -> Page[Invitation]:
    """The invitations in a state, of those the actor may send, the newest first."""
    found = Invitation.objects.filter(may_give(actor), _in_state(state))
    if words:
        found = found.filter(Q(name__icontains=words) | Q(email__icontains=words))
    if only_unsent:
        found = found.filter(sent_at__isnull=True).exclude(mail_fault="")
    shown = found.select_related("team__organisation", "organisation", "area", "invited_by")
    return page_of(shown, order=("-created_at", "-id"), after=after, size=size)


def invitation(actor: Actor, number: int) -> Invitation:
    """One invitation that the actor may send, whatever became of it. Raises DoesNotExist otherwise."""
    return (
        Invitation.objects.filter(may_give(actor))
        .select_related(
            "team__organisation", "organisation", "area", "invited_by", "accepted_by", "withdrawn_by"
        )
        .get(pk=number)
    )


def mail_has_failed(actor: Actor) -> bool:
    """Whether a link that the actor may send has not gone out."""
    failed = Invitation.objects.filter(may_give(actor), _in_state(InvitationState.OPEN))
    return failed.filter(sent_at__isnull=True).exclude(mail_fault="").exists()


def teams_to_invite_to(actor: Actor) -> QuerySet[Team]:
    """The standing teams that the actor may invite people to, by name."""
    teams = standing(Team.objects.select_related("organisation")).order_by("name", "pk")
    if access.allows(actor, Permission.INVITE):
        return teams
    return teams.filter(pk__in=ids_in_scopes(actor.scopes(RoleName.TEAM_LEAD), "team"))
