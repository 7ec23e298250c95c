"""The roles people hold, at what, and since when; and the invitations that lead to them."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from wardmote.kernel.privacy import Keep

from ..rules import AREA_ROLES, PARTNERSHIP_ROLES, TEAM_ROLES, InvitationState, MailFault, RoleName
from .absences import Absence
from .organisations import Organisation, Team
from .people_files import PeopleFile

_ROLE_CHOICES = [(r.value, r.value.replace("_", " ")) for r in RoleName]


def _stands_where_it_belongs() -> models.Q:
    """A role is held at the one kind of thing its name asks for."""
    at_team = models.Q(team__isnull=False, organisation__isnull=True, area__isnull=True)
    at_area = models.Q(team__isnull=True, organisation__isnull=True, area__isnull=False)
    at_organisation = models.Q(team__isnull=True, organisation__isnull=False, area__isnull=True)
    at_partnership = models.Q(team__isnull=True, organisation__isnull=True, area__isnull=True)
    return (
        (models.Q(role__in=sorted(TEAM_ROLES)) & at_team)
        | (models.Q(role__in=sorted(AREA_ROLES)) & at_area)
        | (models.Q(role__in=sorted(PARTNERSHIP_ROLES)) & at_partnership)
        | (models.Q(role=RoleName.DATA_PROTECTION_OFFICER.value) & at_organisation)
    )


class RoleHolding(models.Model):
    """A role that a person holds at a team, an area, an organisation or the partnership."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=30, choices=_ROLE_CHOICES)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="roles")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT)
    area = models.ForeignKey(
        "geography.Area", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(db_default=Now())
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    stands_in = models.ForeignKey(
        Absence, null=True, blank=True, on_delete=models.PROTECT, related_name="stand_ins",
        help_text="For whom, and how long, somebody holds it who is away.",
    )  # fmt: skip
    reviewed_at = models.DateTimeField(
        db_default=Now(),
        help_text="When somebody last said that the role is right; at first when it was given.",
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    privacy = dict.fromkeys(
        [
            "id", "person", "role", "team", "organisation", "area", "started_at", "given_by", "ended_at", "ended_by",
            "stands_in", "reviewed_at", "reviewed_by",
        ],
        Keep.STAFF,
    )  # fmt: skip

    class Meta:
        indexes = [
            models.Index(
                fields=["reviewed_at", "id"], condition=models.Q(ended_at__isnull=True), name="role_to_review"
            )
        ]
        constraints = [
            models.CheckConstraint(condition=_stands_where_it_belongs(), name="role_stands_where_it_belongs"),
            models.UniqueConstraint(
                fields=["person", "role", "team", "organisation", "area"],
                condition=models.Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="role_held_once",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("started_at")),
                name="role_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"

    def is_held(self, at: datetime) -> bool:
        """Whether it is held at a moment."""
        return self.ended_at is None or self.ended_at > at


def _nonce() -> str:
    return secrets.token_urlsafe(16)


class Invitation(models.Model):
    """An offer, by a link sent to a mailbox, to hold a role.

    The link's secret is computed from the nonce and the signing key, so that it is kept nowhere and can be sent
    again; a new nonce ends the links that went out before.
    """

    email = models.EmailField()
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=30, choices=_ROLE_CHOICES)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT)
    area = models.ForeignKey(
        "geography.Area", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    nonce = models.CharField(max_length=32, default=_nonce)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Nobody where somebody was invited from the server's command line.",
    )
    from_file = models.ForeignKey(
        PeopleFile, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    comes_with = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="brings",
        help_text="Another invitation of the same file to the same mailbox: one link takes up both.",
    )  # fmt: skip
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    mail_due_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the link is to be mailed; empty once it is, or if it never shall be.",
    )
    mail_fault = models.CharField(max_length=20, blank=True, help_text="Why the last try to mail it failed.")
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When it was last mailed.")
    times_sent = models.PositiveSmallIntegerField(default=0)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    privacy = dict.fromkeys(
        [
            "id", "role", "team", "organisation", "area", "invited_by", "from_file", "comes_with", "created_at",
            "expires_at", "mail_due_at", "mail_fault", "sent_at", "times_sent", "accepted_at", "withdrawn_at",
            "withdrawn_by",
        ],
        Keep.FACT,
    ) | {"email": Keep.STAFF, "name": Keep.STAFF, "accepted_by": Keep.STAFF, "nonce": Keep.SECRET}  # fmt: skip

    class Meta:
        indexes = [
            models.Index(
                fields=["mail_due_at", "id"],
                condition=models.Q(mail_due_at__isnull=False),
                name="invitation_to_mail",
            ),
            models.Index(fields=["email"], name="invitation_by_email"),
            models.Index(fields=["-created_at", "-id"], name="invitation_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=_stands_where_it_belongs(), name="invitation_stands_where_it_belongs"
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="invitation_expires_later"
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
                name="invitation_ends_once",
            ),
            models.CheckConstraint(
                condition=models.Q(mail_fault__in=["", *(fault.value for fault in MailFault)]),
                name="invitation_mail_fault_known",
            ),
            models.CheckConstraint(
                condition=models.Q(comes_with__isnull=True)
                | models.Q(from_file__isnull=False, mail_due_at__isnull=True),
                name="invitation_comes_with_another_of_its_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_role_display()}"

    def state(self, at: datetime) -> InvitationState:
        """How it stands at a moment."""
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.withdrawn_at:
            return InvitationState.WITHDRAWN
        return InvitationState.OPEN if self.expires_at > at else InvitationState.EXPIRED
