"""What was told without an account, for the module above that follows it. All of it is asked as the system, or of what
the actor reads: row-level security decides."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import QuerySet

from wardmote.shared.documents import queries as documents

from ..models import Addition, Observation, ObservationPhoto, Referral


def observations_told(numbers: Collection[int]) -> QuerySet[Observation]:
    """These observations, as far as they are read, with their kind and ward."""
    return Observation.objects.filter(pk__in=list(numbers)).select_related("category", "ward")


def said_later(observation: Observation) -> Sequence[Addition]:
    """What whoever told it came back to say, oldest first."""
    return list(Addition.objects.filter(observation=observation, added_by=None))


def referrals_that_stand(observation: Observation) -> Sequence[Referral]:
    """Its referrals, but those that another one carries on, oldest first."""
    sent = Referral.objects.filter(observation=observation, onward=None)
    return list(sent.select_related("receiver_team", "accountable_team").order_by("sent_at", "pk"))


def observation_of_referral(referral_id: int) -> int | None:
    """The number of the observation that a referral is about."""
    referral = Referral.objects.filter(pk=referral_id).first()
    return referral.observation_id if referral else None


def photo_positions(observation_id: int) -> Sequence[int]:
    """At which places it has photos."""
    rows = ObservationPhoto.objects.filter(observation=observation_id).order_by("position", "pk")
    return [photo.position for photo in rows]


def first_photo(observation_id: int) -> tuple[bytes, str] | None:
    """The bytes and the media type of its first photo; None where it has none."""
    rows = ObservationPhoto.objects.filter(observation=observation_id).select_related("document")
    photo = rows.order_by("position", "pk").first()
    return (documents.bytes_of(photo.document), photo.document.media_type) if photo else None
