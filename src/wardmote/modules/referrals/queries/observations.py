"""Reads of observations: one, mine, and everything that reaches me."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import connection
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import Page, page_of
from wardmote.shared.documents import queries as documents
from wardmote.shared.rights import queries as rights

from ..models import Observation, ObservationPhoto, Referral, Step
from ..permissions import Permission, readable_by
from ..rules import DISCARDED, ObservationState, StepKind

PAGE = 50

_WRITES_TO_SENDER = frozenset(
    {
        StepKind.ACKNOWLEDGED,
        StepKind.ACCEPTED,
        StepKind.ASKED,
        StepKind.NOTED,
        StepKind.PAUSED,
        StepKind.RETURNED,
        StepKind.REDIRECTED,
        StepKind.CLOSED,
    }
)


def observation_for(actor: Actor, reference: str) -> Observation:
    """The observation with everything its page shows, each referral with its ``last_words``.

    Raises DoesNotExist when it is not there or not readable.
    """
    observation = (
        Observation.objects.filter(readable_by(actor))
        .select_related(
            "category__group",
            "category__clock",
            "category__urgent_clock",
            "ward",
            "recorded_by",
            "recorded_for__organisation",
        )
        .prefetch_related(
            "people",
            "photos",
            Prefetch("additions"),
            Prefetch("referrals", queryset=_with_last_words(actor, _referrals(actor))),
        )
        .annotate(marked=rights.marked("observation", "pk"))
        .get(reference=reference)
    )
    access.require(actor, Permission.READ_OBSERVATION, observation)
    return observation


def observation_alone(actor: Actor, reference: str) -> Observation:
    """The observation without what belongs to it. Raises DoesNotExist when it is not there or not readable."""
    observation = Observation.objects.filter(readable_by(actor)).get(reference=reference)
    access.require(actor, Permission.READ_OBSERVATION, observation)
    return observation


def observation_with(actor: Actor, reference: str) -> Observation | None:
    """The observation with a number, where there is one that the actor may read. One query."""
    return Observation.objects.filter(readable_by(actor), reference=reference).first()


def observations_numbered(actor: Actor, numbers: Collection[int]) -> Mapping[int, Observation]:
    """Some observations by number, those that the actor may read, without what belongs to them. One query."""
    found = Observation.objects.filter(readable_by(actor), pk__in=numbers)
    return {one.pk: one for one in found.select_related("category", "ward", "recorded_for__organisation")}


def _referrals(actor: Actor) -> QuerySet[Referral]:
    return (
        Referral.objects.filter(readable_by(actor))
        .select_related("receiver_team__organisation", "accountable_team", "claimed_by")
        .order_by("sent_at", "pk")
    )


def _with_last_words(actor: Actor, referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    """Each with ``last_words``: what the team last wrote for the other side, if the actor may read it."""
    written = Step.objects.filter(
        readable_by(actor), referral=OuterRef("pk"), kind__in=sorted(_WRITES_TO_SENDER)
    )
    last = written.exclude(words="").order_by("-position").values("words")[:1]
    return referrals.annotate(last_words=Subquery(last))


def draft_for(actor: Actor, reference: str) -> Observation:
    """A draft, to its writer. Raises DoesNotExist for anything else."""
    draft = (
        Observation.objects.filter(readable_by(actor), state=ObservationState.DRAFT)
        .select_related(
            "category__group",
            "category__clock",
            "category__urgent_clock",
            "ward",
            "recorded_for__organisation",
        )
        .prefetch_related("people", "photos")
        .get(reference=reference)
    )
    access.require(actor, Permission.CHANGE_DRAFT, draft)
    return draft


def drafts_of(actor: Actor) -> QuerySet[Observation]:
    """The drafts the actor has not sent yet, newest first, at most fifty."""
    return (
        Observation.objects.filter(
            readable_by(actor), recorded_by_id=actor.person_id, state=ObservationState.DRAFT
        )
        .select_related("category", "ward")
        .order_by("-created_at", "-pk")[:PAGE]
    )


def recorded_by(actor: Actor, *, after: str | None = None, size: int = PAGE) -> Page[Observation]:
    """What the actor recorded and sent, newest first, each with its referrals, so that what became of it shows."""
    mine = (
        Observation.objects.filter(readable_by(actor), recorded_by_id=actor.person_id)
        .exclude(state=ObservationState.DRAFT)
        .exclude(ended_reason=DISCARDED)
        .select_related("category", "ward", "recorded_for__organisation")
        .prefetch_related(Prefetch("referrals", queryset=_referrals(actor)))
    )
    return page_of(mine, order=("-created_at", "-id"), after=after, size=size)


def reaching(
    actor: Actor, *, after: str | None = None, size: int = PAGE
) -> tuple[list[Observation], str | None]:
    """The newest observations that any of the actor's keys reaches, and where the next page starts.

    ``after`` is the reference of the last one shown. Driven from the reach table, one short index walk a key, so
    that a page costs the same however long the history is (docs/explanation/kernel.md).
    """
    last = Observation.objects.filter(readable_by(actor), reference=after).first() if after else None
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select distinct newest.created_at, newest.observation_id
            from unnest(%s::int[]) as held(key)
            cross join lateral (
                select created_at, observation_id from referrals_reach
                where key = held.key and created_at <= %s
                  and (created_at < %s or observation_id < %s)
                order by created_at desc, observation_id desc limit %s
            ) as newest
            order by 1 desc, 2 desc limit %s
            """,
            [
                list(actor.keys),
                last.created_at if last else "infinity",
                last.created_at if last else "infinity",
                last.pk if last else 0,
                size + 1,
                size + 1,
            ],
        )
        ids = [row[1] for row in cursor.fetchall()]
    found = Observation.objects.filter(readable_by(actor), pk__in=ids[:size]).select_related(
        "category", "ward", "recorded_for__organisation"
    )
    rows = sorted(found, key=lambda o: (o.created_at, o.pk), reverse=True)
    return rows, rows[-1].reference if len(ids) > size and rows else None


def photo_for(actor: Actor, reference: str, position: int) -> tuple[bytes, str]:
    """A photo's bytes and media type. Raises DoesNotExist unless the actor may read photo and observation."""
    photo = (
        ObservationPhoto.objects.filter(
            readable_by(actor), observation__reference=reference, position=position
        )
        .select_related("document", "observation")
        .get()
    )
    access.require(actor, Permission.READ_OBSERVATION, photo.observation)
    return documents.bytes_of(photo.document), photo.document.media_type
