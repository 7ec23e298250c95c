"""On what ground the referrals of the demo's past told of people: by the product's rules, on the day each was sent."""

from __future__ import annotations

from collections.abc import Iterable

from wardmote.kernel.clock import LONDON
from wardmote.kernel.database import insert_many
from wardmote.modules.referrals.models import Disclosure, ObservationPhoto, PersonConcerned, Referral
from wardmote.modules.referrals.rules import Disclosed, SharingGround, items_carried
from wardmote.shared.partnerships.models import SharingAgreement
from wardmote.shared.partnerships.rules import PERSON_ITEMS, Sensitivity, Share, SharedItem, fitting


class Grounds:
    """What was agreed, and what there was to tell."""

    def __init__(self) -> None:
        self._agreed = [a.facts for a in SharingAgreement.objects.prefetch_related("parties")]
        self._there: dict[int, set[SharedItem]] = {}
        for person in PersonConcerned.objects.all():
            there = self._there.setdefault(person.observation_id, set())
            there |= {item for item in PERSON_ITEMS if getattr(person, item)}
        for photo in ObservationPhoto.objects.all():
            self._there.setdefault(photo.observation_id, set()).add(SharedItem.PHOTOS)

    def rest(self, row: Referral) -> None:
        """Write on a referral what it tells of people and what that rests on."""
        items = items_carried(
            row.sensitivity, there=self._there.get(row.observation_id, set()), chosen=list(SharedItem)
        )
        row.items, own = sorted(items), row.sender_team.organisation_id
        if not items:
            row.ground = SharingGround.NOTHING_PERSONAL
        elif own == row.receiver_team.organisation_id:
            row.ground = SharingGround.OWN_ORGANISATION
        else:
            share = Share(
                sender=own,
                receiver=row.receiver_team.organisation_id,
                items=frozenset(items),
                is_protected=row.sensitivity == Sensitivity.PROTECTED,
                day=row.sent_at.astimezone(LONDON).date(),
            )
            fits = fitting(self._agreed, share)
            row.ground = SharingGround.AGREEMENT if fits else SharingGround.NOT_ASKED
            row.agreement_id = fits[0].id if fits else None


def log_disclosures(rows: Iterable[Referral]) -> None:
    """Write the log of what the demo's past told other organisations."""
    insert_many(
        [
            Disclosure(
                referral=row,
                at=row.sent_at,
                what=Disclosed.SHARED,
                by_person_id=row.sent_by_id,
                from_organisation_id=row.sender_team.organisation_id,
                to_organisation_id=row.receiver_team.organisation_id,
                items=row.items,
                ground=row.ground,
                agreement_id=row.agreement_id,
                readers=row.readers,
            )
            for row in rows
            if row.items and row.ground != SharingGround.OWN_ORGANISATION
        ]
    )
