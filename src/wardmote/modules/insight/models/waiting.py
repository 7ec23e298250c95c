"""A table of figures that somebody has brought and not yet said yes to."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from wardmote.kernel.privacy import Keep

LONGEST_MAPPING = 200_000


class WaitingTable(models.Model):
    """A file and what was said of its columns, one for each person. Removed once it is used or let go."""

    file_name = models.CharField(max_length=255)
    content = models.BinaryField()
    mapping_name = models.CharField(max_length=255)
    mapping = models.TextField(max_length=LONGEST_MAPPING)
    brought_by = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()

    privacy = dict.fromkeys(
        ["id", "file_name", "content", "mapping_name", "mapping", "brought_at"], Keep.FACT
    ) | {"brought_by": Keep.STAFF}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(mapping=""), name="waiting_table_has_a_mapping")
        ]

    def __str__(self) -> str:
        return self.file_name
