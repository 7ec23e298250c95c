"""Offering somebody a role by a link, and taking it up."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import lock
from wardmote.shared.accounts import actions as accounts
from wardmote.shared.accounts import queries as people
from wardmote.shared.accounts.rules import fold_email

from ..audit import Audited
from ..models import Invitation, Organisation, RoleHolding, Team
from ..permissions import Permission
from ..queries import hash_secret, open_invitation
from ..rules import RoleName

if TYPE_CHECKING:
    from wardmote.shared.accounts.models import Person
    from wardmote.shared.geography.models import Area

INVITATION_LASTS = timedelta(days=14)


class InvitationSpent(Exception):
    """The link was used already, has run out, or never was."""


@transaction.atomic
def invite_person(
    *,
    by: Actor,
    email: str,
    name: str,
    role: RoleName,
    team: Team | None = None,
    organisation: Organisation | None = None,
    area: Area | None = None,
) -> tuple[Invitation, str]:
    """Offer a role to somebody. Returns the invitation and the secret for its link, which is kept nowhere."""
    access.require(by, Permission.INVITE, team)
    if role == RoleName.SAFEGUARDING_LEAD:
        access.require(by, Permission.NAME_SAFEGUARDING_LEAD)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=fold_email(email),
        name=name.strip(),
        role=role,
        team=team,
        organisation=organisation,
        area=area,
        secret_hash=hash_secret(secret),
        invited_by_id=by.known_person_id,
        created_at=now(),
        expires_at=now() + INVITATION_LASTS,
    )
    record(Audited.PERSON_INVITED, by=by, subject=invitation, role=role.value)
    return invitation, secret


@transaction.atomic
def accept_invitation(*, by: Actor, secret: str, password: str) -> Person:
    """Take up the role that a link offers. Holding the link is the permission; it works once.

    Somebody new gets an account with this password. Somebody who has an account keeps their own password, so that
    a link never opens an existing account. Raises InvitationSpent, or ValidationError for a weak password.
    """
    found = open_invitation(secret)
    if found is None:
        raise InvitationSpent
    invitation = lock(found)
    if invitation.accepted_at is not None:
        raise InvitationSpent
    person = people.person_with_email(invitation.email)
    if person is None:
        person = accounts.open_account(by=by, email=invitation.email, name=invitation.name, password=password)
    RoleHolding.objects.get_or_create(
        person=person,
        role=invitation.role,
        team=invitation.team,
        organisation=invitation.organisation,
        area=invitation.area,
        ended_at=None,
        defaults={"started_at": now()},
    )
    invitation.accepted_at = now()
    invitation.save(update_fields=["accepted_at"])
    record(Audited.INVITATION_ACCEPTED, by=by, subject=invitation, person_id=person.pk)
    return person
