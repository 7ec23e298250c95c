"""Files brought in from other systems: how far each has come, and what was turned away."""

from django.db import models

from wardmote.kernel.privacy import Keep


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

    privacy = dict.fromkeys(
        [
            "id", "system", "file_name", "fingerprint", "started_at", "finished_at", "rows_read", "imported",
            "already_here", "rejected", "ended_early",
        ],
        Keep.FACT,
    )  # fmt: skip

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
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.started_at:%Y-%m-%d %H:%M})"

    @property
    def standing(self) -> str:
        """How far it has come, in a few words."""
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
