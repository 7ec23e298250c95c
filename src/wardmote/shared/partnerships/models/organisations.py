"""The partners and their teams: what each takes, where and when."""

from django.db import models
from django.db.models.functions import Lower, Now

from wardmote.kernel.privacy import Keep

from ..rules import Intake


class Organisation(models.Model):
    """A partner: council, police, housing association, voluntary group. Ended, never deleted."""

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    note = models.TextField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    ended_on = models.DateField(null=True, blank=True, help_text="The first day it no longer stands.")
    version = models.PositiveIntegerField(default=0)

    privacy = dict.fromkeys(
        ["id", "key", "name", "kind", "note", "phone", "email", "ended_on", "version"], Keep.FACT
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), condition=models.Q(ended_on__isnull=True), name="organisation_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_in_words(self) -> str:
        """The kind as people say it: files name kinds by keys such as housing_association."""
        return self.kind.replace("_", " ").capitalize()


class Team(models.Model):
    """The unit of an organisation that receives referrals. Ended, never deleted."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="teams")
    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    remit_words = models.TextField(blank=True, help_text="What the team is for, in plain words.")
    hours = models.CharField(max_length=200, help_text="As said: Mon-Fri 08:00-18:00")
    response_standard = models.CharField(max_length=300, blank=True)
    capacity_per_week = models.PositiveIntegerField(
        default=0, help_text="Referrals a usual week can hold; 0 only sends."
    )
    intake = models.CharField(
        max_length=20, choices=[(i.value, i.value) for i in Intake], default=Intake.ACCOUNT
    )
    reference_format = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    is_coordinator = models.BooleanField(default=False, help_text="The desk that settles what nobody claims.")
    created_at = models.DateTimeField(db_default=Now())
    ended_on = models.DateField(null=True, blank=True, help_text="The first day it no longer stands.")
    carried_on_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="The team that its open work was handed to.",
    )  # fmt: skip
    version = models.PositiveIntegerField(default=0)

    privacy = dict.fromkeys(
        [
            "id", "organisation", "key", "name", "remit_words", "hours", "response_standard", "capacity_per_week",
            "intake", "reference_format", "email", "is_coordinator", "created_at", "ended_on",
            "carried_on_by", "version",
        ],
        Keep.FACT,
    )  # fmt: skip

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_coordinator"],
                condition=models.Q(is_coordinator=True),
                name="team_one_coordinator_desk",
            ),
            models.CheckConstraint(
                condition=models.Q(intake__in=[i.value for i in Intake]), name="team_intake_known"
            ),
            models.CheckConstraint(
                condition=models.Q(is_coordinator=False) | models.Q(ended_on__isnull=True),
                name="team_coordinator_desk_stands",
            ),
            models.UniqueConstraint(
                "organisation",
                Lower("name"),
                condition=models.Q(ended_on__isnull=True),
                name="team_name_once_in_organisation",
            ),
            models.CheckConstraint(
                condition=~models.Q(carried_on_by=models.F("id")), name="team_carried_on_by_another"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Remit(models.Model):
    """One kind of matter that a team takes, and where. No areas means the whole borough."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="remits")
    category = models.ForeignKey("partnerships.Category", on_delete=models.PROTECT, related_name="remits")
    areas = models.ManyToManyField("geography.Area", blank=True, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    privacy = dict.fromkeys(["id", "team", "category", "areas", "ended_on"], Keep.FACT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "category"],
                condition=models.Q(ended_on__isnull=True),
                name="remit_once_per_category",
            )
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.category}"


class Closure(models.Model):
    """Days on which a team, or every team of an organisation, does not work. The clock stops."""

    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE)
    name = models.CharField(max_length=100)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last closed day.")
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text="When it was called off.")

    privacy = dict.fromkeys(
        ["id", "organisation", "team", "name", "starts_on", "ends_on", "withdrawn_at"], Keep.FACT
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="closure_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=True) ^ models.Q(team__isnull=True),
                name="closure_of_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name
