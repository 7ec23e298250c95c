"""The partners and their teams: what each takes, where and when, and whether it can take more."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower, Now

from wardmote.kernel.clock import LONDON
from wardmote.kernel.privacy import Keep

from ..rules import Capacity, CapacityState, Intake
from ..rules.capacity import LONGEST_WORDS, MOST_WEEKS


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
                condition=~models.Q(intake=Intake.LINK.value) | ~models.Q(email=""),
                name="team_link_has_mailbox",
            ),
            models.CheckConstraint(
                condition=~models.Q(intake=Intake.LINK.value, is_coordinator=True),
                name="team_coordinator_desk_signs_in",
            ),
            models.CheckConstraint(
                condition=~models.Q(carried_on_by=models.F("id")), name="team_carried_on_by_another"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def answers_by_link(self) -> bool:
        """Whether its mailbox gets a link with what is sent to it, so that nobody there needs an account."""
        return self.intake == Intake.LINK


class Remit(models.Model):
    """One kind of matter that a team takes, and where. No areas means the whole borough."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="remits")
    category = models.ForeignKey("partnerships.Category", on_delete=models.PROTECT, related_name="remits")
    areas = models.ManyToManyField("geography.Area", blank=True, related_name="+")
    clock = models.ForeignKey(
        "partnerships.ClockProfile",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="remits",
        help_text="The team’s own standard for this kind; without one, the clock of the category.",
    )
    ended_on = models.DateField(null=True, blank=True)

    privacy = dict.fromkeys(["id", "team", "category", "areas", "clock", "ended_on"], Keep.FACT)

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


class CapacityStatement(models.Model):
    """A team says that it is open, has a waiting list, or is closed until a day. Ended by the next one, never changed.

    Not how many referrals a week holds (`Team.capacity_per_week`), and no closed day (`Closure`): it moves no clock.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="capacity_statements")
    state = models.CharField(max_length=20)
    waiting_weeks = models.PositiveSmallIntegerField(null=True, blank=True, help_text="How long people wait.")
    closed_until = models.DateField(null=True, blank=True, help_text="The first day on which it takes again.")
    words = models.CharField(max_length=LONGEST_WORDS, blank=True, help_text="Why, for whoever asks.")
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When something else was said.")

    privacy = dict.fromkeys(
        ["id", "team", "state", "waiting_weeks", "closed_until", "words", "said_at", "ended_at"], Keep.FACT
    ) | {"said_by": Keep.STAFF}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in CapacityState]),
                name="capacity_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state=CapacityState.WAITING_LIST.value, waiting_weeks__isnull=False)
                | (~models.Q(state=CapacityState.WAITING_LIST.value) & models.Q(waiting_weeks__isnull=True)),
                name="capacity_waiting_list_has_length",
            ),
            models.CheckConstraint(
                condition=models.Q(waiting_weeks__isnull=True)
                | models.Q(waiting_weeks__range=(1, MOST_WEEKS)),
                name="capacity_length_in_weeks",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(state=CapacityState.CLOSED.value, closed_until__isnull=False)
                    & ~models.Q(words="")
                )
                | (~models.Q(state=CapacityState.CLOSED.value) & models.Q(closed_until__isnull=True)),
                name="capacity_closed_has_day_and_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("said_at")),
                name="capacity_ends_after_it_is_said",
            ),
            models.UniqueConstraint(
                fields=["team"], condition=models.Q(ended_at__isnull=True), name="capacity_one_in_force"
            ),
        ]
        indexes = [models.Index(fields=["team", "-said_at"], name="capacity_by_team")]

    def __str__(self) -> str:
        return f"{self.team}: {self.state}"

    @property
    def as_said(self) -> Capacity:
        """What was said, for the rules."""
        return Capacity(
            state=CapacityState(self.state),
            said_on=self.said_at.astimezone(LONDON).date(),
            waiting_weeks=self.waiting_weeks,
            closed_until=self.closed_until,
            words=self.words,
        )
