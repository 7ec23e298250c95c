"""The open work of one team going to another, when services are reorganised."""

from django.conf import settings
from django.db import models

from wardmote.kernel.privacy import Keep

from .organisations import Team

LONGEST_REASON = 1_000


class Handover(models.Model):
    """One team's open work handed to another, piece by piece. There is one at a time for each team.

    It counts nothing: the number would tell of what is protected.
    """

    from_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    to_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    by_person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(
        max_length=LONGEST_REASON, help_text="Why, in words that stand in the story of each piece of work."
    )
    then_end = models.BooleanField(default=False, help_text="The old team ends when all has gone.")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    privacy = dict.fromkeys(
        [
            "id", "from_team", "to_team", "words", "then_end", "begun_at", "ended_at",
        ],
        Keep.FACT,
    ) | {"by_person": Keep.STAFF}  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["from_team"],
                condition=models.Q(ended_at__isnull=True),
                name="handover_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(from_team=models.F("to_team")), name="handover_to_another_team"
            ),
        ]
        indexes = [models.Index(fields=["from_team", "-begun_at"], name="handover_by_team")]

    def __str__(self) -> str:
        return f"{self.from_team} to {self.to_team}"
