"""A case review: who asked, its steps, whom it asked for information, and what it recommended.

Every row carries ``readers``: the review desk, and the teams that sit on the panel or were asked. Of a protected
matter their safeguarding leads.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wardmote.kernel import references
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.looks import Seen, WatchedModel
from wardmote.kernel.privacy import BlindKey, EncryptedText, Keep, Language, Shed, Since
from wardmote.kernel.privacy.blinding import words_of
from wardmote.modules.referrals.rules import ground_by_keys
from wardmote.shared.partnerships.rules import Sensitivity

from ..rules import ENDED, Move, State
from .procedure import Procedure

LONGEST_NAME = 200
LONGEST_WORDS = 10_000
LONGEST_REASON = 4_000


def _reference() -> str:
    return references.new("CR")


FOUND_BY = Keep(months=84, after=Since.CLOSED, shed=Shed.EMPTIED, own_copy=False)
"""What a review is found by, kept as long as the name that it was made from."""


class AskedBy(models.TextChoices):
    """Who asked."""

    VICTIM = "victim", "The victim"
    FOR_THEM = "for_them", "Somebody for the victim, with their consent"


class Review(WatchedModel):
    """One application for an ASB case review, and where it stands. Its history are its steps."""

    reference = models.CharField(max_length=16, unique=True, default=_reference, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("partnerships.Team", on_delete=models.PROTECT, related_name="+")
    observation = models.ForeignKey(
        "referrals.Observation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The report from which its count is worked out.",
    )
    position = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Which of the people of that report is the victim."
    )
    sensitivity = models.CharField(max_length=10, default=Sensitivity.PARTNERS)
    state = models.CharField(max_length=12, default=State.ASKED)
    asked_by = models.CharField(max_length=10, choices=AskedBy)
    from_public = models.BooleanField(default=False, help_text="Asked on the public page.")
    victim = EncryptedText(max_length=LONGEST_NAME, blank=True, search=Language.AS_WRITTEN)
    contact = EncryptedText(
        max_length=LONGEST_REASON, blank=True, help_text="How to reach whoever asked, safely."
    )
    applicant = EncryptedText(
        max_length=LONGEST_NAME, blank=True, help_text="Who asked, where it is not the victim."
    )
    consent = EncryptedText(
        max_length=LONGEST_REASON, blank=True, help_text="How the victim agreed that somebody asks for them."
    )
    words = EncryptedText(max_length=LONGEST_WORDS, blank=True, help_text="What they said when they asked.")
    trace = BlindKey(of="folded_name", purpose="reviews.victim")
    asked_at = models.DateTimeField()
    count_found = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many incidents counted when the threshold was decided."
    )
    panel_on = models.DateField(null=True, blank=True)
    panel_words = EncryptedText(
        max_length=LONGEST_REASON, blank=True, help_text="Where the panel meets and who chairs."
    )
    due = models.CharField(max_length=20, blank=True, help_text="What is owed first.")
    due_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    shed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        "id": Keep.KEY,
        "reference": Keep.KEY,
        "procedure": Keep.FACT,
        "desk": Keep.FACT,
        "observation": Keep.KEY,
        "position": Keep.FACT,
        "sensitivity": Keep.FACT,
        "state": Keep.FACT,
        "asked_by": Keep.FACT,
        "from_public": Keep.FACT,
        "victim": Keep.PERSONAL,
        "contact": Keep.PERSONAL,
        "applicant": Keep.PERSONAL,
        "consent": Keep.PERSONAL,
        "words": Keep.PERSONAL,
        "trace": FOUND_BY,
        "asked_at": Keep.FACT,
        "count_found": Keep.FACT,
        "panel_on": Keep.FACT,
        "panel_words": Keep.PERSONAL,
        "due": Keep.FACT,
        "due_at": Keep.FACT,
        "ended_at": Keep.FACT,
        "shed_at": Keep.FACT,
        "version": Keep.FACT,
        "readers": Keep.FACT,
    }

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(ended_at__isnull=True),
                name="review_open_by_due",
            ),
            models.Index(fields=["-asked_at", "-id"], name="review_newest"),
            models.Index(fields=["trace"], condition=~Q(trace=""), name="review_by_trace"),
            models.Index(
                fields=["ended_at", "id"],
                condition=Q(ended_at__isnull=False, shed_at__isnull=True),
                name="review_to_shed",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="review_state_known"
            ),
            models.CheckConstraint(
                condition=Q(sensitivity__in=[Sensitivity.PARTNERS, Sensitivity.PROTECTED]),
                name="review_never_open",
            ),
            models.CheckConstraint(condition=Q(asked_by__in=AskedBy.values), name="review_asked_by_known"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(ENDED), ended_at__isnull=False)
                | (~Q(state__in=sorted(ENDED)) & Q(ended_at__isnull=True)),
                name="review_ended_has_time",
            ),
            models.CheckConstraint(
                condition=Q(observation__isnull=True, position__isnull=True)
                | Q(observation__isnull=False, position__isnull=False),
                name="review_counts_for_somebody",
            ),
            models.CheckConstraint(
                condition=Q(shed_at__isnull=True)
                | Q(ended_at__isnull=False, victim="", contact="", applicant="", consent="", words=""),
                name="review_shed_is_ended_and_empty",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def folded_name(self) -> str:
        """The victim's name as it is found again."""
        return " ".join(sorted(words_of(self.victim)))

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.ended_at is None

    def seen_as(self, actor: Actor) -> Iterable[Seen]:
        """Itself."""
        yield f"review:{self.pk}", ground_by_keys(keys=actor.keys, readers=self.readers)


