"""Patterns across agencies as they were last found, and when they were looked for. Never where a door is."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wardmote.kernel.privacy import Keep

from ..rules.patterns import Circle, PatternKind


class PatternLook(models.Model):
    """A day on which patterns were looked for in everything that was recorded."""

    day = models.DateField(unique=True)
    at = models.DateTimeField()

    privacy = dict.fromkeys(["id", "day", "at"], Keep.FACT)

    def __str__(self) -> str:
        return str(self.day)


class Pattern(models.Model):
    """A pattern as one circle of eyes may know of it: numbers, and which observations speak for it.

    ``about`` is a blind key by which the same is known again. A pattern that is not found any more is ended.
    """

    circle = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    about = models.CharField(max_length=64)
    evidence = ArrayField(models.BigIntegerField(), default=list)
    count = models.PositiveIntegerField()
    agencies = models.PositiveIntegerField()
    wards = ArrayField(models.BigIntegerField(), default=list)
    categories = ArrayField(models.CharField(max_length=80), default=list)
    first_on = models.DateField()
    last_on = models.DateField()
    facts = models.JSONField(default=dict)
    chance = models.FloatField(null=True)
    corrected = models.FloatField(null=True)
    latitude = models.FloatField(null=True, help_text="The middle of ground; never of a door.")
    longitude = models.FloatField(null=True)
    metres = models.PositiveIntegerField(default=0)
    found_at = models.DateTimeField(help_text="When it was first found.")
    ended_at = models.DateTimeField(null=True, help_text="When it was not found any more.")
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = dict.fromkeys(
        [
            "id", "circle", "kind", "about", "evidence", "count", "agencies", "wards", "categories", "first_on",
            "last_on", "facts", "chance", "corrected", "latitude", "longitude", "metres", "found_at", "ended_at",
            "readers",
        ],
        Keep.FACT,
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(ended_at__isnull=True), name="pattern_alive")]
        constraints = [
            models.UniqueConstraint(fields=["circle", "about"], name="pattern_once"),
            models.CheckConstraint(
                condition=Q(circle__in=[one.value for one in Circle]), name="pattern_circle_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in PatternKind]), name="pattern_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def since(self) -> date:
        """The first day."""
        return self.first_on

    @property
    def until(self) -> date:
        """The last day."""
        return self.last_on
