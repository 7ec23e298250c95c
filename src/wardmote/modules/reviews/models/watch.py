"""What people said of the reports that the watch counts, and that a victim was told of the right to a review."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.looks import Seen, WatchedModel
from wardmote.kernel.privacy import EncryptedText, Keep
from wardmote.modules.referrals.rules import ground_by_keys

from ..rules import Verdict

LONGEST_REASON = 1_000


class IncidentSaid(WatchedModel):
    """Somebody has said that two reports are of one incident or of two, or that a report does not count, and why.

    Ended, never changed or deleted. Only who may read both reports reads the reason.
    """

    first = models.ForeignKey("referrals.Observation", on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(
        "referrals.Observation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verdict = models.CharField(max_length=10, choices=[(v.value, v.value) for v in Verdict])
    reason = EncryptedText(max_length=LONGEST_REASON)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    readers = ArrayField(models.IntegerField(), default=list, help_text="Who reads the first.")
    second_readers = ArrayField(models.IntegerField(), default=list, help_text="Who reads the second.")

    privacy = {
        "id": Keep.KEY,
        "first": Keep.KEY,
        "second": Keep.KEY,
        "verdict": Keep.FACT,
        "reason": Keep.PERSONAL_ROW,
        "said_by": Keep.STAFF,
        "said_at": Keep.FACT,
        "ended_by": Keep.STAFF,
        "ended_at": Keep.FACT,
        "readers": Keep.FACT,
        "second_readers": Keep.FACT,
    }

    class Meta:
        verbose_name = "word on a case review"
        indexes = [models.Index(fields=["said_at", "id"], name="incident_said_oldest")]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="incident_said_once",
            ),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.LEFT_OUT, second__isnull=True)
                | Q(verdict__in=[Verdict.ONE, Verdict.TWO], second__isnull=False, first__lt=F("second")),
                name="incident_said_of_one_or_two",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="incident_said_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.pk}"

    def seen_as(self, actor: Actor) -> Iterable[Seen]:
        """The reports it is about."""
        ground = ground_by_keys(keys=actor.keys, readers=self.readers)
        yield f"observation:{self.first_id}", ground
        if self.second_id:
            yield f"observation:{self.second_id}", ground


class Letter(WatchedModel):
    """A letter that tells a victim of the right to a review: that it was made, from which report. Not what it says."""

    observation = models.ForeignKey("referrals.Observation", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(help_text="Which of the people it is about.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When somebody said that it was sent.")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = dict.fromkeys(["position", "made_at", "sent_at", "readers"], Keep.FACT) | {
        "id": Keep.KEY,
        "observation": Keep.KEY,
        "made_by": Keep.STAFF,
        "sent_by": Keep.STAFF,
    }

    class Meta:
        verbose_name = "letter about a case review"
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by__isnull=True)
                | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="letter_sent_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"

    def seen_as(self, actor: Actor) -> Iterable[Seen]:
        """The report that it was made from."""
        yield (
            f"observation:{self.observation_id}",
            ground_by_keys(keys=actor.keys, readers=self.readers),
        )
