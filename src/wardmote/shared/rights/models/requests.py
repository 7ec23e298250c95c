"""What people have asked about what is kept of them, and since when it waits for an answer."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wardmote.kernel import references
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.looks import Seen, WatchedModel
from wardmote.kernel.privacy import EncryptedText, Keep

from ..rules import (
    ACTS_FOR,
    ENDS,
    EXTENSIONS,
    Ask,
    Identity,
    Outcome,
    Pause,
    Refusal,
    State,
)
from .keeping import MAX_WORDS, SIX_YEARS, known_codes


class RequestGround(StrEnum):
    """Why somebody could read a request."""

    OFFICER = "data-protection-officer"
    SAFEGUARDING = "safeguarding-lead"


def _request_reference() -> str:
    return references.new("Q")


class OfARequest(WatchedModel):
    """What belongs to a request, and is seen with it."""

    class Meta:
        abstract = True

    def seen_as(self, actor: Actor) -> Iterable[Seen]:
        """The request it belongs to."""
        number = self.pk if isinstance(self, Request) else getattr(self, "request_id", self.pk)
        officer = actor.holds("data_protection_officer")
        yield f"request:{number}", RequestGround.OFFICER if officer else RequestGround.SAFEGUARDING


class Request(OfARequest):
    """What somebody asked of one organisation, by when it must be answered, and how it ended.

    `name`, `born_on`, `address`, `telephone` and `email` say of whom; `asked_by` is who asks, where that is another.
    `due_on` is empty until time has begun.
    """

    reference = models.CharField(max_length=16, unique=True, default=_request_reference, editable=False)
    organisation = models.ForeignKey("partnerships.Organisation", on_delete=models.PROTECT, related_name="+")
    ask = models.CharField(max_length=20)
    state = models.CharField(max_length=20, default=State.OPEN.value)
    name = EncryptedText(max_length=200, blank=True)
    born_on = models.DateField(null=True, blank=True)
    address = EncryptedText(max_length=300, blank=True)
    telephone = EncryptedText(max_length=60, blank=True)
    email = EncryptedText("e-mail", max_length=254, blank=True)
    acts_for = models.CharField(max_length=20, default="self")
    asked_by = EncryptedText(max_length=200, blank=True)
    words = EncryptedText("what they asked", max_length=MAX_WORDS, blank=True)
    received_on = models.DateField()
    identity_by = models.CharField(max_length=20, blank=True)
    identity_asked_on = models.DateField(null=True, blank=True)
    identity_on = models.DateField(null=True, blank=True)
    extension = models.CharField(max_length=20, blank=True)
    extended_on = models.DateField(null=True, blank=True)
    extension_words = EncryptedText(max_length=MAX_WORDS, blank=True)
    due_on = models.DateField(null=True, blank=True)
    searched_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    refusals = ArrayField(models.CharField(max_length=30), default=list)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_words = EncryptedText(max_length=MAX_WORDS, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        **dict.fromkeys(["id", "reference"], Keep.KEY),
        **dict.fromkeys(
            [
                "organisation", "ask", "state", "acts_for", "received_on", "identity_by", "identity_asked_on",
                "identity_on", "extension", "extended_on", "due_on", "searched_at", "outcome", "refusals", "ended_at",
                "created_at", "version", "readers",
            ],
            Keep.FACT,
        ),
        **dict.fromkeys(
            [
                "name", "born_on", "address", "telephone", "email", "asked_by", "words", "extension_words",
                "ended_words",
            ],
            SIX_YEARS,
        ),
        "created_by": Keep.STAFF,
    }  # fmt: skip

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "due_on"],
                condition=Q(ended_at__isnull=True),
                name="request_open",
            ),
            models.Index(fields=["organisation", "-created_at", "-id"], name="request_newest"),
        ]
        constraints = [
            known_codes("ask", Ask, "request_ask_known"),
            known_codes("state", State, "request_state_known"),
            known_codes("acts_for", ACTS_FOR, "request_acts_for_known"),
            known_codes("identity_by", Identity, "request_identity_known", empty=True),
            known_codes("extension", EXTENSIONS, "request_extension_known", empty=True),
            known_codes("outcome", Outcome, "request_outcome_known", empty=True),
            models.CheckConstraint(
                condition=Q(refusals__contained_by=[one.value for one in Refusal]),
                name="request_refusals_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(ENDS), ended_at__isnull=False)
                | (~Q(state__in=sorted(ENDS)) & Q(ended_at__isnull=True)),
                name="request_ended_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REFUSED) | Q(refusals__len__gt=0),
                name="request_refused_on_a_ground",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ANSWERED) | ~Q(outcome=""), name="request_answered_somehow"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Waiting(OfARequest):
    """They were asked for something on one day, and it came on another."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="waits")
    why = models.CharField(max_length=20)
    asked_on = models.DateField()
    heard_on = models.DateField(null=True, blank=True)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        "id": Keep.KEY,
        "request": Keep.KEY,
        **dict.fromkeys(["why", "asked_on", "heard_on", "readers"], Keep.FACT),
    }

    class Meta:
        ordering = ["asked_on", "id"]
        constraints = [
            known_codes("why", Pause, "waiting_for_something_known"),
            models.CheckConstraint(
                condition=Q(heard_on__isnull=True) | Q(heard_on__gte=models.F("asked_on")),
                name="waiting_ends_after_it_began",
            ),
            models.UniqueConstraint(
                fields=["request"], condition=Q(heard_on__isnull=True), name="waiting_for_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"waiting {self.pk}"
