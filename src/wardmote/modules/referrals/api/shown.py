"""From rows to what other systems get. Everything that is touched here has been fetched."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist

from wardmote.kernel.actor import Actor
from wardmote.shared.partnerships.api import category_name, team_name
from wardmote.shared.partnerships.rules import Sensitivity, SharedItem, Standard

from ..models import Observation, Referral, Step
from ..queries import Concerned, ReferralStory, Told, Written, people_in
from ..rules import (
    AgeBand,
    Channel,
    Climb,
    Hold,
    ObservationState,
    Priority,
    SharingGround,
    State,
    StepKind,
    looks_personal,
    return_reasons_available,
)
from .schemas import (
    VERBS,
    ComingOut,
    DeadlineOut,
    LooksPersonal,
    ObservationOut,
    ObservationSummary,
    PersonOut,
    PlaceOut,
    PriorityOut,
    ReferralOut,
    ReferralSummary,
    StepOut,
    ToldOut,
    WardName,
    WrittenOut,
)

if TYPE_CHECKING:
    from wardmote.shared.geography.models import Area


def referral_summary(referral: Referral, observation: Observation | None = None) -> ReferralSummary:
    """How a referral stands. The observation is told only to those who were given it."""
    return ReferralSummary(**_standing(referral, observation))


def listed_referral(referral: Referral) -> ReferralSummary:
    """The same for a row of `queries.with_names`, which carries its observation if that may be read."""
    try:
        return referral_summary(referral, referral.observation)
    except ObjectDoesNotExist:
        return referral_summary(referral)


def referral_out(story: ReferralStory, rungs: Iterable[Climb], *, show_people: bool) -> ReferralOut:
    """A referral with its story, and what silence will set off."""
    referral, told = story.referral, story.told
    may_return = story.situation is not None and StepKind.RETURNED in story.moves
    return ReferralOut(
        **_standing(referral, told.observation if told else None),
        told=_told(told, show_people=show_people) if told else None,
        steps=[_step(step) for step in story.own_steps],
        notes=_written(told.notes) if told else [],
        urgent_because=referral.urgent_because if story.steps else "",
        sent_with=Standard(referral.standard),
        deadline_because=story.deadline.explain() if story.deadline else "",
        if_nobody_acts=[ComingOut(at=climb.at, rung=climb.rung) for climb in rungs],
        can=[VERBS[kind] for kind in story.moves if kind in VERBS],
        ground=SharingGround(referral.ground if story.steps else SharingGround.NOT_KEPT),
        tells_of=[SharedItem(item) for item in referral.items] if story.steps else [],
        sharing_stopped_at=referral.sharing_stopped_at if story.steps else None,
        return_reasons=[r.key for r in return_reasons_available(story.situation)]
        if may_return and story.situation
        else [],
    )


def _standing(referral: Referral, observation: Observation | None) -> dict[str, Any]:
    due = referral.next_deadline_at
    accountable = referral.accountable_team
    return {
        "reference": referral.reference,
        "observation": observation.reference if observation else None,
        "title": observation.title if observation else "",
        "state": State(referral.state),
        "hold": Hold(referral.hold),
        "category": category_name(referral.category),
        "ward": _ward(referral.ward),
        "priority": referral.priority,
        "urgent": bool(referral.urgent_because),
        "sensitivity": Sensitivity(referral.sensitivity),
        "sender_team": team_name(referral.sender_team),
        "receiver_team": team_name(referral.receiver_team),
        "accountable_team": team_name(accountable) if accountable else None,
        "claimed_by": referral.claimed_by.name if referral.claimed_by else None,
        "sent_at": referral.sent_at,
        "acknowledged_at": referral.acknowledged_at,
        "ended_at": referral.ended_at,
        "outcome": referral.outcome,
        "deadline": DeadlineOut(at=due, kind=referral.next_deadline_kind) if due else None,
        "not_ours_count": referral.not_ours_count,
        "reopened_count": referral.reopened_count,
        "their_reference": referral.their_reference,
        "carries_on": referral.redirected_from.reference if referral.redirected_from else None,
        "carried_on_by": _onward(referral),
        "version": referral.version,
    }


def _onward(referral: Referral) -> str | None:
    onward: Referral | None = getattr(referral, "onward", None)
    return onward.reference if onward else None


def _told(told: Told, *, show_people: bool) -> ToldOut:
    observation = told.observation
    return ToldOut(
        reference=observation.reference,
        words=observation.words,
        observed_at=observation.observed_at,
        place=_place(observation),
        priority=_priority(observation),
        people_affected=observation.people_affected,
        people=_people(told.people) if show_people else [],
        people_withheld=bool(told.people) and not show_people,
        photos=len(told.photos),
        additions=_written(told.additions),
    )


def _step(step: Step) -> StepOut:
    return StepOut(
        kind=StepKind(step.kind),
        at=step.at,
        by=step.by_words if step.by_person or step.by_link_id else None,
        by_team=team_name(step.by_team) if step.by_team else None,
        to_team=team_name(step.to_team) if step.to_team else None,
        reason=step.reason,
        words=step.words,
        until=step.until,
        late=step.late,
    )


def observation_summary(observation: Observation, actor: Actor) -> ObservationSummary:
    """An observation as lists have it."""
    return ObservationSummary(**_seen(observation, actor))


def observation_out(observation: Observation, actor: Actor) -> ObservationOut:
    """An observation with everything that `queries.observation_for` fetched with it."""
    return ObservationOut(
        **_seen(observation, actor),
        people=_people(people_in(observation)),
        looks_personal=_warnings(observation, actor),
        photos=len(observation.photos.all()),
        additions=[
            WrittenOut(at=a.added_at, by=a.by_words, words=a.words) for a in observation.additions.all()
        ],
        referrals=[referral_summary(r, observation) for r in observation.referrals.all()],
        version=observation.version,
    )


def _warnings(observation: Observation, actor: Actor) -> list[LooksPersonal]:
    """What its writer should look at again; nobody else is told where to look."""
    if observation.sensitivity != Sensitivity.OPEN or observation.recorded_by_id != actor.person_id:
        return []
    return [LooksPersonal(kind=one.kind, start=one.start) for one in looks_personal(observation.words)]


def _seen(observation: Observation, actor: Actor) -> dict[str, Any]:
    team = observation.recorded_for
    return {
        "reference": observation.reference,
        "state": ObservationState(observation.state),
        "category": category_name(observation.category),
        "words": observation.words,
        "priority": _priority(observation),
        "people_affected": observation.people_affected,
        "sensitivity": Sensitivity(observation.sensitivity),
        "place": _place(observation),
        "channel": Channel(observation.channel),
        "language": observation.language,
        "observed_at": observation.observed_at,
        "recorded_at": observation.sent_at,
        "recorded_for": team_name(team) if team else None,
        "received_at": observation.received_at,
        "ended_at": observation.ended_at,
        "ended_reason": observation.ended_reason,
        "their_reference": observation.their_reference if observation.their_system == actor.id else "",
    }


def _place(observation: Observation) -> PlaceOut:
    return PlaceOut(
        latitude=observation.latitude,
        longitude=observation.longitude,
        words=observation.place_words,
        ward=_ward(observation.ward),
        outside_borough=observation.outside_borough,
    )


def _ward(ward: "Area | None") -> WardName | None:
    return WardName(key=ward.key, name=ward.name) if ward else None


def _priority(observation: Observation) -> PriorityOut:
    score = Priority.of(observation.seriousness, observation.band)
    return PriorityOut(seriousness=observation.seriousness, band=observation.band, score=score.score)


def _people(people: Iterable[Concerned]) -> list[PersonOut]:
    return [person_out(person) for person in people]


def person_out(person: Concerned) -> PersonOut:
    """Somebody an observation is about, as far as they are told of."""
    return PersonOut(
        position=person.position,
        name=person.name,
        contact=person.contact,
        address=person.address,
        safe_contact=person.safe_contact,
        date_of_birth=date.fromisoformat(person.date_of_birth) if person.date_of_birth else None,
        age_band=AgeBand(person.age_band) if person.age_band else None,
        language=person.language,
        access_needs=person.access_needs,
    )


def _written(written: Iterable[Written]) -> list[WrittenOut]:
    return [WrittenOut(at=one.at, by=one.by, words=one.words) for one in written]
