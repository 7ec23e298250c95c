"""What became of an issue: weighed, moved between levels, referred, taken on, decided. Added to, or ended.

Each row of an issue that is published may be read by everybody.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from wardmote.kernel.privacy import Keep

from ..rules import IssueState, Level, Modifier, TakenOnBy, WeighedBecause
from .issues import MAX_REASON, Issue

_STAFF = settings.AUTH_USER_MODEL


class Weighing(models.Model):
    """What an issue weighed from a moment on: the whole sum, and why it was worked out anew."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="weighings")
    at = models.DateTimeField()
    by = models.ForeignKey(_STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=10)
    reason = models.CharField(max_length=MAX_REASON, blank=True)
    voices = models.PositiveIntegerField()
    seriousness = models.PositiveSmallIntegerField()
    band = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField()
    out_of = models.PositiveSmallIntegerField()
    readers = ArrayField(models.IntegerField(), default=list)
    is_public = models.BooleanField(default=False)

    privacy = dict.fromkeys(
        [
            "id", "issue", "at", "because", "reason", "voices", "seriousness", "band", "score", "out_of", "readers",
            "is_public",
        ],
        Keep.FACT,
    ) | {"by": Keep.STAFF}  # fmt: skip

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(because__in=[because.value for because in WeighedBecause]),
                name="weighing_because_known",
            ),
            models.CheckConstraint(condition=Q(score__lte=F("out_of")), name="weighing_within_its_most"),
            models.CheckConstraint(
                condition=~Q(because=WeighedBecause.SET) | ~Q(reason=""), name="weighing_set_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.score} of {self.out_of}"


class LevelChange(models.Model):
    """An issue went to another level, and why."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="level_changes")
    at = models.DateTimeField()
    by = models.ForeignKey(_STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    was = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=MAX_REASON)
    readers = ArrayField(models.IntegerField(), default=list)
    is_public = models.BooleanField(default=False)

    privacy = dict.fromkeys(
        ["id", "issue", "at", "was", "level", "reason", "readers", "is_public"], Keep.FACT
    ) | {"by": Keep.STAFF}

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    level__in=[level.value for level in Level], was__in=[level.value for level in Level]
                ),
                name="level_change_known",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(was=F("level")), name="level_change_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.was} to {self.level}"


class Decision(models.Model):
    """What was decided of an issue, by whom, and the reason that is published."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="decisions")
    at = models.DateTimeField()
    by = models.ForeignKey(_STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.CharField(max_length=200, help_text="The role or body that decided.")
    was = models.CharField(max_length=14)
    state = models.CharField(max_length=14)
    reason = models.CharField(max_length=MAX_REASON)
    readers = ArrayField(models.IntegerField(), default=list)
    is_public = models.BooleanField(default=False)

    privacy = dict.fromkeys(
        ["id", "issue", "at", "decided_by", "was", "state", "reason", "readers", "is_public"], Keep.FACT
    ) | {"by": Keep.STAFF}

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in IssueState])
                & Q(was__in=[state.value for state in IssueState]),
                name="decision_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(decided_by=""), name="decision_says_who_and_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.state}"


class TakenOn(models.Model):
    """Residents have taken an issue on: which group, whom to ask, from when until when."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="taken_on")
    kind = models.CharField(max_length=16)
    group = models.CharField(max_length=200)
    contact_role = models.CharField(max_length=200, help_text="A role, never a person's name.")
    will_do = models.CharField(max_length=MAX_REASON)
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(_STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_words = models.CharField(max_length=MAX_REASON, blank=True)
    readers = ArrayField(models.IntegerField(), default=list)
    is_public = models.BooleanField(default=False)

    privacy = dict.fromkeys(
        [
            "id", "issue", "kind", "group", "contact_role", "will_do", "begins_on", "ends_on", "at", "ended_at",
            "ended_words", "readers", "is_public",
        ],
        Keep.FACT,
    ) | {"by": Keep.STAFF}  # fmt: skip

    class Meta:
        ordering = ["at", "id"]
        verbose_name_plural = "taken on"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in TakenOnBy]), name="taken_on_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(group="") & ~Q(contact_role="") & ~Q(will_do=""),
                name="taken_on_says_who_and_what",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")),
                name="taken_on_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(kind=TakenOnBy.TASK_AND_FINISH) | Q(ends_on__isnull=False),
                name="taken_on_task_and_finish_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_words="")
                | (Q(ended_at__isnull=False) & ~Q(ended_words="")),
                name="taken_on_ended_with_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.issue_id}"


class Referred(models.Model):
    """An issue was referred to a team: the referral that carries it, and how that stands, as everybody may read it.

    The referral hangs on an observation that holds the issue's own words. How it stands is kept here by a handler.
    """

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="referred")
    referral = models.OneToOneField("referrals.Referral", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("partnerships.Team", on_delete=models.PROTECT, related_name="+")
    asked = models.CharField(max_length=MAX_REASON)
    at = models.DateTimeField()
    by = models.ForeignKey(_STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=14)
    due_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    readers = ArrayField(models.IntegerField(), default=list)
    is_public = models.BooleanField(default=False)

    privacy = dict.fromkeys(
        [
            "id",
            "issue",
            "referral",
            "team",
            "asked",
            "at",
            "state",
            "due_at",
            "ended_at",
            "readers",
            "is_public",
        ],
        Keep.FACT,
    ) | {"by": Keep.STAFF}

    class Meta:
        ordering = ["at", "id"]
        verbose_name_plural = "referred"
        constraints = [models.CheckConstraint(condition=~Q(asked=""), name="referred_asks_something")]
        indexes = [
            models.Index(fields=["issue"], condition=Q(ended_at__isnull=True), name="referred_still_open")
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} to {self.team_id}"


class ModifierSwitch(models.Model):
    """A modifier went into the sum of all issues, or out of it, and why. The latest of each counts."""

    modifier = models.CharField(max_length=14)
    is_on = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(_STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=MAX_REASON)

    privacy = dict.fromkeys(["id", "modifier", "is_on", "at", "reason"], Keep.FACT) | {"by": Keep.STAFF}

    class Meta:
        ordering = ["at", "id"]
        verbose_name_plural = "modifier switches"
        constraints = [
            models.CheckConstraint(
                condition=Q(modifier__in=[modifier.value for modifier in Modifier]),
                name="modifier_switch_known",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="modifier_switch_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.modifier} {'on' if self.is_on else 'off'}"
