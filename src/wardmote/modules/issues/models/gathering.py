"""What is gathered in an issue, and every act that put it together or took it apart. Ended, never deleted."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wardmote.kernel.privacy import Keep

from ..rules import ActKind
from .issues import MAX_REASON, Issue


class Act(models.Model):
    """One act on what is gathered: who did it, when, why; and by which other act it was undone, if it was.

    Of a merging, `other` is the issue that went into this one; of a splitting, the one that came out of it.
    """

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="acts")
    other = models.ForeignKey(Issue, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    reason = models.CharField(max_length=MAX_REASON, blank=True)
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by"
    )
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = dict.fromkeys(
        ["id", "issue", "other", "kind", "at", "reason", "undoes", "readers"], Keep.FACT
    ) | {"by": Keep.STAFF}

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in ActKind]), name="act_kind_known"
            ),
            models.CheckConstraint(condition=Q(kind=ActKind.OPENED) | ~Q(reason=""), name="act_has_a_reason"),
            models.CheckConstraint(
                condition=Q(kind=ActKind.UNDONE, undoes__isnull=False)
                | (~Q(kind=ActKind.UNDONE) & Q(undoes__isnull=True)),
                name="act_undoes_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.issue_id}"


class Gathering(models.Model):
    """One observation in one issue: since which act, for which reasons, and until which, if it has left it.

    `suggested` holds the reasons by which it was suggested, as words, where it was. Where taking an act back brought it
    back, `began_in` is the act that first put it there, and `restored_in` the one that brought it back.
    """

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="gatherings")
    observation = models.ForeignKey("referrals.Observation", on_delete=models.PROTECT, related_name="+")
    began_in = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="began")
    began_at = models.DateTimeField()
    suggested = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    restored_in = models.ForeignKey(
        Act, null=True, blank=True, on_delete=models.PROTECT, related_name="restored"
    )
    ended_in = models.ForeignKey(Act, null=True, blank=True, on_delete=models.PROTECT, related_name="ended")
    ended_at = models.DateTimeField(null=True, blank=True)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = dict.fromkeys(
        [
            "id",
            "issue",
            "observation",
            "began_in",
            "began_at",
            "suggested",
            "restored_in",
            "ended_in",
            "ended_at",
            "readers",
        ],
        Keep.FACT,
    )

    class Meta:
        ordering = ["began_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["observation"],
                condition=Q(ended_at__isnull=True),
                name="gathering_in_one_issue",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_in__isnull=True)
                | Q(ended_at__isnull=False, ended_in__isnull=False),
                name="gathering_ended_by_an_act",
            ),
        ]
        indexes = [
            models.Index(
                fields=["issue", "-began_at", "-id"],
                condition=Q(ended_at__isnull=True),
                name="gathering_held",
            )
        ]

    def __str__(self) -> str:
        return f"{self.observation_id} in {self.issue_id}"
