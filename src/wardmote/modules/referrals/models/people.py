"""Who an observation is about: one thing known of somebody in each row; and who of several is one person."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.looks import Seen, WatchedModel
from wardmote.kernel.privacy import BlindKey, EncryptedText, Keep, Language
from wardmote.shared.partnerships.rules import PERSON_ITEMS, SharedItem

from ..rules import Verdict, ground_by_keys
from ..rules.matching import trace_of
from .observations import Observation


def _holds_only(item: SharedItem) -> models.Q:
    others = {other.value: "" for other in PERSON_ITEMS if other != item}
    return ~models.Q(**{item.value: ""}) & models.Q(**others)


class PersonConcerned(WatchedModel):
    """One thing known of somebody whom an observation is about. Optional: the least that the purpose needs.

    A row each for the name, the date of birth, the address and so on, so that each has readers of its own and the
    second lock, search and the API show just what was shared. Those of one person have one position.
    """

    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="people")
    position = models.PositiveSmallIntegerField(default=0, help_text="Which of the people it is about.")
    name = EncryptedText(max_length=200, blank=True, search=Language.AS_WRITTEN)
    contact = EncryptedText(max_length=200, blank=True, search=Language.AS_WRITTEN)
    address = EncryptedText(max_length=300, blank=True, search=Language.AS_WRITTEN)
    safe_contact = EncryptedText(max_length=300, blank=True, help_text="How they may be reached safely.")
    date_of_birth = EncryptedText(max_length=10, blank=True, help_text="As 1980-05-31.")
    age_band = EncryptedText(max_length=5, blank=True, help_text="When it was written down.")
    language = EncryptedText(max_length=60, blank=True, help_text="The one they prefer, in words.")
    access_needs = EncryptedText(max_length=300, blank=True, help_text="What helps them to take part.")
    trace = BlindKey(
        of="traced",
        purpose="people.trace",
        help_text="By which rows that may tell of one person find each other.",
    )
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        "id": Keep.KEY,
        "observation": Keep.KEY,
        "position": Keep.FACT,
        "name": Keep.PERSONAL_ROW,
        "contact": Keep.PERSONAL_ROW,
        "address": Keep.PERSONAL_ROW,
        "safe_contact": Keep.PERSONAL_ROW,
        "date_of_birth": Keep.PERSONAL_ROW,
        "age_band": Keep.PERSONAL_ROW,
        "language": Keep.PERSONAL_ROW,
        "access_needs": Keep.PERSONAL_ROW,
        "trace": Keep.FACT,
        "readers": Keep.FACT,
    }

    class Meta:
        verbose_name_plural = "people concerned"
        indexes = [
            models.Index(
                fields=["trace", "-id"], condition=~models.Q(trace=""), name="person_concerned_by_trace"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=reduce(or_, (_holds_only(item) for item in PERSON_ITEMS)),
                name="person_concerned_one_thing_a_row",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item} of somebody"

    @property
    def item(self) -> SharedItem:
        """What the row holds."""
        return next(item for item in PERSON_ITEMS if getattr(self, item))

    @property
    def traced(self) -> str:
        """What the trace is made of: a name, a day, a number or a door, however it was written."""
        return trace_of(self.item, getattr(self, self.item))

    @classmethod
    def rows_of(
        cls, observation: Observation, position: int, known: Mapping[str, str], readers: Sequence[int]
    ) -> Iterator["PersonConcerned"]:
        """The rows for one person: one for each thing that is known. Not saved."""
        for item in PERSON_ITEMS:
            if known.get(item, "").strip():
                yield cls(
                    observation=observation, position=position, readers=list(readers), **{item: known[item]}
                )

    def seen_as(self, actor: Actor) -> Iterable[Seen]:
        """The people of the observation."""
        yield (
            f"people:{self.observation_id}",
            ground_by_keys(keys=actor.keys, readers=self.readers),
        )


LONGEST_IDENTIFYING = 2_000


class Identification(WatchedModel):
    """Somebody has said of two people, known from two observations, that they are one person, or that they are not.

    It changes neither observation: what is known of one person is put together from these whenever it is read, so
    taking one back leaves everything as it was before. Only who may read of both knows that it was said.
    """

    first = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="+")
    first_position = models.PositiveSmallIntegerField()
    second = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="+")
    second_position = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=10)
    reason = EncryptedText(max_length=LONGEST_IDENTIFYING)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_reason = EncryptedText(max_length=LONGEST_IDENTIFYING, blank=True)
    readers = ArrayField(models.IntegerField(), default=list, help_text="Who reads of the first.")
    second_readers = ArrayField(models.IntegerField(), default=list, help_text="Who reads of the second.")

    privacy = {
        "id": Keep.KEY,
        "first": Keep.KEY,
        "first_position": Keep.FACT,
        "second": Keep.KEY,
        "second_position": Keep.FACT,
        "verdict": Keep.FACT,
        "reason": Keep.PERSONAL_ROW,
        "said_by": Keep.STAFF,
        "said_at": Keep.FACT,
        "undone_by": Keep.STAFF,
        "undone_at": Keep.FACT,
        "undone_reason": Keep.PERSONAL_ROW,
        "readers": Keep.FACT,
        "second_readers": Keep.FACT,
    }

    class Meta:
        indexes = [models.Index(fields=["second", "second_position"], name="identification_by_second")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict__in=[verdict.value for verdict in Verdict]),
                name="identification_verdict_known",
            ),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="identification_in_one_order"
            ),
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True, undone_by__isnull=True)
                | models.Q(undone_at__isnull=False, undone_by__isnull=False),
                name="identification_undone_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["first", "first_position", "second", "second_position"],
                condition=models.Q(undone_at__isnull=True),
                name="identification_once",
            ),
        ]

    def __str__(self) -> str:
        return f"identification {self.pk}"

    def seen_as(self, actor: Actor) -> Iterable[Seen]:
        """The people of both observations."""
        yield f"people:{self.first_id}", ground_by_keys(keys=actor.keys, readers=self.readers)
        yield f"people:{self.second_id}", ground_by_keys(keys=actor.keys, readers=self.second_readers)
