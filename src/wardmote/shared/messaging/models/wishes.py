"""How somebody wishes to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from wardmote.kernel.privacy import Keep

from ..rules import Ordinary, Quiet, Urgent, Wished

if TYPE_CHECKING:
    pass
from .keeping import OWN_WISH


class Wishes(models.Model):
    """How somebody wishes to hear of things, from the day they said so.

    Quiet hours are times on a London clock. `phone` counts from `phone_proved_at` on; before, a code was sent to it at
    `code_sent_at`, and `code_tries` wrong ones were typed.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ordinary = models.CharField(max_length=10, default=Ordinary.DIGEST.value)
    urgent = models.CharField(max_length=10, default=Urgent.AT_ONCE.value)
    quiet_begins = models.TimeField(null=True)
    quiet_ends = models.TimeField(null=True)
    urgent_in_quiet = models.BooleanField(default=False)
    phone = models.CharField(max_length=20, blank=True)
    phone_proved_at = models.DateTimeField(null=True)
    code_sent_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)

    privacy = {
        "id": Keep.KEY,
        "person": Keep.STAFF,
        **dict.fromkeys(
            [
                "ordinary",
                "urgent",
                "quiet_begins",
                "quiet_ends",
                "urgent_in_quiet",
                "phone",
                "phone_proved_at",
            ],
            OWN_WISH,
        ),
        **dict.fromkeys(["code_sent_at", "code_tries"], Keep.FACT),
    }

    class Meta:
        verbose_name_plural = "wishes"
        constraints = [
            models.CheckConstraint(
                condition=Q(ordinary__in=[one.value for one in Ordinary])
                & Q(urgent__in=[one.value for one in Urgent]),
                name="wishes_that_are_known",
            ),
            models.CheckConstraint(
                condition=Q(quiet_begins__isnull=True, quiet_ends__isnull=True)
                | (
                    Q(quiet_begins__isnull=False, quiet_ends__isnull=False)
                    & ~Q(quiet_begins=models.F("quiet_ends"))
                ),
                name="wishes_quiet_from_and_until",
            ),
            models.CheckConstraint(
                condition=Q(phone_proved_at__isnull=True) | ~Q(phone=""), name="wishes_proved_number_is_there"
            ),
        ]

    def __str__(self) -> str:
        return f"Wishes of {self.person_id}"

    @property
    def quiet(self) -> Quiet | None:
        """The quiet hours, if there are any."""
        if self.quiet_begins is None or self.quiet_ends is None:
            return None
        return Quiet(begins=self.quiet_begins, ends=self.quiet_ends)

    @property
    def wished(self) -> Wished:
        """The wishes as the rules read them."""
        return Wished(
            ordinary=Ordinary(self.ordinary),
            urgent=Urgent(self.urgent),
            quiet=self.quiet,
            urgent_in_quiet=self.urgent_in_quiet,
            can_text=self.phone_proved_at is not None,
        )
