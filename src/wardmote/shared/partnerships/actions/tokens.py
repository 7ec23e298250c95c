"""Every change to access tokens: making, renewing, revoking. The secret is handed out once and kept nowhere."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from wardmote.kernel import access, bearer
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import lock
from wardmote.kernel.events import publish
from wardmote.shared.accounts import actions as accounts

from ..audit import Audited
from ..events import RoleEnded, TokenEndsSoon
from ..models import AccessToken, Organisation, RoleHolding, SystemAccount, Team
from ..permissions import Permission
from ..queries.register import standing
from ..queries.tokens import carried_by, ends_soon, state_of
from ..rules.tokens import (
    LONGEST_OVERLAP_DAYS,
    SYSTEM_ROLES,
    TOKEN_DAYS,
    TOKEN_PREFIX,
    Scope,
    TokenRefused,
    TokenState,
    token_end,
    token_name,
)

if TYPE_CHECKING:
    from wardmote.shared.accounts.models import Person


@transaction.atomic
def make_token(
    *, by: Actor, person: Person, name: str, scopes: Collection[Scope], days: int = TOKEN_DAYS
) -> tuple[AccessToken, str]:
    """Make a token for a person. Returns it with its secret, which is kept nowhere.

    It does what the person may do at the moment of each call, within its scopes. Of protected matters it opens
    only what they recorded. Raises TokenRefused.
    """
    person = lock(person)
    access.require(by, Permission.MAKE_TOKEN, person)
    if not carried_by(person.pk).roles:
        raise TokenRefused("person", "They hold no role that a token can carry")
    token, secret = _issue(by, person, name=token_name(name), scopes=scopes, days=days)
    record(Audited.TOKEN_ISSUED, by=by, subject=token, scopes=token.scopes, days=days)
    return token, secret


@transaction.atomic
def connect_system(
    *,
    by: Actor,
    organisation: Organisation,
    teams: Sequence[Team],
    name: str,
    scopes: Collection[Scope],
    days: int = TOKEN_DAYS,
) -> tuple[AccessToken, str]:
    """Open an account for a partner's system, a worker and duty officer of these teams, and make its first token.

    Returns the token with its secret, which is kept nowhere. Raises TokenRefused.
    """
    organisation = lock(organisation)
    access.require(by, Permission.CONNECT_SYSTEM)
    named = token_name(name)
    chosen = {team.pk for team in teams}
    theirs = standing(Team.objects.filter(pk__in=chosen, organisation=organisation))
    if not chosen or chosen != set(theirs.values_list("pk", flat=True)):
        raise TokenRefused("teams", f"Choose teams of {organisation} that still work")
    person = accounts.open_system(by=by, name=named)
    SystemAccount.objects.create(person=person, organisation=organisation)
    RoleHolding.objects.bulk_create(
        RoleHolding(person=person, role=role, team_id=team, started_at=now())
        for team in sorted(chosen)
        for role in SYSTEM_ROLES
    )
    token, secret = _issue(by, person, name=named, scopes=scopes, days=days)
    record(
        Audited.TOKEN_ISSUED, by=by, subject=token, scopes=token.scopes, days=days, team_ids=sorted(chosen)
    )
    return token, secret


@transaction.atomic
def renew_token(
    *, by: Actor, token: AccessToken, days: int = TOKEN_DAYS, overlap_days: int = LONGEST_OVERLAP_DAYS
) -> tuple[AccessToken, str]:
    """Give a token's holder a new secret for the same use; the old one works for `overlap_days` more, then stops.

    Returns the new token with its secret, which is kept nowhere. Raises TokenRefused.
    """
    token = lock(token)
    access.require(by, Permission.MAKE_TOKEN, token)
    if state_of(token) is TokenState.REVOKED or AccessToken.objects.filter(replaces=token).exists():
        raise TokenRefused("token", "It was revoked, or renewed already. Make a new one")
    if not 0 <= overlap_days <= LONGEST_OVERLAP_DAYS:
        raise TokenRefused(
            "overlap_days", f"The old secret may go on for at most {LONGEST_OVERLAP_DAYS} days"
        )
    if not carried_by(token.person_id).roles:
        raise TokenRefused("person", "They hold no role that a token can carry")
    new, secret = _issue(
        by,
        token.person,
        name=token.name,
        scopes=[Scope(scope) for scope in token.scopes],
        days=days,
        replaces=token,
    )
    if overlap_days:
        token.expires_at = min(token.expires_at, now() + timedelta(days=overlap_days))
    else:
        token.revoked_at, token.revoked_by_id = now(), by.person_id
    token.save(update_fields=["expires_at", "revoked_at", "revoked_by"])
    record(Audited.TOKEN_RENEWED, by=by, subject=token, token_id=new.pk, overlap_days=overlap_days, days=days)
    return new, secret


@transaction.atomic
def revoke_token(*, by: Actor, token: AccessToken) -> AccessToken:
    """Stop a token at once. With its last token a partner's system gives up its roles and its account."""
    token = lock(token)
    access.require(by, Permission.REVOKE_TOKEN, token)
    if token.revoked_at is None:
        token.revoked_at, token.revoked_by_id = now(), by.person_id
        token.save(update_fields=["revoked_at", "revoked_by"])
        record(Audited.TOKEN_REVOKED, by=by, subject=token)
        person = token.person
        if person.is_system and not person.tokens.filter(revoked_at__isnull=True).exists():
            _disconnect(by, person)
    return token


@transaction.atomic
def tell_of_end(*, by: Actor, token: AccessToken) -> AccessToken:
    """Have whoever keeps a token told that it ends soon, once."""
    token = lock(token)
    access.require(by, Permission.TELL_OF_TOKEN_END)
    if token.end_told_at is None and ends_soon(token):
        token.end_told_at = now()
        token.save(update_fields=["end_told_at"])
        record(Audited.TOKEN_END_TOLD, by=by, subject=token)
        publish(TokenEndsSoon(token_id=token.pk), about=token)
    return token


def _disconnect(by: Actor, system: Person) -> None:
    for holding in RoleHolding.objects.filter(person=system, ended_at__isnull=True).select_for_update():
        holding.ended_at = now()
        holding.save(update_fields=["ended_at"])
        record(Audited.ROLE_ENDED, by=by, subject=holding, role=holding.role)
        publish(RoleEnded(person_id=system.pk, role_holding_id=holding.pk), about=holding)
    accounts.close_system(by=by, person=system)


def _issue(
    by: Actor,
    person: Person,
    *,
    name: str,
    scopes: Collection[Scope],
    days: int,
    replaces: AccessToken | None = None,
) -> tuple[AccessToken, str]:
    if not scopes:
        raise TokenRefused("scopes", "Choose what it may do")
    secret, at = bearer.new(TOKEN_PREFIX), now()
    token = AccessToken.objects.create(
        person=person,
        name=name,
        handle=secret.handle,
        secret_hash=secret.digest,
        scopes=[scope.value for scope in Scope if scope in scopes],
        created_by_id=by.person_id,
        created_at=at,
        expires_at=token_end(at, days),
        replaces=replaces,
    )
    return token, secret.whole
