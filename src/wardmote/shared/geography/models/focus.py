"""A Place of Focus over its life: in which Area, on what evidence, whom it was talked over with, until when."""

from django.db import models
from django.db.models import F, Q

from wardmote.kernel.privacy import Keep
from wardmote.shared.geography.rules.focus import FindingKind

from .areas import NOT_BACKWARDS, Area


class PlaceOfFocus(models.Model):
    """A small place inside an Area that gets more care for a time. Ended with a reason, never deleted (R3.2)."""

    area = models.OneToOneField(Area, on_delete=models.PROTECT, primary_key=True, related_name="focus")
    inside = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="places_of_focus")
    valid_from = models.DateField(help_text="The first day.")
    review_on = models.DateField(help_text="When it is looked at again.")
    valid_until = models.DateField(null=True, blank=True, help_text="The first day no longer.")
    why_ended = models.CharField(max_length=1000, blank=True)

    privacy = dict.fromkeys(
        ["area", "inside", "valid_from", "review_on", "valid_until", "why_ended"], Keep.FACT
    )

    class Meta:
        ordering = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(condition=NOT_BACKWARDS, name="focus_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(area=F("inside")), name="focus_lies_in_another"),
            models.CheckConstraint(
                condition=Q(review_on__gt=F("valid_from")), name="focus_is_reviewed_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True, why_ended="")
                | Q(valid_until__isnull=False) & ~Q(why_ended=""),
                name="focus_ends_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} in {self.inside}"


class FocusFinding(models.Model):
    """One thing that set or keeps a Place of Focus: evidence, a consultation, or a review. Added to, never changed."""

    focus = models.ForeignKey(PlaceOfFocus, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in FindingKind])
    day = models.DateField(help_text="The day of the figures, the consultation or the review.")
    words = models.CharField(
        max_length=2000, help_text="The figures in words; what came of the consultation; what was found."
    )
    link = models.URLField(max_length=500, blank=True)
    asked = models.CharField(max_length=500, blank=True, help_text="Who was asked.")
    answered = models.PositiveIntegerField(null=True, blank=True, help_text="How many answered.")

    privacy = dict.fromkeys(["id", "focus", "kind", "day", "words", "link", "asked", "answered"], Keep.FACT)

    class Meta:
        ordering = ["kind", "day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in FindingKind]), name="focus_finding_kind_is_known"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="focus_finding_says_what"),
            models.CheckConstraint(
                condition=Q(kind=FindingKind.CONSULTATION.value) & ~Q(asked="")
                | ~Q(kind=FindingKind.CONSULTATION.value) & Q(asked="", answered__isnull=True),
                name="focus_finding_says_who_was_asked",
            ),
            models.UniqueConstraint(fields=["focus", "kind", "day", "words"], name="focus_finding_once"),
        ]

    def __str__(self) -> str:
        return f"{self.focus_id}: {self.kind}"
