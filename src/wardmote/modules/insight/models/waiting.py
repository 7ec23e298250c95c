"""A table of figures that somebody has brought, until it is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from wardmote.kernel.privacy import Keep

from .releases import Release

LONGEST_MAPPING = 200_000
SILENT = timedelta(minutes=3)
"""After so long without a sign of life, keeping it can be asked for anew."""


class WaitingTable(models.Model):
    """A file and what was said of its columns, one for each person. Removed once it is used or let go.

    A large one is kept by a job: since when, how far that is, and what became of it stand here. Once it is kept its
    content is empty, and it stays until its bringer brings another.
    """

    file_name = models.CharField(max_length=255)
    content = models.BinaryField()
    mapping_name = models.CharField(max_length=255)
    mapping = models.TextField(max_length=LONGEST_MAPPING)
    brought_by = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    keeping_since = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    how_far = models.CharField(max_length=100, blank=True)
    problem = models.TextField(max_length=2_000, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    privacy = dict.fromkeys(
        [
            "id",
            "file_name",
            "content",
            "mapping_name",
            "mapping",
            "brought_at",
            "keeping_since",
            "heard_at",
            "how_far",
            "problem",
            "kept_at",
            "release",
        ],
        Keep.FACT,
    ) | {"brought_by": Keep.STAFF}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(mapping=""), name="waiting_table_has_a_mapping"),
            models.CheckConstraint(
                condition=models.Q(kept_at__isnull=True) | models.Q(keeping_since__isnull=False),
                name="waiting_table_is_kept_after_it_was_asked",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def is_silent(self, at: datetime) -> bool:
        """Whether it is being kept, and has given no sign of life for long."""
        heard = self.heard_at or self.keeping_since
        return heard is not None and self.kept_at is None and not self.problem and at - heard > SILENT
