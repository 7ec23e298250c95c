"""The links by which a team without accounts answers a referral, and what came of each. Ended, never deleted.

The secrets of a link, its code and its session are computed from the nonces kept here and the signing key, which is
not: see `rules/links.py`.
"""

import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wardmote.kernel.privacy import Keep

from ..rules.links import Cause, Ended
from .referrals import Referral


def new_nonce() -> str:
    """What makes a secret a new one."""
    return secrets.token_urlsafe(16)


class AnswerLink(models.Model):
    """One link, mailed to the mailbox of the team that is to answer."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="links")
    team = models.ForeignKey("partnerships.Team", on_delete=models.PROTECT, related_name="+")
    mailbox = models.EmailField(help_text="The team's, as it was: a link opens nothing once it is another.")
    cause = models.CharField(max_length=20, help_text="Why it was mailed.")
    position = models.PositiveIntegerField(null=True, blank=True, help_text="The step that set it off.")
    nonce = models.CharField(max_length=30, default=new_nonce)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    code_nonce = models.CharField(max_length=30, blank=True)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Wrong ones, of the code mailed last.")
    tries_in_all = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(
        null=True, blank=True, help_text="When somebody proved the mailbox by it."
    )
    session_nonce = models.CharField(max_length=30, blank=True)
    session_ends_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="When another took its place, or it ran out."
    )
    ended_because = models.CharField(max_length=20, blank=True)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = dict.fromkeys(
        [
            "referral", "team", "mailbox", "cause", "position", "issued_at", "expires_at", "code_sent_at",
            "codes_sent", "tries", "tries_in_all", "opened_at", "session_ends_at", "ended_at", "ended_because",
            "readers",
        ],
        Keep.FACT,
    ) | {"id": Keep.KEY} | dict.fromkeys(["nonce", "code_nonce", "session_nonce"], Keep.SECRET)  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "position"], name="answer_link_once_a_step"),
            models.UniqueConstraint(
                fields=["referral"],
                condition=models.Q(ended_at__isnull=True),
                name="answer_link_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(cause__in=[cause.value for cause in Cause]), name="answer_link_cause_known"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_because="")
                | models.Q(ended_at__isnull=False, ended_because__in=[ended.value for ended in Ended]),
                name="answer_link_ended_because",
            ),
            models.CheckConstraint(
                condition=models.Q(opened_at__isnull=True, session_ends_at__isnull=True, session_nonce="")
                | (
                    models.Q(opened_at__isnull=False, session_ends_at__isnull=False)
                    & ~models.Q(session_nonce="")
                ),
                name="answer_link_opened_has_session",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=models.Q(ended_at__isnull=True, opened_at__isnull=True),
                name="answer_link_runs_out",
            ),
            models.Index(fields=["team", "-issued_at"], name="answer_link_by_team"),
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"


class LinkTries(models.Model):
    """How many links that open nothing came from one place lately. The place is a keyed digest, not an address."""

    place = models.CharField(max_length=64, unique=True)
    began_at = models.DateTimeField()
    used = models.PositiveIntegerField()

    privacy = {"id": Keep.KEY, "place": Keep.FACT, "began_at": Keep.FACT, "used": Keep.FACT}

    def __str__(self) -> str:
        return f"{self.place[:8]}: {self.used}"
