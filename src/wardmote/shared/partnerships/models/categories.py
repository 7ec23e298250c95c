"""What can be told, in two levels, and the clock each kind of matter has."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from wardmote.kernel.privacy import Keep

from ..rules import Audience, Basis, Clocks, Sensitivity
from ..rules.ladders import EARLIEST_REMINDER, LATEST_REMINDER, USUAL_REMINDER

_A_WAIT = r"^([1-9][0-9]{0,2}(wh|h)|[1-9][0-9]?(wd|d))$"


class ClockProfile(models.Model):
    """How fast a kind of matter must be answered. Durations as written: 2wd, 4wh, 24h, 30d, none.

    The times of a row never change: another row takes its key and its place, and what was sent keeps this one.
    """

    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=100)
    acknowledge = models.CharField(max_length=10)
    decide = models.CharField(max_length=10)
    update_every = models.CharField(max_length=10)
    close = models.CharField(max_length=10)
    wait_desk = models.CharField(
        max_length=10, help_text="From when its time ran out to when its team’s lead hears."
    )
    wait_lead = models.CharField(max_length=10, help_text="From then to when the coordinator hears.")
    wait_coordinator = models.CharField(
        max_length=10, help_text="From then to when it lapses, and is its sender’s again."
    )
    remind_after = models.PositiveSmallIntegerField(
        default=USUAL_REMINDER, help_text="Per cent of the time that has gone when somebody is reminded."
    )
    basis = models.CharField(max_length=20)
    reason = models.TextField(help_text="Why these times, in words anybody can read.")
    version = models.PositiveIntegerField(default=0)
    ended_on = models.DateField(null=True, blank=True)

    privacy = dict.fromkeys(
        [
            "id", "key", "name", "acknowledge", "decide", "update_every", "close", "wait_desk", "wait_lead",
            "wait_coordinator", "remind_after", "basis", "reason", "version", "ended_on",
        ],
        Keep.FACT,
    )  # fmt: skip

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(ended_on__isnull=True), name="clock_one_current_per_key"
            ),
            models.UniqueConstraint(
                Lower("name"), condition=models.Q(ended_on__isnull=True), name="clock_name_once"
            ),
            models.CheckConstraint(
                condition=models.Q(basis__in=[b.value for b in Basis]), name="clock_basis_known"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    acknowledge__regex=r"^[1-9][0-9]{0,3}(wh|wd|h|d)$",
                    decide__regex=r"^[1-9][0-9]{0,3}(wh|wd|h|d)$",
                    update_every__regex=r"^([1-9][0-9]{0,3}(wh|wd|h|d)|none)$",
                    close__regex=r"^[1-9][0-9]{0,3}(wh|wd|h|d)$",
                ),
                name="clock_times_can_be_read",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    wait_desk__regex=_A_WAIT, wait_lead__regex=_A_WAIT, wait_coordinator__regex=_A_WAIT
                ),
                name="clock_waits_can_be_read",
            ),
            models.CheckConstraint(
                condition=models.Q(remind_after__range=(EARLIEST_REMINDER, LATEST_REMINDER)),
                name="clock_reminds_in_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def times(self) -> Clocks:
        """How fast a matter with this clock must be answered, and how long silence waits."""
        return Clocks.parse(
            acknowledge=self.acknowledge,
            decide=self.decide,
            update_every=self.update_every,
            close=self.close,
            wait_desk=self.wait_desk,
            wait_lead=self.wait_lead,
            wait_coordinator=self.wait_coordinator,
            remind_after=self.remind_after,
        )


class CategoryGroup(models.Model):
    """A first choice among kinds of matter: homes, roads, children."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    ended_on = models.DateField(null=True, blank=True)

    privacy = dict.fromkeys(
        ["id", "key", "name", "description", "position", "version", "ended_on"], Keep.FACT
    )

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), condition=models.Q(ended_on__isnull=True), name="category_group_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """A kind of matter that can be told, with its usual weight, secrecy and clock."""

    group = models.ForeignKey(CategoryGroup, on_delete=models.PROTECT, related_name="categories")
    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=150)
    description = models.TextField(blank=True)
    not_this = models.TextField(blank=True, help_text="What belongs elsewhere.")
    audience = models.CharField(max_length=10, choices=[(a.value, a.value) for a in Audience])
    seriousness = models.PositiveSmallIntegerField(help_text="The usual seriousness, 1 to 5.")
    sensitivity = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Sensitivity])
    clock = models.ForeignKey(ClockProfile, on_delete=models.PROTECT, related_name="categories")
    urgent_clock = models.ForeignKey(
        ClockProfile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="urgent_for",
        help_text="For what is sent as urgent. Without one, nothing of this kind can be.",
    )
    questions = ArrayField(models.CharField(max_length=300), default=list)
    synonyms = ArrayField(
        models.CharField(max_length=100), default=list, help_text="For search, never shown."
    )
    danger_words = models.TextField(blank=True, help_text="What the page says before any form.")
    version = models.PositiveIntegerField(default=0)
    ended_on = models.DateField(null=True, blank=True)

    privacy = dict.fromkeys(
        [
            "id", "group", "key", "name", "description", "not_this", "audience", "seriousness", "sensitivity",
            "clock", "urgent_clock", "questions", "synonyms", "danger_words", "version", "ended_on",
        ],
        Keep.FACT,
    )  # fmt: skip

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seriousness__range=(1, 5)), name="category_seriousness_1_to_5"
            ),
            models.CheckConstraint(
                condition=models.Q(sensitivity__in=[s.value for s in Sensitivity]),
                name="category_sensitivity_known",
            ),
            models.CheckConstraint(
                condition=models.Q(audience__in=[a.value for a in Audience]), name="category_audience_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
