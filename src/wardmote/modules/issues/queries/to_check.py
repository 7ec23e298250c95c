"""What somebody must read before everybody may, and what was shown, refused and taken down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now
from wardmote.kernel.database import Page, as_system, page_of
from wardmote.modules.referrals import queries as referrals
from wardmote.modules.referrals.rules import looks_personal
from wardmote.modules.referrals.rules.personal import Found
from wardmote.shared.geography import queries as geography
from wardmote.shared.partnerships.rules import COORDINATOR

from ..models import Gathering, Issue, PublicWords
from ..permissions import CHECKS, Permission, may_check
from ..rules.telling import WordsState

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Observation


def _mine(actor: Actor) -> QuerySet[PublicWords]:
    """Those that the actor may decide on: all at the coordinator's desk, else those of their areas."""
    rows = PublicWords.objects.select_related("category", "ward", "decided_by")
    if COORDINATOR in actor.keys:
        return rows
    areas = {int(scope.partition(":")[2]) for scope in actor.scopes(*CHECKS)}
    wards = {ward for division in geography.area_tree() for branch in division.areas if branch.area.id in areas
             for ward in (*(inner.id for inner in branch.wards), branch.area.id)}  # fmt: skip
    return rows.filter(ward__in=sorted(wards))


def words_to_check(
    actor: Actor, *, decided: bool = False, after: str | None = None, size: int = 25
) -> Page[PublicWords]:
    """What waits to be read, the one that is due first at the top; or what was decided, the latest first.

    Raises NotAllowed for somebody who decides on none.
    """
    access.require(actor, Permission.CHECK_WORDS)
    if decided:
        return page_of(
            _mine(actor).exclude(state=WordsState.WAITING),
            order=("-decided_at", "-id"),
            after=after,
            size=size,
        )
    waiting = _mine(actor).filter(state=WordsState.WAITING)
    return page_of(waiting, order=("check_by", "id"), after=after, size=size)


def observations_of(actor: Actor, rows: Sequence[PublicWords]) -> Mapping[int, Observation]:
    """What was told, for a page of these, by the number of the observation: as far as the actor reads it. One query."""
    found = referrals.observations_told([row.observation_id for row in rows])
    return {observation.pk: observation for observation in found}


def words_waiting(actor: Actor) -> int:
    """How many wait to be read by the actor."""
    return _mine(actor).filter(state=WordsState.WAITING).count() if may_check(actor, None) else 0


def words_late(actor: Actor) -> int:
    """How many of these are past their time."""
    return _mine(actor).filter(state=WordsState.WAITING, check_by__lt=now()).count()


@dataclass(frozen=True, kw_only=True)
class ToCheck:
    """One report to decide on: what was told, what was found in it, its photos by their places."""

    row: PublicWords
    observation: Observation
    found: Sequence[Found]
    photos: Sequence[int]


def to_check(actor: Actor, pk: int) -> ToCheck:
    """One report to decide on. Raises DoesNotExist where the actor decides on none such."""
    access.require(actor, Permission.CHECK_WORDS)
    row = _mine(actor).get(pk=pk)
    observation = referrals.observations_told([row.observation_id]).get()
    return ToCheck(
        row=row,
        observation=observation,
        found=looks_personal(f"{observation.words}\n{observation.place_words}"),
        photos=referrals.photo_positions(observation.pk),
    )


def words_in(actor: Actor, issue: Issue, *, most: int = 20) -> Sequence[PublicWords]:
    """What people said of an issue that everybody may read, the latest first. Raises NotAllowed."""
    access.require(actor, Permission.READ_ISSUE, issue)
    with as_system("which reports are in an issue: numbers only"):
        gathered = list(
            Gathering.objects.filter(issue=issue, ended_at=None).values_list("observation_id", flat=True)
        )
    shown = PublicWords.objects.filter(Q(observation__in=gathered), is_public=True)
    return list(shown.order_by("-told_at", "-pk")[:most])


def public_photo(pk: int) -> tuple[bytes, str]:
    """The bytes and media type of a photo that was looked at and is shown. Raises DoesNotExist for any other."""
    row = PublicWords.objects.get(pk=pk, is_public=True, photo_shown=True)
    with as_system("a photo that was looked at is shown to everybody"):
        photo = referrals.first_photo(row.observation_id)
    if photo is None:
        raise PublicWords.DoesNotExist
    return photo
