"""What was written to whom: the kind, and what fills its gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wardmote.kernel.privacy import Keep

if TYPE_CHECKING:
    from collections.abc import Mapping
from .keeping import ADDRESS, TWO_YEARS


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
