"""Offering somebody a role by a link, sending it, and taking it up."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import lock
from wardmote.kernel.events import publish
from wardmote.shared.accounts import actions as accounts
from wardmote.shared.accounts import queries as people
from wardmote.shared.accounts.rules import fold_email

from ..adapters import mail_link
from ..audit import Audited
from ..events import LinksDue
from ..models import Invitation, Organisation, RoleHolding, Team
from ..permissions import Permission
from ..queries import offered_with, open_invitation, secret_of, the_partnership
from ..rules import (
    INVITATION_LASTS,
    MAIL_AGAIN_AFTER,
    MOST_AN_HOUR,
    InvitationState,
    MailFault,
    Refused,
    RoleName,
    check_sending_again,
)
from ..rules.people_file import LONGEST
from .new_wards import roles_go_on

if TYPE_CHECKING:
    from django.core.mail.backends.base import BaseEmailBackend

    from wardmote.shared.accounts.models import Person
    from wardmote.shared.geography.models import Area


class InvitationSpent(Exception):
    """The link was used already, has run out, was withdrawn, or never was."""


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
    """Offer a role to somebody by mail. Returns the invitation and the secret for its link, which is kept nowhere.

    Raises Refused when they hold the role or are invited to it, have left, or too many were invited just now.
    """
    access.require(by, Permission.INVITE, team)
    if role == RoleName.SAFEGUARDING_LEAD:
        access.require(by, Permission.NAME_SAFEGUARDING_LEAD)
    at = {"role": role, "team": team, "organisation": organisation, "area": area}
    _check_offer(by, fold_email(email), at)
    invitation = Invitation.objects.create(
        email=fold_email(email),
        name=name.strip(),
        **at,
        invited_by_id=by.person_id,
        created_at=now(),
        expires_at=now() + INVITATION_LASTS,
        mail_due_at=now(),
    )
    record(Audited.PERSON_INVITED, by=by, subject=invitation, role=role.value)
    publish(LinksDue(count=1), about=invitation)
    return invitation, secret_of(invitation)


def _check_offer(by: Actor, email: str, at: Mapping[str, object]) -> None:
    if len(email) > LONGEST:  # in its one spelling it may be longer than as it was typed
        raise Refused("Write an e-mail address like name@example.org.", field="email")
    person = people.person_with_email(email)
    if person is not None and not person.is_active:
        raise Refused("This person has left. Open their page and let them come back first.", field="email")
    if RoleHolding.objects.filter(person=person, ended_at__isnull=True, **at).exists():
        raise Refused("They hold this role already.", field="email")
    waiting = Invitation.objects.filter(
        accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now()
    )
    if waiting.filter(email=email, **at).exists():
        raise Refused(
            "They are invited to this already. Send the link again from the list of invitations.",
            field="email",
        )
    lately = Invitation.objects.filter(
        invited_by_id=by.person_id, created_at__gt=now() - timedelta(hours=1), from_file__isnull=True
    ).count()
    if by.person_id is not None and lately >= MOST_AN_HOUR:
        raise Refused(
            f"You have invited {lately} people in the last hour. Wait a while, or bring them in from a file."
        )


@transaction.atomic
def accept_invitation(*, by: Actor, secret: str, password: str) -> Person:
    """Take up the role that a link offers, with those that come with it. Holding the link is the permission; it works
    once.

    Somebody new gets an account with this password. Somebody who has an account keeps their own password, so that
    a link never opens an existing account. Raises InvitationSpent, or ValidationError for a weak password.
    """
    found = open_invitation(secret)
    if found is None:
        raise InvitationSpent
    invitation = lock(found)
    if invitation.state(now()) is not InvitationState.OPEN or invitation.nonce != found.nonce:
        raise InvitationSpent
    person = people.person_with_email(invitation.email)
    if person is None:
        person = accounts.open_account(by=by, email=invitation.email, name=invitation.name, password=password)
    elif not person.is_active:
        raise InvitationSpent
    for offered in offered_with(invitation, hold=True):
        _take_up(by, offered, person)
        record(Audited.INVITATION_ACCEPTED, by=by, subject=offered, person_id=person.pk)
    return person


def _take_up(by: Actor, invitation: Invitation, person: Person) -> None:
    holding, _ = RoleHolding.objects.get_or_create(
        person=person,
        role=invitation.role,
        team=invitation.team,
        organisation=invitation.organisation,
        area=invitation.area,
        ended_at=None,
        defaults={"started_at": now(), "reviewed_at": now(), "given_by_id": invitation.invited_by_id},
    )
    roles_go_on(by=by, holdings=[holding])
    invitation.accepted_at, invitation.accepted_by, invitation.mail_due_at = now(), person, None
    invitation.save(update_fields=["accepted_at", "accepted_by", "mail_due_at"])


@transaction.atomic
def withdraw_invitation(*, by: Actor, invitation: Invitation) -> Invitation:
    """Take an invitation back: its link stops working at once."""
    invitation = lock(invitation)
    access.require(by, Permission.INVITE, invitation.team)
    if invitation.role == RoleName.SAFEGUARDING_LEAD:
        access.require(by, Permission.NAME_SAFEGUARDING_LEAD)
    if invitation.state(now()) is InvitationState.ACCEPTED:
        raise Refused("They have accepted in the meantime. End the role on their page instead.")
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at, invitation.withdrawn_by_id, invitation.mail_due_at = (
            now(),
            by.person_id,
            None,
        )
        invitation.save(update_fields=["withdrawn_at", "withdrawn_by", "mail_due_at"])
        _mail_apart(invitation)
        record(Audited.INVITATION_WITHDRAWN, by=by, subject=invitation)
    return invitation


def _mail_apart(from_: Invitation) -> None:
    """What came with an invitation that is withdrawn, or that somebody else has sent again, gets a link of its own."""
    apart = Invitation.objects.filter(
        comes_with=from_, accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now()
    ).update(comes_with=None, mail_due_at=now())
    if apart:
        publish(LinksDue(count=apart), about=from_)


@transaction.atomic
def send_invitation_again(*, by: Actor, invitation: Invitation) -> Invitation:
    """Send a new link for another fortnight; the old one stops working. Raises Refused if it is too soon, or over."""
    invitation = lock(invitation)
    access.require(by, Permission.INVITE, invitation.team)
    if invitation.role == RoleName.SAFEGUARDING_LEAD:
        access.require(by, Permission.NAME_SAFEGUARDING_LEAD)
    if invitation.state(now()) in {InvitationState.ACCEPTED, InvitationState.WITHDRAWN}:
        raise Refused("This invitation has been accepted or withdrawn in the meantime.")
    check_sending_again(times_sent=invitation.times_sent, last_sent_at=invitation.sent_at, now=now())
    offered_by = invitation.invited_by_id
    invitation.nonce = secrets.token_urlsafe(16)
    invitation.expires_at = now() + INVITATION_LASTS
    invitation.mail_due_at, invitation.mail_fault, invitation.sent_at = now(), "", None
    invitation.invited_by_id, invitation.comes_with = by.person_id, None
    invitation.save(
        update_fields=[
            "nonce",
            "expires_at",
            "mail_due_at",
            "mail_fault",
            "sent_at",
            "invited_by",
            "comes_with",
        ]
    )
    if by.person_id == offered_by:
        Invitation.objects.filter(comes_with=invitation, accepted_at__isnull=True).update(
            expires_at=invitation.expires_at
        )
    else:
        _mail_apart(invitation)
    record(Audited.LINK_RENEWED, by=by, subject=invitation)
    publish(LinksDue(count=1), about=invitation)
    return invitation


@transaction.atomic
def mail_invitation(
    *, by: Actor, invitation: Invitation, connection: BaseEmailBackend | None = None
) -> Invitation:
    """Mail the link that is due, and keep that it went out or why it did not.

    What is kept is kept after the mail is handed over: whoever dies in between sends the same link once more.
    """
    access.require(by, Permission.MAIL_LINK)
    invitation = lock(invitation)
    at, partnership = now(), the_partnership()
    if invitation.mail_due_at is None or invitation.state(at) is not InvitationState.OPEN or not partnership:
        return invitation
    fault = mail_link(
        to=invitation.email,
        name=invitation.name,
        partnership=partnership.name,
        secret=secret_of(invitation),
        until=invitation.expires_at,
        connection=connection,
    )
    if fault is None:
        invitation.sent_at, invitation.mail_due_at = at, None
        invitation.times_sent += 1
    else:
        invitation.mail_due_at = at + MAIL_AGAIN_AFTER if fault is MailFault.UNREACHABLE else None
    invitation.mail_fault = fault or ""
    invitation.save(update_fields=["sent_at", "mail_due_at", "times_sent", "mail_fault"])
    record(Audited.LINK_MAILED, by=by, subject=invitation, fault=invitation.mail_fault)
    return invitation
