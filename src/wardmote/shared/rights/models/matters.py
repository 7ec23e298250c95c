"""What was found of somebody who asks, and what was decided of it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wardmote.kernel.privacy import EncryptedText, Keep

from ..rules import EXEMPTIONS, Choice, Refusal
from .keeping import MAX_WORDS, SIX_YEARS_UNSEEN, known_codes
from .requests import OfARequest, Request


class Matter(OfARequest):
    """Something that was found and chosen as this person's; of what is protected, proposed until a lead says so.

    `code` leads to it for the module that keeps it. `title` is its number, and empty for what is protected, of which
    the officer learns only this row's own `number`.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="matters")
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=120)
    title = models.CharField(max_length=200, blank=True)
    is_protected = models.BooleanField()
    is_theirs = models.BooleanField(null=True, help_text="Empty until somebody has said so.")
    release = models.CharField(
        max_length=10, blank=True, help_text="Of what is protected: whether any of it may be told."
    )
    release_reason = models.CharField(max_length=20, blank=True)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    chosen_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(
        null=True, blank=True, help_text="When what is kept of the person was erased in it."
    )
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        **dict.fromkeys(["id", "request"], Keep.KEY),
        **dict.fromkeys(
            [
                "number", "code", "title", "is_protected", "is_theirs", "release", "release_reason", "created_at",
                "chosen_at", "erased_at", "readers",
            ],
            Keep.FACT,
        ),
        "chosen_by": Keep.STAFF,
    }  # fmt: skip

    class Meta:
        ordering = ["number"]
        constraints = [
            known_codes("release", (Choice.GIVE, Choice.WITHHOLD), "matter_release_known", empty=True),
            known_codes("release_reason", (*EXEMPTIONS, *Refusal), "matter_release_reason_known", empty=True),
            models.CheckConstraint(
                condition=~Q(release=Choice.WITHHOLD) | ~Q(release_reason=""),
                name="matter_withheld_for_a_reason",
            ),
            models.UniqueConstraint(fields=["request", "number"], name="matter_numbered"),
            models.UniqueConstraint(fields=["request", "code"], name="matter_once"),
            models.CheckConstraint(
                condition=Q(is_protected=False) | Q(title=""), name="matter_protected_has_no_title"
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"protected matter {self.number}"

    @property
    def kind(self) -> str:
        """The kind of thing it is."""
        return self.code.partition("/")[0]

    @property
    def key(self) -> str:
        """What names it among its kind."""
        return self.code.partition("/")[2]


class Decision(OfARequest):
    """What becomes of one thing in the copy, and why it stays out. The latest of one thing counts; none is changed."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="decisions")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="decisions")
    item = models.CharField(max_length=160)
    choice = models.CharField(max_length=10)
    reason = models.CharField(max_length=20, blank=True)
    hide = EncryptedText(
        max_length=MAX_WORDS, blank=True, help_text="The words to be blacked out, one a line."
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        **dict.fromkeys(["id", "request", "matter", "item"], Keep.KEY),
        **dict.fromkeys(["choice", "reason", "decided_at", "readers"], Keep.FACT),
        "hide": SIX_YEARS_UNSEEN,
        "decided_by": Keep.STAFF,
    }

    class Meta:
        indexes = [models.Index(fields=["matter", "item", "-id"], name="decision_latest")]
        constraints = [
            known_codes("choice", Choice, "decision_choice_known"),
            known_codes("reason", EXEMPTIONS, "decision_reason_known", empty=True),
            models.CheckConstraint(
                condition=Q(choice=Choice.GIVE, reason="") | (~Q(choice=Choice.GIVE) & ~Q(reason="")),
                name="decision_withholds_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"
