"""Files on their way in by the pages: each left and taken up again until it is imported or thrown away."""

from datetime import datetime

from django.conf import settings
from django.db import models

from wardmote.kernel.privacy import Keep

from ..rules.importing import AT_WORK, OPEN_DRAFT, SILENCE, DraftState
from .imports import ImportRun

_STANDING = {
    DraftState.MAPPING: "Its columns are being named",
    DraftState.LOOKING: "It is being looked through",
    DraftState.READY: "Ready to be imported",
    DraftState.IMPORTING: "Being imported",
    DraftState.STOPPED: "Stopped on the way",
    DraftState.DONE: "Imported",
    DraftState.DISCARDED: "Thrown away",
}


class ImportDraft(models.Model):
    """One uploaded file and what its owner has said of it so far. Nobody else sees what it holds."""

    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField(help_text="The file is kept for a time after this.")
    state = models.CharField(max_length=12, default=DraftState.MAPPING)
    version = models.PositiveIntegerField(
        default=0, help_text="Grows when the mapping is changed or work is asked for."
    )
    file_name = models.CharField(max_length=300)
    path = models.CharField(max_length=60, unique=True, help_text="Below the folder for files to import.")
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file_removed_at = models.DateTimeField(null=True, blank=True)
    written = models.JSONField(default=dict, blank=True, help_text="The mapping so far.")
    seen = models.JSONField(
        null=True, blank=True, help_text="What looking at the whole file came to: counts and reasons."
    )
    rows_done = models.PositiveIntegerField(default=0)
    bytes_done = models.PositiveBigIntegerField(default=0)
    heard_at = models.DateTimeField(null=True, blank=True, help_text="The last sign of life of a job.")
    stop_asked_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=1_000, blank=True, help_text="Why a job could not go on.")
    run = models.ForeignKey(ImportRun, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    privacy = dict.fromkeys(
        [
            "id", "started_at", "changed_at", "state", "version", "file_name", "size", "file_removed_at", "written",
            "seen", "rows_done", "bytes_done", "heard_at", "stop_asked_at", "problem", "run",
        ],
        Keep.FACT,
    ) | {"started_by": Keep.STAFF, "path": Keep.KEY, "sha256": Keep.KEY}  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[s.value for s in DraftState]), name="import_draft_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(file_removed_at__isnull=True)
                | ~models.Q(state__in=sorted(s.value for s in OPEN_DRAFT)),
                name="import_draft_open_has_its_file",
            ),
        ]
        indexes = [
            models.Index(
                fields=["changed_at"],
                condition=models.Q(file_removed_at__isnull=True),
                name="import_draft_with_file",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.state})"

    @property
    def is_open(self) -> bool:
        """Whether it is neither imported nor thrown away."""
        return self.state in OPEN_DRAFT

    @property
    def standing(self) -> str:
        """How far it has come, in a few words."""
        return _STANDING[DraftState(self.state)]

    def is_silent(self, at: datetime) -> bool:
        """Whether a job has it in hand and has given no sign of life for too long."""
        return self.state in AT_WORK and (self.heard_at is None or at - self.heard_at > SILENCE)


class SavedMapping(models.Model):
    """A mapping kept under a name for next time. Saved anew under its name, the earlier one ends."""

    name = models.CharField(max_length=100)
    source = models.TextField(help_text="As the command line takes it.")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    privacy = dict.fromkeys(["id", "name", "source", "saved_at", "ended_at"], Keep.FACT) | {
        "saved_by": Keep.STAFF
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(ended_at__isnull=True), name="saved_mapping_name_once"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="saved_mapping_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
