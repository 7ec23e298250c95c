"""Files of people to invite: what each still says, how far it has come, and the rows that were turned away."""

import secrets

from django.conf import settings
from django.db import models

from wardmote.kernel.privacy import Keep, Since

from ..rules.people_file import UNFINISHED, FileState, PersonRow

_FOR_DAYS = Keep(months=0, after=Since.ROW)
"""What a file says of people: dropped when it is done with, a week after at the latest."""


def _key() -> str:
    return secrets.token_urlsafe(16)


class PeopleFile(models.Model):
    """One file of people. Only who brought it sees what it says; of that, only columns we asked for are kept."""

    key = models.SlugField(max_length=32, unique=True, default=_key, help_text="In its address: not guessed.")
    name = models.CharField(max_length=255)
    state = models.CharField(max_length=10, default=FileState.WAITING)
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Nobody, when it was brought at the server's own command line.",
    )  # fmt: skip
    brought_at = models.DateTimeField()
    drop_at = models.DateTimeField(help_text="When what it says is dropped, whatever became of it.")
    rows = models.JSONField(null=True, blank=True, help_text="What it says; empty once it is done with.")
    fingerprint = models.CharField(max_length=64, blank=True, help_text="SHA-256 of what it says.")
    row_count = models.PositiveIntegerField()
    rows_done = models.PositiveIntegerField(default=0)
    invited = models.PositiveIntegerField(default=0)
    given = models.PositiveIntegerField(default=0, help_text="Roles given to who had an account.")
    passed_over = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True, help_text="Why it could not go on.")
    finished_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(
        null=True, blank=True, help_text="When nothing of what it says was left."
    )

    privacy = dict.fromkeys(
        [
            "id", "name", "state", "brought_at", "drop_at", "row_count", "rows_done", "invited", "given",
            "passed_over", "rejected", "problem", "finished_at", "dropped_at",
        ],
        Keep.FACT,
    ) | {"key": Keep.KEY, "brought_by": Keep.STAFF, "rows": _FOR_DAYS, "fingerprint": _FOR_DAYS}  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[s.value for s in FileState]), name="people_file_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    rows_done=models.F("invited")
                    + models.F("given")
                    + models.F("passed_over")
                    + models.F("rejected")
                ),
                name="people_file_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(UNFINISHED), rows__isnull=False)
                | ~models.Q(state__in=sorted(UNFINISHED)) & models.Q(rows__isnull=True),
                name="people_file_keeps_its_rows_until_it_is_done",
            ),
        ]
        indexes = [
            models.Index(
                fields=["drop_at"],
                condition=models.Q(dropped_at__isnull=True),
                name="people_file_to_drop",
            ),
            models.Index(fields=["brought_by", "-brought_at"], name="people_file_by_person"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> int:
        """How far it is."""
        return 100 * self.rows_done // self.row_count


class RejectedPerson(models.Model):
    """A row that invited nobody, and why, as it stands in the file: to be mended and loaded again."""

    file = models.ForeignKey(PeopleFile, on_delete=models.CASCADE, related_name="rejections")
    row_number = models.PositiveIntegerField(help_text="The one that a spreadsheet shows.")
    name = models.CharField(max_length=254, blank=True)
    email = models.CharField(max_length=254, blank=True)
    role = models.CharField(max_length=254, blank=True)
    organisation = models.CharField(max_length=254, blank=True)
    place = models.CharField(max_length=254, blank=True)
    reason = models.TextField()

    privacy = {
        **dict.fromkeys(["id", "file"], Keep.FACT),
        **dict.fromkeys(
            ["row_number", "name", "email", "role", "organisation", "place", "reason"], _FOR_DAYS
        ),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "row_number"], name="rejected_person_once_a_row")
        ]

    def __str__(self) -> str:
        return f"Row {self.row_number}"

    @property
    def row(self) -> PersonRow:
        """The row as it was read."""
        return PersonRow(self.row_number, self.name, self.email, self.role, self.organisation, self.place)
