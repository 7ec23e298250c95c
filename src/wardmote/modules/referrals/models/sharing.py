"""On what ground people were told of: consents, overrides, and the log of every disclosure.

The log is append-only; a consent is withdrawn and an override decided once, and neither is ever removed.
"""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.looks import Seen, WatchedModel
from wardmote.kernel.privacy import EncryptedText, Keep
from wardmote.shared.partnerships.rules import SharedItem

from ..rules import (
    GIVEN_BY,
    HOW_GIVEN,
    ConsentFacts,
    Decision,
    Disclosed,
    OverrideKind,
    SharingGround,
    ground_by_keys,
)
from .observations import Observation

MAX_REASON = 2_000
_ITEMS = [item.value for item in SharedItem]


class Consent(WatchedModel):
    """Somebody agreed that an organisation is told of them: what, how, and until when."""

    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="consents")
    organisation = models.ForeignKey("partnerships.Organisation", on_delete=models.PROTECT, related_name="+")
    given_by = models.CharField(max_length=20, choices=list(GIVEN_BY.items()))
    how = models.CharField(max_length=20, choices=list(HOW_GIVEN.items()))
    purpose = EncryptedText(max_length=MAX_REASON, help_text="What they were told it is for.")
    items = ArrayField(models.CharField(max_length=20))
    given_on = models.DateField()
    holds_until = models.DateField(null=True, blank=True, help_text="The last day it holds.")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Who wrote down that it was withdrawn.",
    )  # fmt: skip
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = dict.fromkeys(
        [
            "organisation", "given_by", "how", "items", "given_on", "holds_until", "recorded_at", "withdrawn_at",
            "readers",
        ],
        Keep.FACT,
    ) | {
        "id": Keep.KEY,
        "observation": Keep.KEY,
        "purpose": Keep.PERSONAL,
        "recorded_by": Keep.STAFF,
        "withdrawn_by": Keep.STAFF,
    }  # fmt: skip

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(given_by__in=list(GIVEN_BY)), name="consent_giver_known"
            ),
            models.CheckConstraint(condition=models.Q(how__in=list(HOW_GIVEN)), name="consent_way_known"),
            models.CheckConstraint(
                condition=models.Q(items__contained_by=_ITEMS, items__len__gt=0), name="consent_items_known"
            ),
            models.CheckConstraint(
                condition=models.Q(holds_until__isnull=True)
                | models.Q(holds_until__gte=models.F("given_on")),
                name="consent_ends_after_it_is_given",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="consent_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"

    def seen_as(self, actor: Actor) -> Iterable[Seen]:
        """The observation it belongs to."""
        yield f"observation:{self.observation_id}", ground_by_keys(keys=actor.keys, readers=self.readers)

    @property
    def facts(self) -> ConsentFacts:
        """What the rules decide from."""
        return ConsentFacts(
            id=self.pk,
            organisation_id=self.organisation_id,
            items=frozenset(self.items),
            given_on=self.given_on,
            until=self.holds_until,
            is_withdrawn=self.withdrawn_at is not None,
        )


class Override(WatchedModel):
    """People are told of without agreement or consent, for a reason that a second person looks at."""

    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="overrides")
    from_team = models.ForeignKey("partnerships.Team", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("partnerships.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    reason = EncryptedText(max_length=MAX_REASON)
    items = ArrayField(models.CharField(max_length=20))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    decision = models.CharField(max_length=10, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_words = EncryptedText(max_length=MAX_REASON, blank=True)
    shed_at = models.DateTimeField(null=True, blank=True, help_text="When its words were removed.")
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = dict.fromkeys(
        ["from_team", "organisation", "kind", "items", "asked_at", "decision", "decided_at", "shed_at", "readers"],
        Keep.FACT,
    ) | {
        "id": Keep.KEY,
        "observation": Keep.KEY,
        "reason": Keep.PERSONAL,
        "decided_words": Keep.PERSONAL,
        "asked_by": Keep.STAFF,
        "decided_by": Keep.STAFF,
    }  # fmt: skip

    class Meta:
        ordering = ["asked_at", "id"]
        indexes = [
            models.Index(
                fields=["asked_at", "id"], condition=models.Q(decision=""), name="override_not_looked_at"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in OverrideKind]), name="override_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(decision__in=[one.value for one in Decision]),
                name="override_decision_known",
            ),
            models.CheckConstraint(
                condition=models.Q(reason="") ^ models.Q(shed_at__isnull=True), name="override_has_a_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(decision="", decided_by__isnull=True, decided_at__isnull=True)
                | (~models.Q(decision="") & models.Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="override_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
                name="override_looked_at_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(items__contained_by=_ITEMS, items__len__gt=0), name="override_items_known"
            ),
        ]

    def __str__(self) -> str:
        return f"override {self.pk}"

    def seen_as(self, actor: Actor) -> Iterable[Seen]:
        """The observation it belongs to."""
        yield f"observation:{self.observation_id}", ground_by_keys(keys=actor.keys, readers=self.readers)


class Disclosure(WatchedModel):
    """A line of the log: which items went to whom on what ground, or why no more may. Append-only, without words."""

    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="disclosures")
    at = models.DateTimeField()
    what = models.CharField(max_length=20)
    by_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    from_organisation = models.ForeignKey(
        "partnerships.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    to_organisation = models.ForeignKey(
        "partnerships.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    items = ArrayField(models.CharField(max_length=20), default=list)
    ground = models.CharField(max_length=20, blank=True)
    agreement = models.ForeignKey(
        "partnerships.SharingAgreement", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    readers = ArrayField(models.IntegerField(), default=list)

    privacy = dict.fromkeys(
        ["at", "what", "from_organisation", "to_organisation", "items", "ground", "agreement", "readers"],
        Keep.FACT,
    ) | {"id": Keep.KEY, "referral": Keep.KEY, "by_person": Keep.STAFF}  # fmt: skip

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["-at", "-id"], name="disclosure_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(what__in=[one.value for one in Disclosed]), name="disclosure_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(ground__in=[ground.value for ground in SharingGround]),
                name="disclosure_ground_known",
            ),
            models.CheckConstraint(
                condition=models.Q(items__contained_by=_ITEMS), name="disclosure_items_known"
            ),
        ]

    def __str__(self) -> str:
        return f"disclosure {self.pk}"

    def seen_as(self, actor: Actor) -> Iterable[Seen]:
        """The referral it belongs to."""
        yield f"referral:{self.referral_id}", ground_by_keys(keys=actor.keys, readers=self.readers)
