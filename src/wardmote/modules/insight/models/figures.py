"""What is measured, and what was measured."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from wardmote.kernel.privacy import Keep

from ..rules.words import WITHOUT_VALUE, Kind, Mark, Polarity, Topic
from .releases import Release

KEY = r"^[a-z][a-z0-9_]{0,79}$"
CODE_SET = r"^[a-z0-9][a-z0-9-]{0,79}$"


class Indicator(models.Model):
    """One thing that is measured: what it is called, in what unit, and how values of several areas become one.

    A member of a breakdown (an age band, an ethnic group) is an indicator of its own: ``breakdown`` names the group,
    ``member`` what this one is called in it, ``base`` the key of the indicator of which all members are parts.
    """

    key = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    topic = models.CharField(max_length=20, choices=[(t.value, t.value) for t in Topic])
    unit = models.CharField(
        max_length=60, help_text="As ONS writes it: residents, %, years, per 1,000 residents."
    )
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in Kind])
    per = models.DecimalField(
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Of a rate: 1,000; of a percentage: 100.",
    )
    weight = models.CharField(max_length=80, blank=True, help_text="Key of the count that weights a score.")
    base = models.CharField(
        max_length=80, blank=True, help_text="Key of the indicator this one is a part of."
    )
    breakdown = models.CharField(max_length=40, blank=True, help_text="age_band, ethnic_group, tenure…")
    member = models.CharField(max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(default=0, help_text="The place in its breakdown or topic.")
    polarity = models.CharField(
        max_length=20, choices=[(p.value, p.value) for p in Polarity], default=Polarity.NEITHER.value
    )
    lowest = models.DecimalField(max_digits=24, decimal_places=8, null=True, blank=True)
    highest = models.DecimalField(max_digits=24, decimal_places=8, null=True, blank=True)
    decimals = models.PositiveSmallIntegerField(default=0, help_text="How many are shown.")
    about = models.TextField(max_length=2_000, blank=True)

    privacy = dict.fromkeys(
        [
            "id", "key", "name", "topic", "unit", "kind", "per", "weight", "base", "breakdown", "member", "order",
            "polarity", "lowest", "highest", "decimals", "about",
        ],
        Keep.FACT,
    )  # fmt: skip

    class Meta:
        ordering = ["order", "key"]
        constraints = [
            models.CheckConstraint(condition=Q(key__regex=KEY), name="indicator_key_is_a_key"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(unit=""), name="indicator_is_named"),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in Kind]), name="indicator_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(topic__in=[t.value for t in Topic]), name="indicator_topic_is_known"
            ),
            models.CheckConstraint(
                condition=Q(polarity__in=[p.value for p in Polarity]), name="indicator_polarity_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[Kind.RATE.value, Kind.PERCENT.value], per__gt=0)
                | ~Q(kind__in=[Kind.RATE.value, Kind.PERCENT.value]) & Q(per__isnull=True),
                name="indicator_rate_says_per_what",
            ),
            models.CheckConstraint(
                condition=Q(breakdown="", member="") | ~Q(breakdown="") & ~Q(member=""),
                name="indicator_member_is_of_a_breakdown",
            ),
            models.CheckConstraint(
                condition=Q(lowest__isnull=True) | Q(highest__isnull=True) | Q(lowest__lte=F("highest")),
                name="indicator_range_is_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Figure(models.Model):
    """One value of one indicator for one area and period, as one release gave it. Never changed.

    ``period_until`` is the first day after the period. ``printed`` is what stood in the file. Without a value the
    marks say why.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="figures")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="figures")
    code_set = models.CharField(max_length=80, help_text="The set the code is of: lsoa-2011, wards-2023.")
    area_code = models.CharField(
        max_length=80, help_text="The national code; of an area without one its key."
    )
    area_name = models.CharField(max_length=200, blank=True, help_text="What the file calls the area.")
    period = models.CharField(max_length=60, help_text="As the source writes it: 2007, Jul 09, 2008/09.")
    period_from = models.DateField()
    period_until = models.DateField()
    value = models.DecimalField(max_digits=30, decimal_places=15, null=True)
    numerator = models.DecimalField(max_digits=30, decimal_places=8, null=True)
    denominator = models.DecimalField(max_digits=30, decimal_places=8, null=True)
    printed = models.CharField(max_length=200, blank=True)
    marks = ArrayField(models.CharField(max_length=20), default=list)

    privacy = dict.fromkeys(
        [
            "id", "release", "indicator", "code_set", "area_code", "area_name", "period", "period_from",
            "period_until", "value", "numerator", "denominator", "printed", "marks",
        ],
        Keep.FACT,
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release", "indicator", "code_set", "area_code", "period_from", "period_until"],
                name="figure_once_in_a_release",
            ),
            models.CheckConstraint(condition=~Q(area_code=""), name="figure_is_of_an_area"),
            models.CheckConstraint(condition=Q(code_set__regex=CODE_SET), name="figure_code_set_is_a_key"),
            models.CheckConstraint(
                condition=~Q(period="") & Q(period_until__gt=F("period_from")), name="figure_is_of_a_period"
            ),
            models.CheckConstraint(
                condition=Q(marks__contained_by=[m.value for m in Mark]), name="figure_marks_are_known"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | Q(marks__overlap=sorted(m.value for m in WITHOUT_VALUE)),
                name="figure_without_value_says_why",
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gte=0),
                name="figure_is_of_no_fewer_than_none",
            ),
        ]
        indexes = [
            models.Index(
                fields=["indicator", "code_set", "area_code", "-period_until", "-release"],
                name="figure_by_area",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.code_set}:{self.area_code} {self.period}: {self.printed}"
