"""What search looks through. The database writes it itself, and its search function alone reads it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from wardmote.kernel.privacy import Keep

from ..rules import Part


class SearchText(models.Model):
    """One text about a matter as search sees it: its words, who reads it, and what it can be narrowed by.

    Triggers write it with the text itself, so it can neither lag behind nor be forgotten; it goes when the
    observation goes. The application has no right to the table: only `referrals_search` reads it, with the keys
    of whoever asks. The document holds, beside the words, marks for readers, month, category, ward and state,
    so that the index alone narrows a search.
    """

    observation_id = models.BigIntegerField(
        help_text="A foreign key in the database alone: nothing here belongs to a matter but its own words."
    )
    part = models.CharField(max_length=10)
    source_id = models.BigIntegerField(help_text="The row the text stands in.")
    created_at = models.DateTimeField(help_text="When the observation was recorded.")
    document = SearchVectorField()
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        "id": Keep.KEY,
        "observation_id": Keep.KEY,
        "part": Keep.FACT,
        "source_id": Keep.KEY,
        "created_at": Keep.FACT,
        "document": Keep.PERSONAL_ROW,
        "readers": Keep.FACT,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part", "source_id"], name="search_text_once"),
            models.CheckConstraint(
                condition=models.Q(part__in=[part.value for part in Part]), name="search_text_part_known"
            ),
        ]
        indexes = [
            # A short list of what is not yet sorted in, because every search reads all of it.
            GinIndex(fields=["document"], name="search_text_words", gin_pending_list_limit=256)
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.source_id}"
