"""What is put into an area in a year: money, staff hours."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from wardmote.kernel.privacy import Keep

from ..rules.need import ResourceKind

LONGEST_WHAT = 120
LONGEST_SOURCE = 300


class Resource(models.Model):
    """One thing that is put into one area of a set in one financial year, or into all of them together.

    Never changed: what was wrong is ended and entered again.
    """

    area_set = models.ForeignKey("geography.AreaSet", on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(
        "geography.Area",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty for what is not given to one area.",
    )
    year = models.PositiveSmallIntegerField(help_text="In which the financial year begins, on 1 April.")
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in ResourceKind])
    what = models.CharField(max_length=LONGEST_WHAT)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    source = models.CharField(max_length=LONGEST_SOURCE, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    privacy = dict.fromkeys(
        ["id", "area_set", "area", "year", "kind", "what", "amount", "source", "entered_at", "ended_at"],
        Keep.FACT,
    ) | {"entered_by": Keep.STAFF, "ended_by": Keep.STAFF}

    class Meta:
        ordering = ["-year", "what", "area__name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["area_set", "area", "year", "kind", "what"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="resource_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="resource_is_something"),
            models.CheckConstraint(condition=~Q(what=""), name="resource_is_named"),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in ResourceKind]), name="resource_kind_is_known"
            ),
            models.CheckConstraint(condition=Q(year__gte=1900, year__lte=2200), name="resource_of_a_year"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("entered_at")),
                name="resource_ends_after_it_was_entered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.year}: {self.amount}"
