"""Referrals and observations as other systems list them."""

from collections.abc import Sequence

from django.db.models import Prefetch, Q, prefetch_related_objects

from wardmote.kernel.actor import Actor
from wardmote.kernel.database import Page, page_of
from wardmote.shared.partnerships import queries as partnerships

from ..models import Observation, Referral
from ..permissions import readable_by
from .observations import PAGE, observation_for


def received_by_team(
    actor: Actor, team_id: int, *, their_reference: str = "", after: str | None = None, size: int = PAGE
) -> Page[Referral]:
    """Everything a team was sent, newest first, ended or not; or what it keeps under a number of its own."""
    if team_id not in partnerships.team_ids_of(actor):
        return Page(rows=[], next=None, previous=None)
    wanted = Q(their_reference=their_reference) if their_reference else Q()
    rows = Referral.objects.filter(readable_by(actor), wanted, receiver_team_id=team_id).select_related(
        "category", "ward__area_set", "claimed_by"
    )
    return page_of(rows, order=("-sent_at", "-id"), after=after, size=size)


def with_names(actor: Actor, rows: Sequence[Referral]) -> Sequence[Referral]:
    """Fetch, for all of them together, what a list says of each: nine queries at most."""
    prefetch_related_objects(
        list(rows),
        "category",
        "claimed_by",
        "sender_team__organisation",
        "receiver_team__organisation",
        "accountable_team__organisation",
        "ward__area_set",
        Prefetch("observation", queryset=Observation.objects.filter(readable_by(actor))),
        Prefetch("redirected_from", queryset=Referral.objects.filter(readable_by(actor))),
        Prefetch("onward", queryset=Referral.objects.filter(readable_by(actor))),
    )
    return rows


def observation_told(actor: Actor, reference: str) -> Observation:
    """An observation with everything that belongs to it, and all names. Raises DoesNotExist."""
    observation = observation_for(actor, reference)
    prefetch_related_objects(list(observation.additions.all()), "added_by")
    with_names(actor, list(observation.referrals.all()))
    return observation


def by_their_reference(actor: Actor, their_reference: str) -> Sequence[Observation]:
    """The observation that the actor's own system sent under a number: one or none."""
    found = Observation.objects.filter(
        readable_by(actor), their_system=actor.id, their_reference=their_reference
    ).exclude(their_reference="")  # so that the partial index serves
    return list(found.select_related("category", "ward__area_set", "recorded_for__organisation")[:1])
