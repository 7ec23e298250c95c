"""The copy that is made for somebody who asks, its parts, and the marks on what tells of others."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wardmote.kernel.privacy import EncryptedText, Keep

from ..rules import MARK_ENDS, Ask
from .keeping import FOR_A_TIME, known_codes
from .matters import Matter
from .requests import OfARequest, Request


class Pack(OfARequest):
    """The copy that was made: a page to read and the same as data, locked; emptied when its time is over.

    `done` counts the matters that are in it, of `of`.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="packs")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    of = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0, help_text="Things that stay out or are blacked out.")
    made_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    emptied_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)
    readable = EncryptedText(blank=True)
    data = EncryptedText(blank=True)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        **dict.fromkeys(["id", "request"], Keep.KEY),
        **dict.fromkeys(
            [
                "asked_at", "of", "done", "left_out", "made_at", "expires_at", "emptied_at", "problem", "readers",
            ],
            Keep.FACT,
        ),
        **dict.fromkeys(["readable", "data"], FOR_A_TIME),
        "asked_by": Keep.STAFF,
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, expires_at__isnull=True)
                | Q(made_at__isnull=False, expires_at__gt=models.F("made_at")),
                name="pack_made_is_kept_for_a_time",
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(made_at__isnull=True, problem=""),
                name="pack_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"pack {self.pk}"


class PackPart(OfARequest):
    """One matter of a copy that is being made: kept as soon as it is done, so that no work is lost; then emptied."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="parts")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    body = EncryptedText(blank=True)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        **dict.fromkeys(["id", "request", "pack", "matter"], Keep.KEY),
        "body": FOR_A_TIME,
        "readers": Keep.FACT,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "matter"], name="pack_part_once")]

    def __str__(self) -> str:
        return f"part {self.pk}"


class Mark(OfARequest):
    """Something must not be used, or only within bounds, because the person objects or has it restricted.

    `about` names the record as looks do: "observation:12". It says nothing else, so every partner may read it, if only
    whoever reads the record ever asks; of a protected record only its own readers may.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="marks")
    about = models.CharField(max_length=60)
    ask = models.CharField(max_length=20)
    marked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, blank=True)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        **dict.fromkeys(["id", "request"], Keep.KEY),
        **dict.fromkeys(["about", "ask", "marked_at", "ended_at", "end_reason", "readers"], Keep.FACT),
    }

    class Meta:
        indexes = [models.Index(fields=["about"], condition=Q(ended_at__isnull=True), name="mark_in_force")]
        constraints = [
            known_codes("ask", (Ask.OBJECTION, Ask.RESTRICTION), "mark_is_one_of_two"),
            known_codes("end_reason", MARK_ENDS, "mark_end_reason_known", empty=True),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) ^ ~Q(end_reason=""), name="mark_ends_for_a_reason"
            ),
            models.UniqueConstraint(fields=["request", "about"], name="mark_once"),
        ]

    def __str__(self) -> str:
        return f"mark {self.pk}"
