"""Periods as the partnership has changed them, legal holds, and runs with their proof. Ended, never deleted."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wardmote.kernel import references
from wardmote.kernel.privacy import EncryptedText, Keep

from .rules import HoldOn, RunState

LONGEST_REASON = 2_000
AFTER_LIFTING = Keep.PERSONAL


def _hold_reference() -> str:
    return references.new("H")


def _certificate_reference() -> str:
    return references.new("C")


class PeriodChange(models.Model):
    """The partnership keeps a part of a kind for another time than the release says, from the day it was decided."""

    kind = models.CharField(max_length=60)
    part = models.CharField(max_length=80, blank=True)
    months = models.PositiveSmallIntegerField()
    reason = models.TextField(max_length=LONGEST_REASON)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    privacy = dict.fromkeys(
        ["id", "kind", "part", "months", "reason", "decided_at", "ended_at"], Keep.FACT
    ) | {"decided_by": Keep.STAFF}

    class Meta:
        ordering = ["-decided_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "part"],
                condition=Q(ended_at__isnull=True),
                name="period_changed_once_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="period_change_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.part}: {self.months} months"


class Hold(models.Model):
    """Nothing that it lies on is shed until somebody lifts it. Read by the platform, for data protection officers.

    A record is held by its reference, whether or not there is one: to place a hold tells nothing. A person whom records
    are about is held by name.
    """

    reference = models.CharField(max_length=16, unique=True, default=_hold_reference, editable=False)
    on = models.CharField(max_length=10)
    record = models.CharField(max_length=16, blank=True, help_text="A reference.")
    name = EncryptedText(blank=True, help_text="Of a person whom records are about.")
    team = models.ForeignKey(
        "partnerships.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    category = models.ForeignKey(
        "partnerships.Category", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = EncryptedText(blank=True)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    review_on = models.DateField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_words = EncryptedText(blank=True)
    shed_at = models.DateTimeField(null=True, blank=True)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        **dict.fromkeys(
            ["on", "team", "category", "placed_at", "review_on", "lifted_at", "shed_at", "readers"], Keep.FACT
        ),
        **dict.fromkeys(["id", "reference", "record"], Keep.KEY),
        **dict.fromkeys(["name", "reason", "lifted_words"], AFTER_LIFTING),
        **dict.fromkeys(["colleague", "placed_by", "lifted_by"], Keep.STAFF),
    }

    class Meta:
        ordering = ["-placed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shed_at__isnull=False, name="", reason="", lifted_words="")
                | (
                    ~Q(reason="")
                    & (
                        (
                            Q(on=HoldOn.RECORD, team=None, category=None, colleague=None, name="")
                            & ~Q(record="")
                        )
                        | (
                            Q(on=HoldOn.PERSON, team=None, category=None, colleague=None, record="")
                            & ~Q(name="")
                        )
                        | Q(
                            on=HoldOn.TEAM,
                            team__isnull=False,
                            category=None,
                            colleague=None,
                            record="",
                            name="",
                        )
                        | Q(
                            on=HoldOn.CATEGORY,
                            category__isnull=False,
                            team=None,
                            colleague=None,
                            record="",
                            name="",
                        )
                        | Q(
                            on=HoldOn.COLLEAGUE,
                            colleague__isnull=False,
                            team=None,
                            category=None,
                            record="",
                            name="",
                        )
                    )
                ),
                name="hold_lies_on_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, shed_at__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="hold_lifted_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["review_on"], condition=Q(lifted_at__isnull=True), name="hold_in_force"),
        ]

    def __str__(self) -> str:
        return self.reference


class Run(models.Model):
    """What was due on a day, approved by a data protection officer, and how far it has been carried out.

    `expected` are the lines that were approved, as they were shown: numbers, and nothing of anybody.
    """

    as_of_on = models.DateField(help_text="What was due on this day may go, and nothing that was not.")
    state = models.CharField(max_length=10, default=RunState.APPROVED)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    begins_on = models.DateField(help_text="The first day on which it may be carried out.")
    expected: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    stopped_reason = models.TextField(max_length=LONGEST_REASON, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    privacy = dict.fromkeys(
        ["id", "as_of_on", "state", "approved_at", "begins_on", "expected", "stopped_reason", "ended_at"],
        Keep.FACT,
    ) | {"approved_by": Keep.STAFF, "stopped_by": Keep.STAFF}

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=RunState.APPROVED), name="run_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state=RunState.APPROVED, ended_at__isnull=True)
                | Q(state__in=[RunState.STOPPED, RunState.DONE], ended_at__isnull=False),
                name="run_ends_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.STOPPED) | (Q(stopped_by__isnull=False) & ~Q(stopped_reason="")),
                name="run_stopped_by_somebody_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"run of {self.as_of_on}"


class Tally(models.Model):
    """How much was due when it was last counted, for pages that are opened often. One row, counted anew each night.

    `lines` are what people are shown: of what is secret, small numbers are left out before they are kept.
    """

    of_all = models.BooleanField(default=True, unique=True, help_text="So that there is one.")
    as_of_on = models.DateField(help_text="What was due on this day.")
    counted_at = models.DateTimeField()
    lines: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)

    privacy = dict.fromkeys(["id", "of_all", "as_of_on", "counted_at", "lines"], Keep.FACT)

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [models.CheckConstraint(condition=Q(of_all=True), name="tally_is_one")]

    def __str__(self) -> str:
        return f"what was due on {self.as_of_on}"


class Batch(models.Model):
    """What one transaction shed: committed with it or not at all. Added to, never changed."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="batches")
    position = models.PositiveIntegerField(help_text="1 for the first of a run, no gaps.")
    kind = models.CharField(max_length=60)
    part = models.CharField(max_length=80, blank=True)
    months = models.PositiveSmallIntegerField(help_text="The period by which it was due.")
    records = models.PositiveIntegerField()
    rows: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(
        default=dict, help_text="How many rows of which tables were emptied or removed."
    )
    digest = models.CharField(max_length=64, help_text="SHA-256 of the numbers of the records.")
    at = models.DateTimeField()

    privacy = dict.fromkeys(
        ["id", "run", "position", "kind", "part", "months", "records", "rows", "digest", "at"], Keep.FACT
    )

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "batches"
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="batch_in_order"),
            models.CheckConstraint(condition=Q(records__gt=0), name="batch_shed_something"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}.{self.position} {self.kind}"


class Certificate(models.Model):
    """The proof of a run: what went, how many, by which rule, when, by whom approved. Added, never changed."""

    reference = models.CharField(max_length=16, unique=True, default=_certificate_reference, editable=False)
    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="certificate")
    issued_at = models.DateTimeField()
    says: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        help_text="Numbers and rules; nothing of anybody."
    )
    digest = models.CharField(
        max_length=64, help_text="SHA-256 of what it says; it stands in the sealed trail too."
    )

    privacy = dict.fromkeys(["issued_at", "says", "digest", "run"], Keep.FACT) | {
        "id": Keep.KEY,
        "reference": Keep.KEY,
    }

    class Meta:
        ordering = ["-issued_at", "-id"]

    def __str__(self) -> str:
        return self.reference

    @property
    def proof(self) -> dict[str, str]:
        """What of it is sealed in the trail of acts."""
        return {"certificate": self.reference, "digest": self.digest}
