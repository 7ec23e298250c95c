"""Files brought in from other systems: how far each has come, and what was turned away."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from wardmote.kernel.privacy import Keep

UNDO_PATIENCE = timedelta(minutes=10)
"""How long after it was asked for an undoing is waited for before it may be asked for again."""


class ImportRun(models.Model):
    """One file read through one mapping. An interrupted run goes on after the last batch that was kept."""

    system = models.CharField(
        max_length=60, help_text="Whose numbers these are; with the row's number it is unique."
    )
    file_name = models.CharField(max_length=300)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of file and mapping together.")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    already_here = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    ended_early = models.CharField(max_length=300, blank=True, help_text="Why the file broke off, if it did.")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Nobody, when it was brought in at the server's own command line.",
    )
    undo_asked_at = models.DateTimeField(null=True, blank=True)
    undo_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undo_refused = models.CharField(max_length=300, blank=True, help_text="Why it was not undone when asked.")
    undone_at = models.DateTimeField(null=True, blank=True, help_text="When what it had brought was removed.")

    privacy = dict.fromkeys(
        [
            "id", "system", "file_name", "fingerprint", "started_at", "finished_at", "rows_read", "imported",
            "already_here", "rejected", "ended_early", "undo_asked_at", "undo_refused", "undone_at",
        ],
        Keep.FACT,
    ) | dict.fromkeys(["started_by", "undo_asked_by"], Keep.STAFF)  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=models.Q(finished_at__isnull=True),
                name="import_run_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    rows_read=models.F("imported") + models.F("already_here") + models.F("rejected")
                ),
                name="import_run_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True)
                | models.Q(undo_asked_at__isnull=False, finished_at__isnull=False),
                name="import_run_undone_when_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.started_at:%Y-%m-%d %H:%M})"

    def is_being_undone(self, at: datetime) -> bool:
        """Whether it was asked to be undone, so lately that a worker may still come to it."""
        return (
            self.undo_asked_at is not None and not self.undone_at and at - self.undo_asked_at < UNDO_PATIENCE
        )

    @property
    def standing(self) -> str:
        """How far it has come, in a few words."""
        if self.undone_at:
            return "Undone"
        if self.undo_asked_at:
            return "Being undone"
        if not self.finished_at:
            return "Not finished"
        return "Broke off" if self.ended_early else "Finished"


class ImportRejection(models.Model):
    """A row that was not imported, and why. The row itself stays in the file it came from."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rejections")
    row_number = models.PositiveIntegerField(help_text="Counted from 1 at the first row below the heading.")
    their_reference = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=300)

    privacy = {
        "id": Keep.KEY,
        "run": Keep.KEY,
        "row_number": Keep.FACT,
        "their_reference": Keep.KEY,
        "reason": Keep.FACT,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "row_number"], name="import_rejection_once")]

    def __str__(self) -> str:
        return f"row {self.row_number}: {self.reason}"
