"""What people have asked about what is kept of them, what was found, what was decided, and the copy that was made.

A request is read by the data protection officers of the organisation that was asked; where something protected is in
it, by the safeguarding leads who decide on that. Nothing here is deleted: what is taken back is ended, and a copy is
emptied when its time is over.
"""

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
from wardmote.kernel.privacy import EncryptedText, Keep, Shed, Since

from .rules import (
    ACTS_FOR,
    ENDS,
    EXEMPTIONS,
    EXTENSIONS,
    MARK_ENDS,
    Ask,
    Choice,
    Identity,
    Outcome,
    Pause,
    Refusal,
    State,
)

MAX_WORDS = 5_000

SIX_YEARS = Keep(months=72, after=Since.CLOSED, shed=Shed.EMPTIED)
"""As long as somebody may bring a claim about how their request was answered (Limitation Act 1980, section 2)."""
SIX_YEARS_UNSEEN = Keep(months=72, after=Since.CLOSED, shed=Shed.EMPTIED, own_copy=False)
"""The same, of what would tell the person of somebody else."""
FOR_A_TIME = Keep(months=1, after=Since.CREATED, shed=Shed.EMPTIED, own_copy=False)
"""A made copy: what it holds stands in its places; it is there to be handed over."""


class RequestGround(StrEnum):
    """Why somebody could read a request."""

    OFFICER = "data-protection-officer"
    SAFEGUARDING = "safeguarding-lead"


def _request_reference() -> str:
    return references.new("Q")


def _known(field: str, codes: Iterable[str], name: str, *, empty: bool = False) -> models.CheckConstraint:
    allowed = [str(getattr(code, "value", code)) for code in codes]
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": [*allowed, *([""] if empty else [])]}), name=name
    )


class _OfARequest(WatchedModel):
    class Meta:
        abstract = True

    def seen_as(self, actor: Actor) -> Iterable[Seen]:
        """The request it belongs to."""
        number = self.pk if isinstance(self, Request) else getattr(self, "request_id", self.pk)
        officer = actor.holds("data_protection_officer")
        yield f"request:{number}", RequestGround.OFFICER if officer else RequestGround.SAFEGUARDING


class Request(_OfARequest):
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
            _known("ask", Ask, "request_ask_known"),
            _known("state", State, "request_state_known"),
            _known("acts_for", ACTS_FOR, "request_acts_for_known"),
            _known("identity_by", Identity, "request_identity_known", empty=True),
            _known("extension", EXTENSIONS, "request_extension_known", empty=True),
            _known("outcome", Outcome, "request_outcome_known", empty=True),
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


class Waiting(_OfARequest):
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
            _known("why", Pause, "waiting_for_something_known"),
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


