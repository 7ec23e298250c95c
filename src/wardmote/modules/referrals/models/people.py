"""Who an observation is about: one thing known of somebody in each row, with readers of its own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.looks import Seen, WatchedModel
from wardmote.kernel.privacy import EncryptedText, Keep, Language
from wardmote.shared.partnerships.rules import PERSON_ITEMS, SharedItem

from ..rules import ground_by_keys
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
        "readers": Keep.FACT,
    }

    class Meta:
        verbose_name_plural = "people concerned"
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
