"""What makes an area other than its wards: ground that went to a neighbour where a ward's edge divides neighbours."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from wardmote.kernel.privacy import Keep

from .areas import DAYS, NOT_BACKWARDS, Area, AreaSet, just


class AreaAdjustment(models.Model):
    """Ground that goes from one area of a set to another for a time, with the reason.

    It is a small area, by its row, or a drawn piece; of either, what lies in the area that gives. Ended, never deleted.
    """

    area_set = models.ForeignKey(AreaSet, on_delete=models.PROTECT, related_name="adjustments")
    gives = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="given")
    receives = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="received")
    block = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.PROTECT, related_name="moved", help_text="A small area."
    )
    piece = models.JSONField(
        null=True, blank=True, help_text="A GeoJSON Polygon or MultiPolygon, where no small area is meant."
    )
    name = models.CharField(max_length=200, help_text="What people call this ground.")
    reason = models.CharField(max_length=1000)
    valid_from = models.DateField(help_text="The first day.")
    valid_until = models.DateField(null=True, blank=True, help_text="The first day no longer.")

    privacy = dict.fromkeys(
        [
            "id",
            "area_set",
            "gives",
            "receives",
            "block",
            "piece",
            "name",
            "reason",
            "valid_from",
            "valid_until",
        ],
        Keep.FACT,
    )

    class Meta:
        ordering = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(condition=NOT_BACKWARDS, name="adjustment_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(gives=F("receives")), name="adjustment_goes_to_another"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(reason=""), name="adjustment_says_why"),
            models.CheckConstraint(
                condition=Q(block__isnull=False, piece__isnull=True)
                | Q(block__isnull=True, piece__has_key="type")
                & (Q(piece__type="Polygon") | Q(piece__type="MultiPolygon")),
                name="adjustment_is_of_one_ground",
            ),
            ExclusionConstraint(
                name="adjustment_of_a_block_once_at_a_time",
                expressions=[
                    (just("area_set_id"), RangeOperators.OVERLAPS),
                    (just("block_id"), RangeOperators.OVERLAPS),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(block__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} from {self.gives} to {self.receives}"
