"""Somebody agrees that an organisation is told of them, and may withdraw it (R1.8)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now, today
from wardmote.kernel.database import as_system, lock
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.shared.partnerships.rules import Sensitivity, SharedItem

from ..audit import Audited
from ..models import MAX_REASON, Consent, Observation
from ..permissions import Permission
from ..rules import GIVEN_BY, HOW_GIVEN, Disclosed
from .disclosures import stop_sharing

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Organisation


@dataclass(frozen=True, kw_only=True)
class ConsentGiven:
    """What somebody says of a consent. `until` is the last day it holds; None for until it is withdrawn."""

    given_by: str
    how: str
    purpose: str
    until: date | None = None


def keep_consent(
    *,
    by: Actor,
    observation: Observation,
    to: Organisation,
    items: Collection[SharedItem],
    given: ConsentGiven,
) -> Consent:
    """Check and keep a consent given today. Raises NotReady for what is missing or cannot be."""
    for field, known, said in (
        ("given_by", GIVEN_BY, "Choose who gave it."),
        ("how", HOW_GIVEN, "Choose how it was given."),
    ):
        if getattr(given, field) not in known:
            raise NotReady(said, field=f"consent_{field}")
    if given.until is not None and given.until < today():
        raise NotReady("It would have ended already. Give today or a later day.", field="consent_until")
    if not items:
        raise NotReady("Choose what they agreed to.", field="consent_items")
    purpose = wording.text(
        given.purpose,
        field="consent_purpose",
        called="what they were told it is for",
        longest=MAX_REASON,
        required=True,
    )
    with as_system("a consent is read by all who read what it is about"):
        return Consent.objects.create(
            observation=observation,
            organisation=to,
            given_by=given.given_by,
            how=given.how,
            purpose=purpose,
            items=sorted(items),
            given_on=today(),
            holds_until=given.until,
            recorded_by_id=by.known_person_id,
            recorded_at=now(),
            readers=observation.readers,
        )


@transaction.atomic
def record_consent(
    *,
    by: Actor,
    observation: Observation,
    to: Organisation,
    items: Collection[SharedItem],
    given: ConsentGiven,
) -> Consent:
    """Keep that somebody agreed an organisation may be told of them. Raises NotReady for what cannot be."""
    observation = lock(observation)
    access.require(by, Permission.KEEP_CONSENT, observation)
    if observation.sensitivity == Sensitivity.OPEN:
        raise NotReady("It is open: everybody may read it, and nobody is told of.", field="organisation")
    if unknown := set(items) - set(SharedItem):
        raise NotReady(f"Nobody can agree to {unknown.pop()}.", field="consent_items")
    consent = keep_consent(by=by, observation=observation, to=to, items=items, given=given)
    record(Audited.CONSENT_RECORDED, by=by, subject=observation, organisation=to.pk, items=consent.items)
    return consent


@transaction.atomic
def withdraw_consent(*, by: Actor, consent: Consent) -> Consent:
    """Keep that a consent was withdrawn. No more is shared on it; what was sent is not undone, and both sides see it.

    Raises Conflict where it was withdrawn before.
    """
    observation = lock(consent.observation)
    access.require(by, Permission.KEEP_CONSENT, observation)
    consent = lock(consent)
    if consent.withdrawn_at is not None:
        raise Conflict("It was withdrawn already.")
    consent.withdrawn_at, consent.withdrawn_by_id = now(), by.known_person_id
    consent.save(update_fields=["withdrawn_at", "withdrawn_by"])
    with as_system("no more is shared on a consent that was withdrawn"):
        stop_sharing(by=by, referrals=consent.referrals.all(), what=Disclosed.CONSENT_WITHDRAWN)
    record(Audited.CONSENT_WITHDRAWN, by=by, subject=observation, organisation=consent.organisation_id)
    return consent
