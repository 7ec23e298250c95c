"""Access tokens: whose call this is, and which there are."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import F, Q, QuerySet
from django.views.decorators.debug import sensitive_variables

from wardmote.kernel import access, bearer
from wardmote.kernel.actor import NOBODY, Actor
from wardmote.kernel.clock import now
from wardmote.kernel.database import Page, page_of

from ..models import AccessToken, Organisation, RoleHolding, Team
from ..permissions import Permission
from ..rules import RoleName, keys_for
from ..rules.tokens import EXPIRES_SOON, TOKEN_PREFIX, TokenState, carried, team_in, token_state
from .actors import actor_for
from .register import standing

if TYPE_CHECKING:
    from wardmote.shared.accounts.models import Person

_NO_DIGEST = "0" * 64


@sensitive_variables("given", "secret")
def token_with_secret(given: str) -> AccessToken | None:
    """The token whose whole secret this is, live or not; None for anything that never was one.

    What cannot be a secret of ours costs no query.
    """
    secret = bearer.read(TOKEN_PREFIX, given)
    if secret is None:
        return None
    token = AccessToken.objects.select_related("person").filter(handle=secret.handle).first()
    return token if secret.is_kept_as(token.secret_hash if token else _NO_DIGEST) else None


def state_of(token: AccessToken) -> TokenState:
    """Whether a token works at this moment, as far as the token itself goes."""
    return token_state(expires_at=token.expires_at, revoked_at=token.revoked_at, at=now())


def was_renewed(token: AccessToken) -> bool:
    """Whether a newer secret takes this token's place: it may end without harm."""
    return hasattr(token, "replaced_by")


def ends_soon(token: AccessToken) -> bool:
    """Whether a token that works ends within a fortnight, and none takes its place."""
    is_live = state_of(token) is TokenState.LIVE
    return is_live and token.expires_at - now() < EXPIRES_SOON and not was_renewed(token)


def carried_by(person_id: int) -> Actor:
    """The actor that somebody is through a token: their roles of the moment, without those no token carries.

    NOBODY for who has left or holds none, and for a system whose organisation or teams have all ended. Two queries.
    """
    actor = actor_for(person_id)
    if actor == NOBODY:
        return NOBODY
    at = {team for role in actor.roles if (team := team_in(role)) is not None}
    stand = set(standing(Team.objects.filter(pk__in=at)).values_list("pk", flat=True)) if at else set()
    roles = carried(actor.roles, teams=stand)
    if not roles:
        return NOBODY
    keys = keys_for(person_id, [(role.name, team_in(role)) for role in roles])
    return dataclasses.replace(actor, roles=roles, keys=keys)


def own_tokens(actor: Actor) -> Sequence[AccessToken]:
    """The actor's own tokens, the newest fifty."""
    own = AccessToken.objects.filter(person_id=actor.person_id or 0)
    return list(own.select_related("person", "replaced_by").order_by("-created_at", "-pk")[:50])


def person_of(actor: Actor) -> Person:
    """The person an actor is. Raises ValueError for a job or somebody not signed in."""
    return get_user_model().objects.get(pk=actor.known_person_id)


def every_token(
    actor: Actor,
    *,
    organisation: Organisation | None = None,
    ending: bool = False,
    after: str | None = None,
    size: int = 50,
) -> Page[AccessToken]:
    """Every token that was not revoked, the newest first, for who connects systems. Raises NotAllowed for others.

    Only those of one partner's systems, if it is named; only those that have ended or end soon, if `ending`.
    """
    access.require(actor, Permission.CONNECT_SYSTEM)
    kept = AccessToken.objects.filter(revoked_at__isnull=True)
    if organisation is not None:
        kept = kept.filter(person__system__organisation=organisation)
    if ending:
        kept = kept.filter(expires_at__lt=now() + EXPIRES_SOON, replaced_by__isnull=True)
    return page_of(
        kept.select_related("person__system__organisation", "replaced_by"),
        order=("-created_at", "-id"),
        after=after,
        size=size,
    )


def organisations_with_systems(actor: Actor) -> QuerySet[Organisation]:
    """The partners of which a system was ever connected, by name."""
    access.require(actor, Permission.CONNECT_SYSTEM)
    return Organisation.objects.filter(systems__isnull=False).distinct().order_by("name", "pk")


def token_seen(actor: Actor, number: int) -> AccessToken:
    """One token that the actor may see: their own, or any for who keeps them. Raises DoesNotExist otherwise."""
    seen = Q() if access.allows(actor, Permission.CONNECT_SYSTEM) else Q(person_id=actor.person_id or 0)
    return (
        AccessToken.objects.filter(seen)
        .select_related("person__system__organisation", "replaced_by")
        .get(pk=number)
    )


def token_named(actor: Actor, said: str) -> AccessToken:
    """The token somebody names by its public part, with or without what stands around it. Raises DoesNotExist."""
    handle = said.strip().removeprefix(f"{TOKEN_PREFIX}_").partition("_")[0]
    if not (handle.isascii() and handle.isalnum()):
        raise AccessToken.DoesNotExist
    return token_seen(actor, AccessToken.objects.only("pk").get(handle=handle).pk)


def tokens_that_end_soon(actor: Actor, *, at_most: int) -> Sequence[AccessToken]:
    """The tokens whose keepers must be told that they end within a fortnight, the next to end first.

    Not those that were renewed, and not those that were never meant to last longer than that.
    """
    access.require(actor, Permission.TELL_OF_TOKEN_END)
    ending = AccessToken.objects.filter(
        expires_at__gt=now(),
        expires_at__lt=now() + EXPIRES_SOON,
        created_at__lt=F("expires_at") - EXPIRES_SOON,
        revoked_at__isnull=True,
        end_told_at__isnull=True,
        replaced_by__isnull=True,
        person__is_active=True,
    )
    return list(ending.order_by("expires_at", "pk")[:at_most])


def token_numbered(actor: Actor, number: int) -> AccessToken:
    """The token that a mail is about. Raises DoesNotExist."""
    access.require(actor, Permission.TELL_OF_TOKEN_END)
    return AccessToken.objects.select_related("person", "replaced_by").get(pk=number)


def keepers_of(token: AccessToken) -> Sequence[Person]:
    """Who gives a token its new secret: its holder; of a partner's system, the partnership's administrators."""
    if not token.person.is_system:
        return [token.person]
    holdings = RoleHolding.objects.filter(
        role=RoleName.PARTNERSHIP_ADMINISTRATOR, ended_at__isnull=True, person__is_active=True
    )
    people = get_user_model().objects.filter(pk__in=holdings.values("person_id"))
    return list(people.order_by("pk"))


def may_be_renewed(actor: Actor, token: AccessToken) -> bool:
    """Whether the actor can give this token a new secret: once, and not after it was revoked."""
    return (
        state_of(token) is not TokenState.REVOKED
        and not was_renewed(token)
        and access.allows(actor, Permission.MAKE_TOKEN, token)
    )


def teams_given_up_with(token: AccessToken) -> Sequence[str]:
    """The names of the teams at which a partner's system gives up its roles with this token, its last one."""
    others = AccessToken.objects.filter(person_id=token.person_id, revoked_at__isnull=True).exclude(
        pk=token.pk
    )
    if not token.person.is_system or token.revoked_at or others.exists():
        return ()
    at = RoleHolding.objects.filter(person_id=token.person_id, ended_at__isnull=True)
    return list(at.values_list("team__name", flat=True).distinct().order_by("team__name"))
