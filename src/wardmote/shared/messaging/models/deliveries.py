"""How a message reached its reader outside, and addresses that nothing reaches any more."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wardmote.kernel.privacy import Keep

from ..rules import Channel, DeliveryState, Fault

if TYPE_CHECKING:
    pass
from .keeping import ADDRESS, TWO_YEARS
from .messages import Message


class Delivery(models.Model):
    """One message on its way by one channel beside the desk, due at `due_at` until it is sent or has failed.

    `reference` goes with it, so that a service or mailbox recognises what it is given twice. Several that are in a
    `digest` go in one e-mail, under the reference of the first. `address` is where it went.
    """

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    reference = models.UUIDField(default=uuid4, unique=True, editable=False)
    channel = models.CharField(max_length=10)
    digest = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default=DeliveryState.QUEUED.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(
        null=True, help_text="When it was opened, failed or was not needed any more."
    )
    fault = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=320, blank=True)
    receipt_due_at = models.DateTimeField(null=True, help_text="When to ask the service what became of it.")
    wording = models.PositiveIntegerField(
        default=0, help_text="The number of the words it was sent in; 0: as shipped."
    )
    provider_id = models.CharField(max_length=200, blank=True)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        **dict.fromkeys(["id", "message", "reference", "provider_id"], Keep.KEY),
        **dict.fromkeys(
            [
                "channel",
                "digest",
                "state",
                "attempts",
                "due_at",
                "created_at",
                "sent_at",
                "ended_at",
                "fault",
                "wording",
                "receipt_due_at",
            ],
            Keep.FACT,
        ),
        "address": TWO_YEARS,
        "readers": Keep.FACT,
    }

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="delivery_once_by_each_channel"),
            models.CheckConstraint(
                condition=Q(channel__in=[one.value for one in Channel]), name="delivery_by_a_known_channel"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in DeliveryState]), name="delivery_in_a_known_state"
            ),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.QUEUED.value, due_at__isnull=False)
                | (~Q(state=DeliveryState.QUEUED.value) & Q(due_at__isnull=True)),
                name="delivery_is_due_while_queued",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DeliveryState.SENT.value, DeliveryState.OPENED.value])
                | Q(sent_at__isnull=False),
                name="delivery_sent_at_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.FAILED.value) | (~Q(fault="") & Q(ended_at__isnull=False)),
                name="delivery_failed_with_a_fault",
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "due_at", "id"],
                condition=Q(state=DeliveryState.QUEUED.value),
                name="delivery_due",
            ),
            models.Index(fields=["-created_at", "-id"], name="delivery_newest"),
            models.Index(
                fields=["receipt_due_at", "id"],
                condition=Q(receipt_due_at__isnull=False),
                name="delivery_receipt_due",
            ),
            models.Index(fields=["state", "-created_at", "-id"], name="delivery_newest_in_state"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} by {self.channel}"


class LostAddress(models.Model):
    """An address or telephone number from which a message came back. It is not written to until somebody says that it
    works again; then the row is ended. `person` is whose it was when the message came back, if they have an account.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField(max_length=10)
    address = models.CharField(max_length=320)
    fault = models.CharField(max_length=20)
    since_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    privacy = {
        "id": Keep.KEY,
        **dict.fromkeys(["channel", "fault", "since_at", "ended_at"], Keep.FACT),
        "address": ADDRESS,
        "person": Keep.STAFF,
        "ended_by": Keep.STAFF,
    }

    class Meta:
        verbose_name_plural = "lost addresses"
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "address"],
                condition=Q(ended_at__isnull=True),
                name="lost_address_told_once",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=[one.value for one in Channel])
                & Q(fault__in=[one.value for one in Fault]),
                name="lost_address_by_a_known_channel",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} since {self.since_at}"
