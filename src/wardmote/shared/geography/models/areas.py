"""How the borough is divided, over the years. Coordinates are WGS 84 degrees."""

from datetime import date
from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from wardmote.kernel.privacy import Keep
from wardmote.shared.geography.rules.composition import Carried
from wardmote.shared.geography.rules.words import AreaKind

ON_EARTH = Q(latitude__range=(-90, 90)) & Q(longitude__range=(-180, 180))
"""False for NaN too: PostgreSQL sorts it above every number."""

NOT_BACKWARDS = Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from"))

DAYS = Func("valid_from", "valid_until", function="daterange")


def just(column: str) -> Func:
    """Give a range that holds one key only, so that no extension is needed to compare keys in GiST."""
    return Func(column, column, Value("[]"), function="int8range")


class Dated(models.QuerySet["AreaSet"]):
    """Area sets by date."""

    def in_force(self, on: date) -> "Dated":
        """Keep the sets that held on this day."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on), valid_from__lte=on)

    def overlapping(self, start: date, end: date | None) -> "Dated":
        """Keep the sets that hold on any day from the start until the end."""
        later = self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=start))
        return later.filter(valid_from__lt=end) if end else later


class AreaSet(models.Model):
    """A dated way to divide the borough. Ended, never deleted, so that history stays readable (R3.1)."""

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in AreaKind])
    valid_from = models.DateField(help_text="The first day it holds.")
    valid_until = models.DateField(null=True, blank=True, help_text="The first day it no longer holds.")
    revision = models.UUIDField(default=uuid4, editable=False, help_text="New whenever its areas change.")

    privacy = dict.fromkeys(["id", "key", "name", "kind", "valid_from", "valid_until", "revision"], Keep.FACT)

    objects = Dated.as_manager()

    class Meta:
        ordering = ["valid_from", "key"]
        constraints = [
            models.CheckConstraint(condition=~Q(key="") & ~Q(name=""), name="area_set_is_named"),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in AreaKind]), name="area_set_kind_is_known"
            ),
            models.CheckConstraint(condition=NOT_BACKWARDS, name="area_set_ends_after_it_starts"),
            ExclusionConstraint(
                name="area_set_one_set_of_wards_a_day",
                expressions=[(DAYS, RangeOperators.OVERLAPS)],
                condition=Q(kind=AreaKind.WARDS.value),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Area(models.Model):
    """One member of an area set: a ward, an Area, a locality, a Place of Focus."""

    area_set = models.ForeignKey(AreaSet, on_delete=models.PROTECT, related_name="areas")
    key = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=20, blank=True, help_text="The national statistics code.")
    latitude = models.FloatField(help_text="A point inside.")
    longitude = models.FloatField()
    boundary = models.JSONField(
        null=True,
        blank=True,
        help_text="A GeoJSON Polygon or MultiPolygon. Without one the area is what its wards make up.",
    )
    is_schematic = models.BooleanField(default=False, help_text="The boundary is a sketch, not surveyed.")

    privacy = dict.fromkeys(
        ["id", "area_set", "key", "name", "code", "latitude", "longitude", "boundary", "is_schematic"],
        Keep.FACT,
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["area_set", "key"], name="area_key_once_in_a_set"),
            models.CheckConstraint(condition=~Q(key="") & ~Q(name=""), name="area_is_named"),
            models.CheckConstraint(condition=ON_EARTH, name="area_is_on_earth"),
            models.CheckConstraint(
                condition=Q(boundary__isnull=True)
                | Q(boundary__has_key="type")
                & (Q(boundary__type="Polygon") | Q(boundary__type="MultiPolygon")),
                name="area_boundary_is_an_area",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AreaMember(models.Model):
    """A ward that an area is made of, and when. For a Place of Focus: the ward it lies in."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="members")
    ward = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="memberships")
    valid_from = models.DateField(help_text="The first day.")
    valid_until = models.DateField(null=True, blank=True, help_text="The first day no longer.")
    carried = models.CharField(
        max_length=10,
        blank=True,
        choices=[(c.value, c.value) for c in Carried],
        help_text="By what the area went on with this ward when wards were redrawn; empty where somebody chose it.",
    )
    is_in_doubt = models.BooleanField(
        default=False, help_text="Carried over although most of its ground lay in another area."
    )

    privacy = dict.fromkeys(
        ["id", "area", "ward", "valid_from", "valid_until", "carried", "is_in_doubt"], Keep.FACT
    )

    class Meta:
        ordering = ["area", "ward", "valid_from"]
        constraints = [
            models.CheckConstraint(condition=NOT_BACKWARDS, name="area_member_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(area=F("ward")), name="area_member_is_another_area"),
            models.CheckConstraint(
                condition=Q(carried__in=["", *(c.value for c in Carried)]),
                name="area_member_carried_is_known",
            ),
            models.CheckConstraint(
                condition=Q(is_in_doubt=False) | ~Q(carried=""), name="area_member_doubt_was_carried"
            ),
            ExclusionConstraint(
                name="area_member_once_at_a_time",
                expressions=[
                    (just("area_id"), RangeOperators.OVERLAPS),
                    (just("ward_id"), RangeOperators.OVERLAPS),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ward} in {self.area}"