class _OfReview(WatchedModel):
    """What hangs on a review and is read by those who read it."""

    readers = ArrayField(models.IntegerField(), default=list)

    class Meta:
        abstract = True

    def seen_as(self, actor: Actor) -> Iterable[Seen]:
        """The review."""
        yield (
            f"review:{self.review_id}",  # type: ignore[attr-defined]  # each of them has one
            ground_by_keys(keys=actor.keys, readers=self.readers),
        )


class ReviewStep(_OfReview):
    """One move of a review: what, when, by whom, in which words. Added to, never changed."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    move = models.CharField(max_length=20)
    at = models.DateTimeField()
    by_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    words = EncryptedText(max_length=LONGEST_WORDS, blank=True)

    privacy = {
        "id": Keep.KEY,
        "review": Keep.KEY,
        "position": Keep.FACT,
        "move": Keep.FACT,
        "at": Keep.FACT,
        "by_person": Keep.STAFF,
        "words": Keep.PERSONAL,
        "readers": Keep.FACT,
    }

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(fields=["move", "at"], name="review_step_by_move")]
        constraints = [
            models.UniqueConstraint(fields=["review", "position"], name="review_step_once"),
            models.CheckConstraint(
                condition=Q(move__in=[move.value for move in Move]), name="review_step_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.move} {self.pk}"


class PanelSeat(_OfReview):
    """An organisation sits on the panel, by one of its teams. Ended when it leaves."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="seats")
    team = models.ForeignKey("partnerships.Team", on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    privacy = dict.fromkeys(["team", "begun_at", "ended_at", "readers"], Keep.FACT) | {
        "id": Keep.KEY,
        "review": Keep.KEY,
    }

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "team"], condition=Q(ended_at__isnull=True), name="panel_seat_once"
            )
        ]

    def __str__(self) -> str:
        return f"seat {self.pk}"


class InformationAsk(_OfReview):
    """What one agency was asked for, by when, and what it said (the Act, Schedule 4, paragraph 7)."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="asks")
    team = models.ForeignKey("partnerships.Team", on_delete=models.PROTECT, related_name="+")
    words = EncryptedText(max_length=LONGEST_REASON)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = EncryptedText(max_length=LONGEST_WORDS, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    privacy = dict.fromkeys(["team", "asked_at", "due_at", "answered_at", "readers"], Keep.FACT) | {
        "id": Keep.KEY,
        "review": Keep.KEY,
        "words": Keep.PERSONAL,
        "answer": Keep.PERSONAL,
        "answered_by": Keep.STAFF,
    }

    class Meta:
        verbose_name = "question to an agency"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"question {self.pk}"


class Response(models.TextChoices):
    """What an organisation says to a recommendation: it must have regard to it (section 104(7))."""

    ACCEPTED = "accepted", "Accepted"
    IN_PART = "in_part", "Accepted in part"
    NOT_ACCEPTED = "not_accepted", "Not accepted"


class Recommendation(_OfReview):
    """What the panel recommends one organisation to do, and what that organisation says to it."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="recommendations")
    team = models.ForeignKey("partnerships.Team", on_delete=models.PROTECT, related_name="+")
    words = EncryptedText(max_length=LONGEST_REASON)
    made_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True, help_text="By when it should be done.")
    response = models.CharField(max_length=12, choices=Response, blank=True)
    response_words = EncryptedText(max_length=LONGEST_REASON, blank=True)
    responded_at = models.DateTimeField(null=True, blank=True)
    responded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    privacy = dict.fromkeys(
        ["team", "made_at", "due_on", "response", "responded_at", "readers"], Keep.FACT
    ) | {
        "id": Keep.KEY,
        "review": Keep.KEY,
        "words": Keep.PERSONAL,
        "response_words": Keep.PERSONAL,
        "responded_by": Keep.STAFF,
    }

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(response="", responded_at__isnull=True)
                | Q(response__in=Response.values, responded_at__isnull=False),
                name="recommendation_answered_has_time",
            )
        ]

    def __str__(self) -> str:
        return f"recommendation {self.pk}"
