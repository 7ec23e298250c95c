"""The review procedure of the borough, in editions: its thresholds, its times, whom to ask, whom to appeal to."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wardmote.kernel.privacy import Keep
from wardmote.kernel.working_time import WorkingDuration

from ..rules import MOST_MONTHS, MOST_REPORTS, Limits, Times

LONGEST_WORDS = 2_000
LONGEST_LINE = 200


class Procedure(models.Model):
    """One edition, in force from its first day until the next begins. Never changed: kept again as a new edition.

    ``desk`` is the team at which requests arrive. ``categories`` are the kinds of matter that count as anti-social
    behaviour here, ``hate`` those of them that tell of hate; both are numbers of categories.
    """

    begins_on = models.DateField()
    reports = models.PositiveSmallIntegerField(default=3)
    within_months = models.PositiveSmallIntegerField(default=6)
    reported_within_months = models.PositiveSmallIntegerField(default=1)
    hate_reports = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Empty: hate counts like everything else."
    )
    categories = ArrayField(models.BigIntegerField(), default=list)
    hate = ArrayField(models.BigIntegerField(), default=list)
    desk = models.ForeignKey("partnerships.Team", on_delete=models.PROTECT, related_name="+")
    acknowledge = models.CharField(max_length=10, default="3wd")
    decide = models.CharField(max_length=10, default="10wd")
    tell = models.CharField(max_length=10, default="5wd")
    information = models.CharField(max_length=10, default="10wd")
    panel = models.CharField(max_length=10, default="20wd")
    appeal = models.CharField(max_length=10, default="20wd")
    contact_words = models.TextField(
        max_length=LONGEST_WORDS,
        blank=True,
        help_text="How to ask without this page: telephone, e-mail, post.",
    )
    appeal_to = models.CharField(max_length=LONGEST_LINE, help_text="Who hears an appeal.")
    appeal_words = models.TextField(
        max_length=LONGEST_WORDS, blank=True, help_text="How to appeal, for whoever asked."
    )
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    privacy = dict.fromkeys(
        [
            "id",
            "begins_on",
            "reports",
            "within_months",
            "reported_within_months",
            "hate_reports",
            "categories",
            "hate",
            "desk",
            "acknowledge",
            "decide",
            "tell",
            "information",
            "panel",
            "appeal",
            "contact_words",
            "appeal_to",
            "appeal_words",
            "kept_at",
        ],
        Keep.FACT,
    ) | {"kept_by": Keep.STAFF}

    class Meta:
        ordering = ["-begins_on", "-pk"]
        indexes = [models.Index(fields=["-begins_on", "-id"], name="procedure_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(reports__gte=1, reports__lte=MOST_REPORTS), name="procedure_at_most_three"
            ),
            models.CheckConstraint(
                condition=Q(hate_reports__isnull=True)
                | Q(hate_reports__gte=1, hate_reports__lte=MOST_REPORTS),
                name="procedure_hate_at_most_three",
            ),
            models.CheckConstraint(
                condition=Q(within_months__gte=1, within_months__lte=MOST_MONTHS)
                & Q(reported_within_months__gte=1, reported_within_months__lte=MOST_MONTHS),
                name="procedure_months_in_reason",
            ),
            models.CheckConstraint(condition=~Q(appeal_to=""), name="procedure_names_who_hears_appeals"),
        ]

    def __str__(self) -> str:
        return f"procedure from {self.begins_on}"

    @property
    def limits(self) -> Limits:
        """The thresholds, for the rules."""
        return Limits(
            reports=self.reports,
            within_months=self.within_months,
            reported_within_months=self.reported_within_months,
            hate_reports=self.hate_reports,
        )

    @property
    def times(self) -> Times:
        """The times, for the rules."""
        names = ("acknowledge", "decide", "tell", "information", "panel", "appeal")
        return Times(**{name: WorkingDuration.parse(getattr(self, name)) for name in names})
