"""Who holds roles, who is invited, and what an actor may give and end."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from django.db.models import Q, QuerySet

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now
from wardmote.kernel.database import Page, page_of

from ..models import Invitation, RoleHolding, Team
from ..permissions import Permission
from ..rules import RoleName
from .register import ids_in_scopes, standing


def open_invitation(secret: str) -> Invitation | None:
    """The invitation whose link carries this secret, if it can still be used: not to a team that has ended."""
    return (
        Invitation.objects.filter(
            Q(team__isnull=True) | Q(team__in=standing(Team.objects.all())),
            secret_hash=hash_secret(secret),
            accepted_at__isnull=True,
            expires_at__gt=now(),
        )
        .select_related("team__organisation", "organisation", "area", "invited_by")
        .first()
    )


def hash_secret(secret: str) -> str:
    """What is kept of a link's secret. It is random and long, so a plain hash cannot be turned back."""
    return sha256(secret.encode()).hexdigest()


def _inviting(actor: Actor) -> Q:
    """The roles and invitations that the actor may give and end: the same answer as INVITE, for lists."""
    if access.allows(actor, Permission.INVITE):
        return Q()
    leads = ids_in_scopes(actor.scopes(RoleName.TEAM_LEAD), "team")
    return Q(team_id__in=leads) & ~Q(role=RoleName.SAFEGUARDING_LEAD)


def roles_held(actor: Actor, *, after: str | None = None, size: int = 50) -> Page[RoleHolding]:
    """The roles held now that the actor may end, the newest first: all for an administrator, else the own teams'."""
    held = RoleHolding.objects.filter(
        _inviting(actor),
        Q(ended_at__isnull=True) | Q(ended_at__gt=now()),
        person__is_active=True,
    ).select_related("person", "team__organisation", "organisation", "area")
    return page_of(held, order=("-started_at", "-id"), after=after, size=size)


def role_held(actor: Actor, number: int) -> RoleHolding:
    """One role held now that the actor may end. Raises DoesNotExist otherwise."""
    return (
        RoleHolding.objects.filter(_inviting(actor), ended_at__isnull=True)
        .select_related("person", "team__organisation", "organisation", "area")
        .get(pk=number)
    )


def invitations_waiting(actor: Actor) -> Sequence[Invitation]:
    """The invitations that can still be taken up, of those the actor may send; the newest fifty."""
    waiting = Invitation.objects.filter(_inviting(actor), accepted_at__isnull=True, expires_at__gt=now())
    return list(waiting.select_related("team", "organisation", "area").order_by("-created_at", "-pk")[:50])


def teams_to_invite_to(actor: Actor) -> QuerySet[Team]:
    """The standing teams that the actor may invite people to, by name."""
    teams = standing(Team.objects.select_related("organisation")).order_by("name", "pk")
    if access.allows(actor, Permission.INVITE):
        return teams
    return teams.filter(pk__in=ids_in_scopes(actor.scopes(RoleName.TEAM_LEAD), "team"))
