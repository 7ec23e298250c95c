"""The roles people hold, at what, and since when; and the invitations that lead to them."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from wardmote.kernel.privacy import Keep

from ..rules import AREA_ROLES, PARTNERSHIP_ROLES, TEAM_ROLES, RoleName
from .organisations import Organisation, Team

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
    ended_at = models.DateTimeField(null=True, blank=True)

    privacy = dict.fromkeys(
        ["id", "person", "role", "team", "organisation", "area", "started_at", "ended_at"], Keep.STAFF
    )

    class Meta:
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


class Invitation(models.Model):
    """An offer, by a link sent to a mailbox, to hold a role. Only a hash of the link's secret is kept."""

    email = models.EmailField()
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=30, choices=_ROLE_CHOICES)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT)
    area = models.ForeignKey(
        "geography.Area", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Nobody for the first administrator, who is invited from the server's command line.",
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    privacy = dict.fromkeys(
        [
            "id",
            "role",
            "team",
            "organisation",
            "area",
            "invited_by",
            "created_at",
            "expires_at",
            "accepted_at",
        ],
        Keep.FACT,
    ) | {"email": Keep.STAFF, "name": Keep.STAFF, "secret_hash": Keep.SECRET}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_stands_where_it_belongs(), name="invitation_stands_where_it_belongs"
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="invitation_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_role_display()}"
