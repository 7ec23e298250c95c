"""What people saw, heard or were told. Never edited after it is sent; corrected by addition.

Every table here carries ``readers``, the keys of those who may read the row, and is guarded by row-level security.
"""

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import and_

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Cast, Floor

from wardmote.kernel import references
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.looks import Seen, WatchedModel
from wardmote.kernel.privacy import EncryptedText, Keep, Language, Shed, Since
from wardmote.shared.partnerships.rules import Sensitivity

from ..rules import (
    CELLS_A_DEGREE,
    CELLS_A_ROW,
    OPEN_OBSERVATIONS,
    Channel,
    ObservationState,
    band_of,
    ground_by_keys,
    ground_on_observation,
    title_of,
)
from .imports import ImportRun

MAX_WORDS = 20_000
MAX_PEOPLE = 1_000_000
MOST_CONCERNED = 20
"""People whom one observation may be about: a household, and its visitors."""
"""More than live in any borough: above it somebody mistyped."""

SAID = ("words", "english_gist", "place_words")
"""What was said in an observation: encrypted where it is protected. Saved with the sensitivity, when that changes."""


WHOEVER_TOLD_IT = "whoever told it"


WITH_ITS_PLACE = Keep(months=84, after=Since.CLOSED, shed=Shed.EMPTIED, own_copy=False)
"""What is worked out from the place, and goes when it goes: nothing that the person's own copy would add."""


def _empty_or_encrypted(name: str) -> models.Q:
    return models.Q(**{name: ""}) | models.Q(**{f"{name}__encrypted": True})


def _observation_reference() -> str:
    return references.new("O")


class Observation(WatchedModel):
    """What one person saw, heard or was told: when, where, what, how serious, for how many, and who may know."""

    reference = models.CharField(max_length=16, unique=True, default=_observation_reference, editable=False)
    state = models.CharField(max_length=12, default=ObservationState.DRAFT)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_for = models.ForeignKey(
        "partnerships.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField(max_length=20, default=Channel.WORKER)
    category = models.ForeignKey(
        "partnerships.Category", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    words = EncryptedText(max_length=MAX_WORDS, only_if="is_protected", search=Language.ENGLISH)
    language = models.CharField(max_length=12, default="en")
    english_gist = EncryptedText(blank=True, only_if="is_protected", search=Language.ENGLISH)
    seriousness = models.PositiveSmallIntegerField()
    people_affected = models.PositiveIntegerField(default=1)
    sensitivity = models.CharField(max_length=10)
    observed_at = models.DateTimeField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When a protected matter was first acknowledged: all its sender may be told.",
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.CharField(max_length=40, blank=True)
    ended_words = EncryptedText(blank=True)
    shed_at = models.DateTimeField(
        null=True, blank=True, help_text="When what was said in it was removed, because its time was over."
    )
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    place_words = EncryptedText(
        max_length=300,
        blank=True,
        help_text="The place as it was written.",
        only_if="is_protected",
        search=Language.AS_WRITTEN,
    )
    ward = models.ForeignKey(
        "geography.Area", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cell = models.GeneratedField(
        expression=Cast(
            Floor(models.F("latitude") * CELLS_A_DEGREE[0]) * CELLS_A_ROW
            + Floor(models.F("longitude") * CELLS_A_DEGREE[1]),
            models.BigIntegerField(),
        ),
        output_field=models.BigIntegerField(),
        db_persist=True,
        help_text="The square of the ground it lies in: what is found near a place is found by its squares.",
    )
    outside_borough = models.BooleanField(default=False)
    import_run = models.ForeignKey(
        ImportRun, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    their_system = models.CharField(max_length=60, blank=True)
    their_reference = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=0)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        "id": Keep.KEY,
        "reference": Keep.KEY,
        "state": Keep.FACT,
        "recorded_by": Keep.STAFF,
        "recorded_for": Keep.FACT,
        "channel": Keep.FACT,
        "category": Keep.FACT,
        "words": Keep.PERSONAL,
        "language": Keep.FACT,
        "english_gist": Keep.PERSONAL,
        "seriousness": Keep.FACT,
        "people_affected": Keep.FACT,
        "sensitivity": Keep.FACT,
        "observed_at": Keep.FACT,
        "created_at": Keep.FACT,
        "sent_at": Keep.FACT,
        "received_at": Keep.FACT,
        "ended_at": Keep.FACT,
        "ended_reason": Keep.FACT,
        "ended_words": Keep.PERSONAL,
        "shed_at": Keep.FACT,
        "latitude": Keep.PERSONAL,
        "longitude": Keep.PERSONAL,
        "place_words": Keep.PERSONAL,
        "cell": WITH_ITS_PLACE,
        "ward": Keep.FACT,
        "outside_borough": Keep.FACT,
        "import_run": Keep.FACT,
        "their_system": Keep.FACT,
        "their_reference": Keep.KEY,
        "version": Keep.FACT,
        "readers": Keep.FACT,
    }

    class Meta:
        indexes = [
            models.Index(fields=["recorded_by", "-created_at", "-id"], name="observation_by_recorder"),
            models.Index(fields=["ward", "-created_at", "-id"], name="observation_by_ward"),
            models.Index(fields=["cell", "observed_at"], name="observation_by_cell"),
            models.Index(
                fields=["category"],
                condition=models.Q(state__in=sorted(OPEN_OBSERVATIONS)),
                name="observation_open_by_category",
            ),
            models.Index(
                fields=["their_reference"],
                condition=~models.Q(their_reference=""),
                name="observation_by_their_number",
            ),
            models.Index(
                fields=["ended_at", "id"],
                condition=models.Q(state=ObservationState.ENDED, shed_at__isnull=True),
                name="observation_to_shed",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[s.value for s in ObservationState]),
                name="observation_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(sensitivity__in=[s.value for s in Sensitivity]),
                name="observation_sensitivity_known",
            ),
            models.CheckConstraint(
                condition=models.Q(seriousness__range=(1, 5)), name="observation_seriousness_1_to_5"
            ),
            models.CheckConstraint(
                condition=models.Q(people_affected__gte=1), name="observation_affects_someone"
            ),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="observation_is_on_earth",
            ),
            models.CheckConstraint(
                condition=models.Q(state=ObservationState.DRAFT, sent_at__isnull=True)
                | (~models.Q(state=ObservationState.DRAFT) & models.Q(sent_at__isnull=False)),
                name="observation_sent_unless_draft",
            ),
            models.CheckConstraint(
                condition=models.Q(state=ObservationState.ENDED, ended_at__isnull=False)
                | (~models.Q(state=ObservationState.ENDED) & models.Q(ended_at__isnull=True)),
                name="observation_ended_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(shed_at__isnull=True)
                | models.Q(
                    state=ObservationState.ENDED,
                    words="",
                    english_gist="",
                    ended_words="",
                    place_words="",
                    latitude__isnull=True,
                ),
                name="observation_shed_is_ended_and_empty",
            ),
            models.UniqueConstraint(
                fields=["their_system", "their_reference"],
                condition=~models.Q(their_reference=""),
                name="observation_imported_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(sensitivity=Sensitivity.PROTECTED)
                | reduce(and_, (_empty_or_encrypted(name) for name in SAID)),
                name="observation_protected_is_encrypted",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_protected(self) -> bool:
        """Whether its words stand encrypted."""
        return self.sensitivity == Sensitivity.PROTECTED

    @property
    def band(self) -> int:
        """People affected as one of the five bands of design.md."""
        return band_of(self.people_affected)

    @property
    def priority(self) -> int:
        """Seriousness times band, of 25."""
        return self.seriousness * self.band

    @property
    def title(self) -> str:
        """The first sentence, short enough for a line."""
        return title_of(self.words) or self.reference

    def seen_as(self, actor: Actor) -> Iterable[Seen]:
        """Itself."""
        ground = ground_on_observation(
            keys=actor.keys,
            person_id=actor.person_id,
            readers=self.readers,
            sensitivity=self.sensitivity,
            recorded_by=self.recorded_by_id,
            recorded_for=self.recorded_for_id,
        )
        yield f"observation:{self.pk}", ground

    def people_seen_as(self, actor: Actor) -> Iterator[Seen]:
        """Who is concerned, where they came with it and not as rows of their own."""
        for _, ground in self.seen_as(actor):
            yield f"people:{self.pk}", ground


class ObservationPhoto(WatchedModel):
    """A photograph that belongs to an observation."""

    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="photos")
    document = models.OneToOneField("documents.Document", on_delete=models.PROTECT)
    position = models.PositiveSmallIntegerField(default=0)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        "id": Keep.KEY,
        "observation": Keep.KEY,
        "document": Keep.KEY,
        "position": Keep.FACT,
        "readers": Keep.FACT,
    }

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"photo {self.pk}"

    def seen_as(self, actor: Actor) -> Iterable[Seen]:
        """The observation it belongs to."""
        yield f"observation:{self.observation_id}", ground_by_keys(keys=actor.keys, readers=self.readers)


