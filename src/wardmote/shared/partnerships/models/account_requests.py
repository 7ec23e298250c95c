"""What teams that answer by link ask for: an account. Decided once, never deleted."""

from django.conf import settings
from django.db import models

from wardmote.kernel.privacy import Keep

from ..rules.account_requests import AccountRequestState, WhyNoAccount
from .organisations import Team
from .roles import Invitation


class AccountRequest(models.Model):
    """Somebody at a team's mailbox asks for an account. It makes none: an administrator's invitation does."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="account_requests")
    mailbox = models.EmailField(help_text="The team's, as it was when whoever asked had proved it.")
    name = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=20, default=AccountRequestState.WAITING.value)
    why_not = models.CharField(max_length=20, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    invitation = models.OneToOneField(
        Invitation, null=True, blank=True, on_delete=models.PROTECT, related_name="asked_for"
    )

    privacy = dict.fromkeys(
        ["id", "team", "asked_at", "state", "why_not", "decided_at", "invitation"], Keep.FACT
    ) | {"mailbox": Keep.STAFF, "name": Keep.STAFF, "decided_by": Keep.STAFF}

    class Meta:
        indexes = [models.Index(fields=["team", "-asked_at", "-id"], name="account_request_by_team")]
        constraints = [
            models.UniqueConstraint(
                fields=["team"],
                condition=models.Q(state=AccountRequestState.WAITING.value),
                name="account_request_one_waits",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state=AccountRequestState.WAITING.value,
                    decided_at__isnull=True,
                    why_not="",
                    invitation__isnull=True,
                )
                | models.Q(
                    state=AccountRequestState.INVITED.value,
                    decided_at__isnull=False,
                    why_not="",
                    invitation__isnull=False,
                )
                | models.Q(
                    state=AccountRequestState.REFUSED.value,
                    decided_at__isnull=False,
                    why_not__in=[why.value for why in WhyNoAccount],
                    invitation__isnull=True,
                )
                | models.Q(
                    state=AccountRequestState.WITHDRAWN.value,
                    decided_at__isnull=False,
                    why_not="",
                    invitation__isnull=True,
                ),
                name="account_request_decided_with_what_came_of_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} asks for an account"
