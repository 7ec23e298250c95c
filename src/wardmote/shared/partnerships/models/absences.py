"""That somebody is away for a time: ill, on leave, lent to another place. The reason is nobody's business here."""

from django.conf import settings
from django.db import models

from wardmote.kernel.privacy import Keep


class Absence(models.Model):
    """Somebody is away, from when it was said until the end of a day or until somebody says that they are back."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences")
    cover = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="The colleague who took over what they had claimed; nobody where it went back to the desk.",
    )  # fmt: skip
    away_until = models.DateField(help_text="The last day on which they are away.")
    begun_at = models.DateTimeField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="Set when they came back before, or something newer was said."
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    privacy = dict.fromkeys(
        ["id", "person", "cover", "away_until", "begun_at", "said_by", "ended_at", "ended_by"], Keep.STAFF
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended_at__isnull=True), name="absence_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(cover__isnull=True) | ~models.Q(cover=models.F("person")),
                name="absence_covered_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} until {self.away_until}"
