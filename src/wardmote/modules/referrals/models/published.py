"""What was published of counts: each cell once, when its time was over, and never again."""

from __future__ import annotations

from django.db import models

from wardmote.kernel.privacy import Keep


class PublishedCount(models.Model):
    """Of how many observations of one ward and quarter all that leaves is made (ADR 20). Added to, never changed.

    `value` is the count with noise of its own, so it may lie below nought. Nothing protected is in it.
    """

    ward = models.ForeignKey("geography.Area", on_delete=models.PROTECT, related_name="+")
    quarter_from = models.DateField(help_text="Its first day, in London.")
    value = models.IntegerField()
    published_at = models.DateTimeField()

    privacy = dict.fromkeys(["id", "ward", "quarter_from", "value", "published_at"], Keep.FACT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quarter_from", "ward"], name="published_once"),
            models.CheckConstraint(
                condition=models.Q(quarter_from__day=1, quarter_from__month__in=[1, 4, 7, 10]),
                name="published_of_a_quarter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ward_id} {self.quarter_from}: {self.value}"
