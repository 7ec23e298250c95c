"""A partnership's own words for a kind of message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from wardmote.kernel.privacy import Keep

from ..rules import LONGEST_SUBJECT

if TYPE_CHECKING:
    pass


class Wording(models.Model):
    """One version of the words of a kind of message, in force until the next. Never changed, never deleted.

    With `as_shipped` the words are those that the release carries, and none stand here.
    """

    kind = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=LONGEST_SUBJECT, blank=True)
    body = models.TextField(blank=True)
    text = models.TextField(blank=True)
    as_shipped = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    privacy = {
        **dict.fromkeys(
            ["id", "kind", "number", "subject", "body", "text", "as_shipped", "created_at"], Keep.FACT
        ),
        "created_by": Keep.STAFF,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="wording_numbered_once"),
            models.CheckConstraint(
                condition=Q(as_shipped=True, subject="", body="", text="")
                | (Q(as_shipped=False) & ~Q(subject="") & ~Q(body="")),
                name="wording_has_words_or_those_shipped",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