class Addition(WatchedModel):
    """Something added to an observation after it was sent: the only way it is corrected."""

    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="additions")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Nobody where whoever told it, without an account, came back to say more.",
    )
    added_at = models.DateTimeField()
    words = EncryptedText(max_length=MAX_WORDS, only_if="is_protected", search=Language.ENGLISH)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        "id": Keep.KEY,
        "observation": Keep.KEY,
        "added_by": Keep.STAFF,
        "added_at": Keep.FACT,
        "words": Keep.PERSONAL_ROW,
        "readers": Keep.FACT,
    }

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [models.CheckConstraint(condition=~models.Q(words=""), name="addition_says_something")]

    def __str__(self) -> str:
        return f"addition {self.pk}"

    @property
    def by_words(self) -> str:
        """Who added it, as a page says it."""
        return self.added_by.name if self.added_by else WHOEVER_TOLD_IT

    @property
    def is_protected(self) -> bool:
        """As the observation is."""
        return self.observation.is_protected

    def seen_as(self, actor: Actor) -> Iterable[Seen]:
        """The observation it belongs to."""
        yield f"observation:{self.observation_id}", ground_by_keys(keys=actor.keys, readers=self.readers)


class Reach(models.Model):
    """Which keys reach which observation, newest first: what lists are driven from.

    Written only together with ``Observation.readers``, from which it can be made anew.
    """

    key = models.IntegerField()
    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="reach")
    created_at = models.DateTimeField()

    privacy = {"id": Keep.KEY, "key": Keep.FACT, "observation": Keep.KEY, "created_at": Keep.FACT}

    class Meta:
        verbose_name_plural = "reach"
        constraints = [models.UniqueConstraint(fields=["observation", "key"], name="reach_once")]
        indexes = [models.Index(fields=["key", "-created_at", "-observation"], name="reach_by_key")]

    def __str__(self) -> str:
        return f"{self.key} reaches {self.observation_id}"
