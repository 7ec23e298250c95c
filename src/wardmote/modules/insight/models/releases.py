"""Where figures came from, and what was found when they came."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from wardmote.kernel import clock
from wardmote.kernel.privacy import Keep

from ..rules.words import Certainty, FindingKind

SHA256 = r"^[0-9a-f]{64}$"


class Release(models.Model):
    """One file as it was brought in. Never changed: a later one of the same key and period supersedes it."""

    key = models.CharField(max_length=80, help_text="The same for every edition of one table.")
    title = models.CharField(max_length=300)
    source = models.CharField(max_length=300, help_text="Who measured it, and how.")
    publisher = models.CharField(max_length=200, blank=True)
    period = models.CharField(max_length=60)
    licence = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=500, blank=True, help_text="Where it was published.")
    paper = models.CharField(max_length=300, blank=True, help_text="Where it was printed.")
    note = models.TextField(max_length=2_000, blank=True)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    mapping = models.TextField(
        max_length=200_000, help_text="What was said of the columns, as it was written."
    )
    mapping_sha256 = models.CharField(max_length=64)
    rows_read = models.PositiveIntegerField(default=0)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    superseded_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supersedes"
    )

    privacy = dict.fromkeys(
        [
            "id", "key", "title", "source", "publisher", "period", "licence", "address", "paper", "note", "file_name",
            "sha256", "mapping", "mapping_sha256", "rows_read", "imported_at", "superseded_by",
        ],
        Keep.FACT,
    ) | {"imported_by": Keep.STAFF}  # fmt: skip

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "period"], condition=Q(superseded_by__isnull=True), name="release_one_current"
            ),
            models.CheckConstraint(
                condition=~Q(key="") & ~Q(title="") & ~Q(source=""), name="release_says_where_it_is_from"
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=SHA256) & Q(mapping_sha256__regex=SHA256),
                name="release_hashes_are_hashes",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Finding(models.Model):
    """What a check found in a release, in words, and which figures it is about. Kept as long as the release."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=20)
    certainty = models.CharField(max_length=20)
    sentence = models.TextField(max_length=2_000)
    indicator_keys = models.JSONField(default=list)
    area_codes = models.JSONField(default=list)
    facts = models.JSONField(default=dict, help_text="The numbers that the sentence rests on.")
    found_at = models.DateTimeField(default=clock.now)
    overtaken_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when the checks no longer say so: more became known."
    )

    privacy = dict.fromkeys(
        [
            "id",
            "release",
            "kind",
            "certainty",
            "sentence",
            "indicator_keys",
            "area_codes",
            "facts",
            "found_at",
            "overtaken_at",
        ],
        Keep.FACT,
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in FindingKind]), name="figure_finding_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(certainty__in=[c.value for c in Certainty]),
                name="figure_finding_certainty_is_known",
            ),
            models.CheckConstraint(condition=~Q(sentence=""), name="figure_finding_is_said"),
        ]

    def __str__(self) -> str:
        return self.sentence