class Matter(_OfARequest):
    """Something that was found and chosen as this person's; of what is protected, proposed until a lead says so.

    `code` leads to it for the module that keeps it. `title` is its number, and empty for what is protected, of which
    the officer learns only this row's own `number`.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="matters")
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=120)
    title = models.CharField(max_length=200, blank=True)
    is_protected = models.BooleanField()
    is_theirs = models.BooleanField(null=True, help_text="Empty until somebody has said so.")
    release = models.CharField(
        max_length=10, blank=True, help_text="Of what is protected: whether any of it may be told."
    )
    release_reason = models.CharField(max_length=20, blank=True)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    chosen_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(
        null=True, blank=True, help_text="When what is kept of the person was erased in it."
    )
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        **dict.fromkeys(["id", "request"], Keep.KEY),
        **dict.fromkeys(
            [
                "number", "code", "title", "is_protected", "is_theirs", "release", "release_reason", "created_at",
                "chosen_at", "erased_at", "readers",
            ],
            Keep.FACT,
        ),
        "chosen_by": Keep.STAFF,
    }  # fmt: skip

    class Meta:
        ordering = ["number"]
        constraints = [
            _known("release", (Choice.GIVE, Choice.WITHHOLD), "matter_release_known", empty=True),
            _known("release_reason", (*EXEMPTIONS, *Refusal), "matter_release_reason_known", empty=True),
            models.CheckConstraint(
                condition=~Q(release=Choice.WITHHOLD) | ~Q(release_reason=""),
                name="matter_withheld_for_a_reason",
            ),
            models.UniqueConstraint(fields=["request", "number"], name="matter_numbered"),
            models.UniqueConstraint(fields=["request", "code"], name="matter_once"),
            models.CheckConstraint(
                condition=Q(is_protected=False) | Q(title=""), name="matter_protected_has_no_title"
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"protected matter {self.number}"

    @property
    def kind(self) -> str:
        """The kind of thing it is."""
        return self.code.partition("/")[0]

    @property
    def key(self) -> str:
        """What names it among its kind."""
        return self.code.partition("/")[2]


class Decision(_OfARequest):
    """What becomes of one thing in the copy, and why it stays out. The latest of one thing counts; none is changed."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="decisions")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="decisions")
    item = models.CharField(max_length=160)
    choice = models.CharField(max_length=10)
    reason = models.CharField(max_length=20, blank=True)
    hide = EncryptedText(
        max_length=MAX_WORDS, blank=True, help_text="The words to be blacked out, one a line."
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        **dict.fromkeys(["id", "request", "matter", "item"], Keep.KEY),
        **dict.fromkeys(["choice", "reason", "decided_at", "readers"], Keep.FACT),
        "hide": SIX_YEARS_UNSEEN,
        "decided_by": Keep.STAFF,
    }

    class Meta:
        indexes = [models.Index(fields=["matter", "item", "-id"], name="decision_latest")]
        constraints = [
            _known("choice", Choice, "decision_choice_known"),
            _known("reason", EXEMPTIONS, "decision_reason_known", empty=True),
            models.CheckConstraint(
                condition=Q(choice=Choice.GIVE, reason="") | (~Q(choice=Choice.GIVE) & ~Q(reason="")),
                name="decision_withholds_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class Pack(_OfARequest):
    """The copy that was made: a page to read and the same as data, locked; emptied when its time is over.

    `done` counts the matters that are in it, of `of`.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="packs")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    of = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0, help_text="Things that stay out or are blacked out.")
    made_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    emptied_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)
    readable = EncryptedText(blank=True)
    data = EncryptedText(blank=True)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        **dict.fromkeys(["id", "request"], Keep.KEY),
        **dict.fromkeys(
            [
                "asked_at", "of", "done", "left_out", "made_at", "expires_at", "emptied_at", "problem", "readers",
            ],
            Keep.FACT,
        ),
        **dict.fromkeys(["readable", "data"], FOR_A_TIME),
        "asked_by": Keep.STAFF,
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, expires_at__isnull=True)
                | Q(made_at__isnull=False, expires_at__gt=models.F("made_at")),
                name="pack_made_is_kept_for_a_time",
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(made_at__isnull=True, problem=""),
                name="pack_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"pack {self.pk}"


class PackPart(_OfARequest):
    """One matter of a copy that is being made: kept as soon as it is done, so that no work is lost; then emptied."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="parts")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    body = EncryptedText(blank=True)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        **dict.fromkeys(["id", "request", "pack", "matter"], Keep.KEY),
        "body": FOR_A_TIME,
        "readers": Keep.FACT,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "matter"], name="pack_part_once")]

    def __str__(self) -> str:
        return f"part {self.pk}"


class Mark(_OfARequest):
    """Something must not be used, or only within bounds, because the person objects or has it restricted.

    `about` names the record as looks do: "observation:12". It says nothing else, so every partner may read it, if only
    whoever reads the record ever asks; of a protected record only its own readers may.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="marks")
    about = models.CharField(max_length=60)
    ask = models.CharField(max_length=20)
    marked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, blank=True)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        **dict.fromkeys(["id", "request"], Keep.KEY),
        **dict.fromkeys(["about", "ask", "marked_at", "ended_at", "end_reason", "readers"], Keep.FACT),
    }

    class Meta:
        indexes = [models.Index(fields=["about"], condition=Q(ended_at__isnull=True), name="mark_in_force")]
        constraints = [
            _known("ask", (Ask.OBJECTION, Ask.RESTRICTION), "mark_is_one_of_two"),
            _known("end_reason", MARK_ENDS, "mark_end_reason_known", empty=True),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) ^ ~Q(end_reason=""), name="mark_ends_for_a_reason"
            ),
            models.UniqueConstraint(fields=["request", "about"], name="mark_once"),
        ]

    def __str__(self) -> str:
        return f"mark {self.pk}"
