"""One referral with everything that the actor may know of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Expression, F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, JSONObject

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.looks import saw
from wardmote.kernel.privacy import unseal
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import PERSON_ITEMS
from wardmote.shared.rights import queries as rights

from ..models import (
    WHOEVER_TOLD_IT,
    Addition,
    Observation,
    ObservationPhoto,
    PersonConcerned,
    Referral,
    Step,
    TeamNote,
)
from ..permissions import Permission, readable_by
from ..rules import (
    Deadline,
    Desk,
    Situation,
    StepKind,
    moves_available,
    next_deadline,
)
from ..rules.links import BY_LINK
from .clocks import chain_of, situation_from
from .concerned import Concerned, put_together

if TYPE_CHECKING:
    from wardmote.kernel.working_time import Calendar


@dataclass(frozen=True)
class Written:
    """Words somebody added later: to an observation, or as a note for the own team."""

    at: datetime
    by: str
    words: str


@dataclass(frozen=True)
class Told:
    """The observation behind a referral with what belongs to both, as far as the actor may read it.

    ``notes`` are those of the actor's own team.
    """

    observation: Observation
    people: Sequence[Concerned]
    """Read with it; whoever shows them asks `people_shown`, which keeps that they were seen."""
    photos: Sequence[int]
    additions: Sequence[Written]
    notes: Sequence[Written]


@dataclass(frozen=True)
class ReferralStory:
    """One referral with what the actor may know of it, and may do with it now.

    Whoever sees only that work moves gets neither words nor steps, nor a situation.
    """

    referral: Referral
    told: Told | None
    steps: Sequence[Step]
    situation: Situation | None
    deadline: Deadline | None
    moves: Sequence[StepKind]
    calendar: Calendar | None = None
    """The receiving team's working time, by which its deadline was worked out."""

    @property
    def own_steps(self) -> Sequence[Step]:
        """The steps of this referral, without those of the ones it carries on."""
        return [step for step in self.steps if step.referral_id == self.referral.pk]


def referral_for(actor: Actor, reference: str) -> Referral:
    """The referral alone. Raises DoesNotExist when it is not there or not readable."""
    referral = (
        Referral.objects.filter(readable_by(actor))
        .select_related(
            "category",
            "clock",
            "ward__area_set",
            "sender_team__organisation",
            "receiver_team__organisation",
            "accountable_team",
            "sent_by",
            "claimed_by",
            "redirected_from__receiver_team",
            "onward__receiver_team",
        )
        .annotate(marked=rights.marked("observation", "observation_id"))
        .get(reference=reference)
    )
    access.require(actor, Permission.READ_REFERRAL, referral)
    return referral


def story_of(actor: Actor, referral: Referral) -> ReferralStory:
    """Everything the page of a referral shows: three queries, however long the story is.

    Told as of the row: a step that somebody takes while it is read comes with the next reading.
    """
    steps = list(
        chain_of(referral)
        .filter(readable_by(actor))
        .exclude(referral=referral.pk, position__gt=referral.version)
        .select_related("by_person", "by_team__organisation", "to_team__organisation")
    )
    situation = deadline = calendar = None
    if _are_the_whole_log(referral, steps):
        situation = situation_from(referral, steps)
        calendar = partnerships.calendar_for(referral.receiver_team)
        deadline = next_deadline(situation, referral.clock.times, calendar)
    return ReferralStory(
        referral=referral,
        told=_told(actor, referral),
        steps=steps,
        situation=situation,
        deadline=deadline,
        moves=_moves(actor, referral, situation),
        calendar=calendar,
    )


def people_shown(actor: Actor, told: Told) -> Sequence[Concerned]:
    """Who is concerned, to be shown now: that the actor saw them is kept."""
    if told.people:
        saw(told.observation.people_seen_as(actor))
    return told.people


def _are_the_whole_log(referral: Referral, steps: Sequence[Step]) -> bool:
    """Whether nothing is left out: a team that handed its work over reads no step that came after."""
    logs = {pk: list(log) for pk, log in groupby(steps, key=lambda step: step.referral_id)}
    return (
        logs.keys() == {*referral.earlier, referral.pk}
        and len(logs[referral.pk]) == referral.version
        and all(logs[pk][-1].kind == StepKind.REDIRECTED for pk in referral.earlier)
    )


def _told(actor: Actor, referral: Referral) -> Told | None:
    """One query: what belongs to it comes as arrays, each through the policy of its own table."""

    def array(rows: QuerySet[Any], value: Expression | F, *order: str) -> ArraySubquery:
        return ArraySubquery(rows.filter(readable_by(actor)).order_by(*order).values_list(value, flat=True))

    here = {"observation": OuterRef("pk")}
    found = (
        Observation.objects.filter(readable_by(actor), pk=referral.observation_id)
        .select_related("recorded_by")
        .annotate(
            people_read=array(
                PersonConcerned.objects.filter(**here),
                JSONObject(position="position", **{item.value: item.value for item in PERSON_ITEMS}),
                "position",
                "pk",
            ),
            photos_read=array(ObservationPhoto.objects.filter(**here), F("position"), "position", "pk"),
            additions_read=array(
                Addition.objects.filter(**here),
                JSONObject(
                    at="added_at",
                    by=Coalesce("added_by__name", Value(WHOEVER_TOLD_IT)),
                    words="words",
                ),
                "added_at",
                "pk",
            ),
            notes_read=array(
                TeamNote.objects.filter(referral=referral.pk),
                JSONObject(at="at", by="by_person__name", words="words"),
                "at",
                "pk",
            ),
        )
        .first()
    )
    if found is None:
        return None
    return Told(
        observation=found,
        people=put_together(
            {name: unseal(value) if isinstance(value, str) else value for name, value in row.items()}
            for row in found.people_read
        ),
        photos=found.photos_read,
        additions=[_written(one) for one in found.additions_read],
        notes=[_written(one) for one in found.notes_read],
    )


def _written(read: Mapping[str, str]) -> Written:
    words = unseal(read["words"])  # as it stands in the database: an array's values know no field
    return Written(at=datetime.fromisoformat(read["at"]), by=read["by"] or "", words=words)


_SPOKEN_FOR_SENDER = frozenset({StepKind.ANSWERED, StepKind.WITHDRAWN, StepKind.REOPENED})


def _moves(actor: Actor, referral: Referral, situation: Situation | None) -> Sequence[StepKind]:
    """What the actor may do now, on whichever sides they stand, in the order of the table of moves."""
    if situation is None:
        return []
    moves: list[StepKind] = []
    if situation.accountable and access.allows(actor, Permission.ANSWER, referral):
        on_desk = moves_available(situation, situation.accountable)
        moves += [kind for kind in on_desk if kind not in _SPOKEN_FOR_SENDER]
        if not access.allows(actor, Permission.REDIRECT, referral):
            moves = [kind for kind in moves if kind in BY_LINK]
    if access.allows(actor, Permission.SPEAK_FOR_SENDER, referral):
        moves += [k for k in moves_available(situation, Desk.SENDER) if k in _SPOKEN_FOR_SENDER]
    if situation.claimed_by is not None and StepKind.CLAIMED in moves:
        moves.remove(StepKind.CLAIMED)
    return moves
