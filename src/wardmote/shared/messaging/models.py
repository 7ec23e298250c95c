"""Messages, and how each reached its reader.

A message stands behind row-level security: its readers are whom it was written to, and nobody else. Its words are not
stored, only the kind and what fills its gaps: codes, references, names of teams, times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wardmote.kernel.privacy import Keep, Shed, Since

from .rules import LONGEST_SUBJECT, Channel, DeliveryState, Fault, Ordinary, Quiet, Urgent, Wished

if TYPE_CHECKING:
    from collections.abc import Mapping

TWO_YEARS = Keep(months=24, after=Since.CREATED, shed=Shed.EMPTIED)
"""To whom what was told: long enough to answer whether somebody heard of a deadline."""
ADDRESS = Keep(months=24, after=Since.CREATED, shed=Shed.REPLACED)
OWN_WISH = Keep(months=0, after=Since.LEFT, shed=Shed.EMPTIED)


class Message(models.Model):
    """Something told once, to a person with an account or to a mailbox outside.

    `link` begins with "/" and leads to what it is about; for kinds with a secret link it is what that is made from.
    `once` names the occasion. For a mailbox outside, `person` is null and `address` and `name` say whose it is.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=80)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    address = models.CharField(max_length=320, blank=True)
    name = models.CharField(max_length=200, blank=True)
    link = models.CharField(max_length=400)
    once = models.CharField(max_length=200)
    values: models.JSONField[Mapping[str, str], Mapping[str, str]] = models.JSONField(default=dict)
    urgent = models.BooleanField()
    created_at = models.DateTimeField()
    is_read = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True)
    shed_at = models.DateTimeField(
        null=True, help_text="When it was forgotten to whom it went and what it said."
    )
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        **dict.fromkeys(["id", "uuid", "link", "once"], Keep.KEY),
        **dict.fromkeys(
            ["kind", "urgent", "created_at", "is_read", "read_at", "shed_at", "readers"], Keep.FACT
        ),
        "person": Keep.STAFF,
        **dict.fromkeys(["name", "values"], TWO_YEARS),
        "address": ADDRESS,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "once"],
                condition=Q(person__isnull=False),
                name="message_told_a_person_once",
            ),
            models.UniqueConstraint(
                fields=["address", "kind", "once"],
                condition=Q(person__isnull=True),
                name="message_told_a_mailbox_once",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, address="") | (Q(person__isnull=True) & ~Q(address="")),
                name="message_has_one_reader",
            ),
            models.CheckConstraint(
                condition=Q(is_read=False, read_at__isnull=True) | Q(is_read=True, read_at__isnull=False),
                name="message_read_at_some_time",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "is_read", "-created_at", "-id"], name="message_of_a_person"),
            models.Index(fields=["person"], condition=Q(is_read=False), name="message_unread"),
            models.Index(
                fields=["created_at", "id"], condition=Q(shed_at__isnull=True), name="message_to_shed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


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


class Wording(models.Model):
    """One version of the words of a kind of message, in force until the next. Never changed, never deleted.

    With `as_shipped` the words are those that the release carries, and none stand here.
    """

    kind = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=LONGEST_SUBJECT, blank=True)
    body = models.TextField(blank=True)
    text = models.TextField(blank=True)
    as_shipped = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    privacy = {
        **dict.fromkeys(
            ["id", "kind", "number", "subject", "body", "text", "as_shipped", "created_at"], Keep.FACT
        ),
        "created_by": Keep.STAFF,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="wording_numbered_once"),
            models.CheckConstraint(
                condition=Q(as_shipped=True, subject="", body="", text="")
                | (Q(as_shipped=False) & ~Q(subject="") & ~Q(body="")),
                name="wording_has_words_or_those_shipped",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


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
