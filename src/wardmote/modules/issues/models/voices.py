"""Who spoke, and what everybody may read of what they told (R2.1, R1.7).

A voice is one person who spoke: of an observation that they told, or "this affects me too" of one or of an issue.
Nobody reads these rows: Wardmote itself writes to them, and opens their page by its private link.
"""

from __future__ import annotations

from secrets import token_urlsafe

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wardmote.kernel.privacy import BlindKey, EncryptedText, Keep, Shed, Since
from wardmote.shared.messaging.rules import Channel

from ..rules.telling import Sign, WordsState
from .issues import MAX_REASON, Issue

CONTACT_OF = "issues.voice"
"""Under which name a way to be reached is blinded, so that one person counts once."""
SPOKEN = Keep(months=12, after=Since.CLOSED, shed=Shed.EMPTIED)
"""How to reach whoever spoke, and by what they are known again: a year after what they spoke of has ended."""
OWN_LINK = Keep(months=12, after=Since.CLOSED, shed=Shed.EMPTIED, own_copy=False)
"""What the secret of a private link is worked out from: as long, and shown to nobody."""
MAX_PUBLIC_WORDS = 4_000


def _nonce() -> str:
    return token_urlsafe(18)


class Voice(models.Model):
    """One person who spoke of one observation or one issue. `nonce` makes the secret of their private link.

    `is_teller`: the observation is theirs. `browser` is a keyed digest of what their browser holds, so that they are
    counted once; it names no browser. `counts` until they take their voice back.
    """

    observation = models.ForeignKey(
        "referrals.Observation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    issue = models.ForeignKey(Issue, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_teller = models.BooleanField(default=False)
    nonce = models.CharField(max_length=24, default=_nonce, editable=False)
    told_at = models.DateTimeField()
    language = models.CharField(max_length=12, default="en-gb")
    contact_by = models.CharField(max_length=10, blank=True)
    contact = EncryptedText(max_length=320, blank=True)
    contact_key = BlindKey(of="contact", purpose=CONTACT_OF)
    browser = models.CharField(max_length=64, blank=True)
    counts = models.BooleanField(default=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True, help_text="When they said that it is over.")
    shed_at = models.DateTimeField(null=True, blank=True)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        **dict.fromkeys(["id", "observation", "issue"], Keep.KEY),
        **dict.fromkeys(
            ["is_teller", "told_at", "language", "counts", "taken_back_at", "over_at", "shed_at", "readers"],
            Keep.FACT,
        ),
        "nonce": OWN_LINK,
        **dict.fromkeys(["contact_by", "contact", "contact_key", "browser"], SPOKEN),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(observation__isnull=True) ^ Q(issue__isnull=True), name="voice_of_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(is_teller=False) | Q(observation__isnull=False),
                name="voice_teller_told_something",
            ),
            models.CheckConstraint(
                condition=Q(contact="", contact_by="")
                | (~Q(contact="") & Q(contact_by__in=[Channel.EMAIL.value, Channel.TEXT.value])),
                name="voice_is_reached_by_a_known_way",
            ),
            models.CheckConstraint(
                condition=Q(counts=True, taken_back_at__isnull=True)
                | Q(counts=False, taken_back_at__isnull=False),
                name="voice_counts_until_taken_back",
            ),
            models.UniqueConstraint(
                fields=["observation", "browser"],
                condition=Q(counts=True) & ~Q(browser=""),
                name="voice_once_a_browser_of_observation",
            ),
            models.UniqueConstraint(
                fields=["issue", "browser"],
                condition=Q(counts=True) & ~Q(browser=""),
                name="voice_once_a_browser_of_issue",
            ),
            models.UniqueConstraint(
                fields=["observation", "contact_key"],
                condition=Q(counts=True) & ~Q(contact_key=""),
                name="voice_once_a_contact_of_observation",
            ),
            models.UniqueConstraint(
                fields=["issue", "contact_key"],
                condition=Q(counts=True) & ~Q(contact_key=""),
                name="voice_once_a_contact_of_issue",
            ),
        ]
        indexes = [
            models.Index(fields=["contact_key"], condition=~Q(contact_key=""), name="voice_by_contact"),
        ]

    def __str__(self) -> str:
        return f"voice {self.pk}"

    @property
    def speaks_as(self) -> str:
        """By what one person's voices are known as one: how they are reached, else their browser, else this row."""
        return f"voice {self.contact_key or self.browser or self.pk}"


class PublicWords(models.Model):
    """What everybody may read of an open observation once a person has read it for names: the words that are shown.

    The observation itself stays as it was told. `signs` say why to look twice; `check_by` when somebody has looked.
    Point and place are those that are shown, for a list of what is near.
    """

    observation = models.OneToOneField("referrals.Observation", on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey("partnerships.Category", on_delete=models.PROTECT, related_name="+")
    ward = models.ForeignKey(
        "geography.Area", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    state = models.CharField(max_length=12, default=WordsState.WAITING)
    is_public = models.BooleanField(default=False)
    signs = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    told_at = models.DateTimeField()
    check_by = models.DateTimeField()
    words = models.TextField(max_length=MAX_PUBLIC_WORDS, blank=True)
    place_words = models.CharField(max_length=300, blank=True)
    photo_shown = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=MAX_REASON, blank=True)
    version = models.PositiveIntegerField(default=0)
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = {
        **dict.fromkeys(["id", "observation"], Keep.KEY),
        **dict.fromkeys(
            [
                "category", "ward", "state", "is_public", "signs", "told_at", "check_by", "photo_shown", "decided_at",
                "reason", "version", "readers",
            ],
            Keep.FACT,
        ),
        **dict.fromkeys(["words", "place_words", "latitude", "longitude"], SPOKEN),
        "decided_by": Keep.STAFF,
    }  # fmt: skip

    class Meta:
        verbose_name_plural = "public words"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in WordsState]), name="public_words_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=WordsState.SHOWN, is_public=True)
                | (~Q(state=WordsState.SHOWN) & Q(is_public=False)),
                name="public_words_public_when_shown",
            ),
            models.CheckConstraint(
                condition=Q(state=WordsState.WAITING, decided_at__isnull=True)
                | (~Q(state=WordsState.WAITING) & Q(decided_at__isnull=False)),
                name="public_words_decided_at_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[WordsState.REFUSED, WordsState.TAKEN_DOWN]) | ~Q(reason=""),
                name="public_words_refused_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(signs__contained_by=[sign.value for sign in Sign]),
                name="public_words_signs_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["check_by", "id"], condition=Q(state=WordsState.WAITING), name="public_words_to_check"
            ),
            models.Index(
                fields=["-decided_at", "-id"],
                condition=~Q(state=WordsState.WAITING),
                name="public_words_decided",
            ),
            models.Index(
                fields=["latitude", "longitude"],
                condition=Q(is_public=True, latitude__isnull=False),
                name="public_words_by_place",
            ),
        ]

    def __str__(self) -> str:
        return f"words of {self.observation_id}: {self.state}"


class ToldCount(models.Model):
    """How much was told lately from one network address, or of one spot: a keyed digest, by which nobody is found."""

    key = models.CharField(max_length=64, unique=True)
    began_at = models.DateTimeField()
    used = models.PositiveIntegerField()

    privacy = {"id": Keep.KEY, "key": Keep.FACT, "began_at": Keep.FACT, "used": Keep.FACT}

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.used}"
