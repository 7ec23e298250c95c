"""The handing of an observation by one team to another, and the log of every step.

A referral carries no words: those stand on its observation and its steps, whose readers are fewer. So the roles that
see that work moves can be shown the row itself.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from wardmote.kernel import references
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.looks import Seen, WatchedModel
from wardmote.kernel.privacy import EncryptedText, Keep, Language
from wardmote.shared.partnerships.rules import PERSON_ITEMS, Sensitivity, SharedItem, Standard

from ..rules import (
    COORDINATOR_AFTER,
    DEADLINE_KINDS,
    HOLDS,
    ON_A_DESK,
    OPEN_STATES,
    UNANSWERED,
    URGENT_REASONS,
    Hold,
    Rung,
    SharingGround,
    State,
    ground_by_keys,
    ground_on_referral,
)
from .observations import MAX_WORDS, Observation


def _referral_reference() -> str:
    return references.new("R")


class Referral(WatchedModel):
    """The handing of one observation by one team to another, with a clock."""

    reference = models.CharField(max_length=16, unique=True, default=_referral_reference, editable=False)
    observation = models.ForeignKey(Observation, on_delete=models.PROTECT, related_name="referrals")
    category = models.ForeignKey("partnerships.Category", on_delete=models.PROTECT, related_name="+")
    clock = models.ForeignKey(
        "partnerships.ClockProfile",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="As it was when it was first sent: a promise is kept by what it said.",
    )
    standard = models.CharField(
        max_length=10,
        default=Standard.CATEGORY,
        help_text="Whose promise that clock is, since it was first sent.",
    )
    urgent_because = models.CharField(
        max_length=20, blank=True, help_text="Why it was sent as urgent; empty where it was not."
    )
    ward = models.ForeignKey(
        "geography.Area", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    priority = models.PositiveSmallIntegerField(help_text="Of 25.")
    sensitivity = models.CharField(max_length=10)
    sender_team = models.ForeignKey("partnerships.Team", on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    receiver_team = models.ForeignKey("partnerships.Team", on_delete=models.PROTECT, related_name="+")
    accountable_team = models.ForeignKey(
        "partnerships.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=20)
    hold = models.CharField(max_length=10, default=Hold.NONE)
    sent_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    next_deadline_at = models.DateTimeField(null=True, blank=True)
    next_deadline_kind = models.CharField(max_length=20, blank=True)
    deadline_began_at = models.DateTimeField(
        null=True, blank=True, help_text="When its time began, so that lists can show how much has gone."
    )
    paused_before = models.DurationField(
        default=timedelta,
        db_default=timedelta(),
        help_text="How long its pauses lasted that are over, together.",
    )
    climbs_at = models.DateTimeField(null=True, blank=True, help_text="When silence next sets something off.")
    rung = models.CharField(
        max_length=20, blank=True, help_text="The highest that silence has climbed since this deadline began."
    )
    not_ours_count = models.PositiveSmallIntegerField(default=0)
    reopened_count = models.PositiveSmallIntegerField(default=0)
    redirected_from = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="onward"
    )
    earlier = ArrayField(
        models.BigIntegerField(), default=list, help_text="The referrals it carries on, oldest first."
    )
    their_reference = models.CharField(
        max_length=120, blank=True, help_text="The receiving team's own number."
    )
    shares_people = models.BooleanField(default=True, help_text="The receiver sees who is concerned.")
    withheld = ArrayField(
        models.CharField(max_length=20),
        default=list,
        help_text="What the receiver does not see of them all the same.",
    )
    shares_photos = models.BooleanField(default=True, help_text="The receiver sees the photos.")
    ground = models.CharField(
        max_length=20, blank=True, help_text="On what ground people are told of; empty before that was kept."
    )
    agreement = models.ForeignKey(
        "partnerships.SharingAgreement", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    consent = models.ForeignKey(
        "referrals.Consent", null=True, blank=True, on_delete=models.PROTECT, related_name="referrals"
    )
    override = models.ForeignKey(
        "referrals.Override", null=True, blank=True, on_delete=models.PROTECT, related_name="referrals"
    )
    items = ArrayField(models.CharField(max_length=20), default=list, help_text="What it tells of people.")
    sharing_stopped_at = models.DateTimeField(
        null=True, blank=True, help_text="From when nothing more is shared on its ground."
    )
    version = models.PositiveIntegerField(default=0)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = dict.fromkeys(
        [
            "observation", "category", "clock", "standard", "urgent_because", "ward",
            "priority", "sensitivity", "sender_team", "receiver_team",
            "accountable_team", "state", "hold", "sent_at", "acknowledged_at", "ended_at", "outcome",
            "next_deadline_at", "next_deadline_kind", "deadline_began_at", "paused_before", "climbs_at", "rung",
            "not_ours_count", "reopened_count", "redirected_from", "earlier", "shares_people",
            "shares_photos", "withheld", "version",
            "readers", "ground", "agreement", "consent", "override", "items", "sharing_stopped_at",
        ],
        Keep.FACT,
    ) | {
        "id": Keep.KEY,
        "reference": Keep.KEY,
        "their_reference": Keep.KEY,
        "sent_by": Keep.STAFF,
        "claimed_by": Keep.STAFF,
    }  # fmt: skip

    class Meta:
        indexes = [
            models.Index(
                fields=["accountable_team", "next_deadline_at", "id"],
                condition=models.Q(state__in=sorted(ON_A_DESK)),
                name="referral_on_desk",
            ),
            models.Index(
                fields=["ward", "next_deadline_at", "id"],
                condition=models.Q(state__in=sorted(ON_A_DESK)),
                name="referral_open_by_ward",
            ),
            models.Index(
                fields=["sender_team", "next_deadline_at", "id"],
                condition=models.Q(state__in=sorted(ON_A_DESK)),
                name="referral_open_by_sender",
            ),
            models.Index(
                fields=["next_deadline_at", "id"],
                condition=models.Q(state__in=sorted(ON_A_DESK)),
                name="referral_open_by_deadline",
            ),
            models.Index(
                fields=["next_deadline_at", "id"],
                condition=models.Q(state__in=sorted(ON_A_DESK), not_ours_count__gte=COORDINATOR_AFTER),
                name="referral_open_bounced",
            ),
            models.Index(
                fields=["next_deadline_at", "id"],
                condition=models.Q(hold=Hold.PAUSED),
                name="referral_paused",
            ),
            models.Index(
                fields=["receiver_team", "sent_at"],
                condition=models.Q(state__in=sorted(UNANSWERED)),
                name="referral_unanswered",
            ),
            models.Index(
                fields=["climbs_at", "id"],
                condition=models.Q(climbs_at__isnull=False),
                name="referral_climbs",
            ),
            models.Index(fields=["sender_team", "-sent_at", "-id"], name="referral_by_sender"),
            models.Index(fields=["receiver_team", "-sent_at", "-id"], name="referral_by_receiver"),
            models.Index(
                fields=["their_reference"],
                condition=~models.Q(their_reference=""),
                name="referral_by_their_number",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[s.value for s in State]), name="referral_state_known"
            ),
            models.CheckConstraint(condition=models.Q(hold__in=sorted(HOLDS)), name="referral_hold_known"),
            models.CheckConstraint(
                condition=models.Q(sensitivity__in=[s.value for s in Sensitivity]),
                name="referral_sensitivity_known",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=sorted(ON_A_DESK),
                    accountable_team__isnull=False,
                    next_deadline_at__isnull=False,
                )
                | (
                    ~models.Q(state__in=sorted(ON_A_DESK))
                    & models.Q(accountable_team__isnull=True, next_deadline_at__isnull=True)
                ),
                name="referral_on_one_desk_with_one_deadline",
            ),
            models.CheckConstraint(
                condition=models.Q(next_deadline_kind__in=["", *sorted(DEADLINE_KINDS)]),
                name="referral_deadline_known",
            ),
            models.CheckConstraint(
                condition=models.Q(standard__in=[standard.value for standard in Standard]),
                name="referral_standard_known",
            ),
            models.CheckConstraint(
                condition=models.Q(urgent_because__in=["", *URGENT_REASONS])
                & (~models.Q(standard=Standard.URGENT) | ~models.Q(urgent_because="")),
                name="referral_urgent_for_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(rung__in=["", *(rung.value for rung in Rung)]), name="referral_rung_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(ON_A_DESK)) | models.Q(climbs_at__isnull=True, rung=""),
                name="referral_climbs_while_on_a_desk",
            ),
            models.CheckConstraint(
                condition=models.Q(priority__range=(1, 25)), name="referral_priority_of_25"
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.CLOSED, ended_at__isnull=False)
                | models.Q(state=State.WITHDRAWN, ended_at__isnull=False)
                | (~models.Q(state__in=[State.CLOSED, State.WITHDRAWN]) & models.Q(ended_at__isnull=True)),
                name="referral_ended_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(ground__in=[ground.value for ground in SharingGround]),
                name="referral_ground_known",
            ),
            models.CheckConstraint(
                condition=(models.Q(ground=SharingGround.AGREEMENT) ^ models.Q(agreement__isnull=True))
                & (models.Q(ground=SharingGround.CONSENT) ^ models.Q(consent__isnull=True))
                & (models.Q(ground=SharingGround.OVERRIDE) ^ models.Q(override__isnull=True)),
                name="referral_rests_on_what_it_names",
            ),
            models.CheckConstraint(
                condition=models.Q(items__contained_by=[item.value for item in SharedItem]),
                name="referral_items_known",
            ),
            models.CheckConstraint(
                condition=models.Q(withheld__contained_by=[item.value for item in PERSON_ITEMS]),
                name="referral_withheld_known",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def shown_of_people(self) -> frozenset[SharedItem]:
        """What of the people it is about is shared with whoever joins the case; nothing once sharing was stopped."""
        if not self.shares_people or self.sharing_stopped_at is not None:
            return frozenset()
        return frozenset(PERSON_ITEMS) - {SharedItem(item) for item in self.withheld}

    @property
    def urgent_words(self) -> str:
        """Why it was sent as urgent, in words; nothing where it was not."""
        return URGENT_REASONS[self.urgent_because].label if self.urgent_because else ""

    @property
    def is_protected(self) -> bool:
        """Whether the words about it stand encrypted."""
        return self.sensitivity == Sensitivity.PROTECTED

    @property
    def is_open(self) -> bool:
        """Whether the receiving team still owes an answer."""
        return self.state in OPEN_STATES

    def seen_as(self, actor: Actor) -> Iterable[Seen]:
        """Itself. Its words stand on its observation and its steps."""
        ground = ground_on_referral(
            keys=actor.keys,
            person_id=actor.person_id,
            readers=self.readers,
            sensitivity=self.sensitivity,
            sent_by=self.sent_by_id,
            claimed_by=self.claimed_by_id,
            sender=self.sender_team_id,
            receiver=self.receiver_team_id,
            accountable=self.accountable_team_id,
        )
        yield f"referral:{self.pk}", ground


class Step(WatchedModel):
    """One thing that happened to a referral: the log from which state and deadlines are computed. Append-only."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveIntegerField(help_text="1 for the first, no gaps.")
    kind = models.CharField(max_length=24)
    at = models.DateTimeField()
    by_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by_team = models.ForeignKey(
        "partnerships.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    to_team = models.ForeignKey(
        "partnerships.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=40, blank=True)
    by_link = models.ForeignKey(
        "referrals.AnswerLink", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="The link by which its team, without an account, took it.",
    )  # fmt: skip
    words = EncryptedText(
        max_length=MAX_WORDS,
        blank=True,
        help_text="What both sides read.",
        only_if="is_protected",
        search=Language.ENGLISH,
    )
    until = models.DateTimeField(null=True, blank=True)
    late = models.BooleanField(default=False, help_text="The deadline this step answers had passed.")
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = dict.fromkeys(
        [
            "referral",
            "position",
            "kind",
            "at",
            "by_team",
            "by_link",
            "to_team",
            "reason",
            "until",
            "late",
            "readers",
        ],
        Keep.FACT,
    ) | {"id": Keep.KEY, "by_person": Keep.STAFF, "words": Keep.PERSONAL}

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["referral", "position"], name="step_in_order")]

    def __str__(self) -> str:
        return f"{self.referral_id}.{self.position} {self.kind}"

    def seen_as(self, actor: Actor) -> Iterable[Seen]:
        """The referral it belongs to."""
        yield f"referral:{self.referral_id}", ground_by_keys(keys=actor.keys, readers=self.readers)

    @property
    def is_protected(self) -> bool:
        """As the referral is."""
        return self.referral.is_protected

    @property
    def by_words(self) -> str:
        """Who took it: a person, a team by link, or Wardmote itself."""
        if self.by_person is not None:
            return self.by_person.name
        return f"{self.by_team}, by link" if self.by_link_id else "Wardmote"


class TeamNote(WatchedModel):
    """What only the receiving team reads: kept apart from the steps that the referrer sees."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="notes")
    team = models.ForeignKey("partnerships.Team", on_delete=models.PROTECT, related_name="+")
    by_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    words = EncryptedText(max_length=MAX_WORDS, only_if="is_protected", search=Language.ENGLISH)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        "id": Keep.KEY,
        "referral": Keep.KEY,
        "team": Keep.FACT,
        "by_person": Keep.STAFF,
        "at": Keep.FACT,
        "words": Keep.PERSONAL_ROW,
        "readers": Keep.FACT,
    }

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~models.Q(words=""), name="team_note_says_something")]

    def __str__(self) -> str:
        return f"note {self.pk}"

    @property
    def is_protected(self) -> bool:
        """As the referral is."""
        return self.referral.is_protected

    def seen_as(self, actor: Actor) -> Iterable[Seen]:
        """The referral it belongs to."""
        yield f"referral:{self.referral_id}", ground_by_keys(keys=actor.keys, readers=self.readers)
