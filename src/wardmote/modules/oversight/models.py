"""Findings of the nightly look over the looks, and the counts that tell what is usual."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from wardmote.kernel.audit.models import SIX_YEARS
from wardmote.kernel.privacy import Keep, Since

from .rules import FindingState, Kind

MAX_WORDS = 2_000

TWO_YEARS = Keep(months=24, after=Since.CREATED)
"""Longer than anything is compared with; the looks themselves are kept longer."""


class DayLookedOver(models.Model):
    """A day, London's, whose looks have been gone through. Where it begins anew after having been stopped."""

    day = models.DateField(unique=True)
    looks = models.PositiveIntegerField(default=0)
    findings = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    privacy = dict.fromkeys(["id", "day", "looks", "findings", "at"], Keep.FACT)

    class Meta:
        verbose_name_plural = "days looked over"

    def __str__(self) -> str:
        return str(self.day)


class LookDay(models.Model):
    """How much one person looked at on one day: numbers, so that what is usual can be told without the looks."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    role = models.CharField(max_length=40, blank=True)
    opened = models.PositiveIntegerField()
    seen = models.PositiveIntegerField()
    out_of_hours = models.PositiveIntegerField(default=0)

    privacy = dict.fromkeys(["id", "person", "day", "role", "opened", "seen", "out_of_hours"], TWO_YEARS)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="look_day_once")]
        indexes = [models.Index(fields=["role", "-day"], name="look_day_by_role")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day}"


class Finding(models.Model):
    """Looks of one person on one day that are out of the ordinary. Found once; what became of it is added.

    `organisations` are those whose data protection officers look into it. `record` is the code of the record, for the
    house alone; `facts` are numbers, times and names of pages. `readers` is always empty: only the platform reads the
    row, for whoever may.
    """

    kind = models.CharField(max_length=20)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    record = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict)
    organisations = ArrayField(models.BigIntegerField(), default=list)
    state = models.CharField(max_length=20, default=FindingState.NEW)
    found_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = dict.fromkeys(
        ["id", "kind", "person", "day", "record", "facts", "organisations", "state", "found_at", "version"],
        SIX_YEARS,
    ) | {"readers": Keep.FACT}

    class Meta:
        indexes = [models.Index(fields=["-day", "-id"], name="finding_newest")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "person", "day", "record"], name="finding_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in Kind]), name="finding_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in FindingState]),
                name="finding_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day} #{self.pk}"


class FindingStep(models.Model):
    """What an officer said of a finding, and when. Added to, never changed."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=20)
    words = models.TextField(max_length=MAX_WORDS, blank=True)
    by_person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = dict.fromkeys(["id", "finding", "state", "words", "at"], SIX_YEARS) | {
        "by_person": Keep.STAFF,
        "readers": Keep.FACT,
    }

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=FindingState.LOOKED_INTO) | ~models.Q(words=""),
                name="finding_step_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in FindingState]),
                name="finding_step_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.state}"
