"""The feed tells other systems what happened, each what it may read."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, in_turn
from wardmote.kernel.events import reacts_to
from wardmote.shared.partnerships.rules import Sensitivity, person_key

from ..events import (
    ObservationAddedTo,
    ObservationEnded,
    ObservationErasedFrom,
    ObservationRecorded,
    ReferralStepped,
    ReportsImported,
)
from ..models import Happening, HappeningReach, Observation, Step
from ..rules import HappeningKind, StepKind


@reacts_to(ReferralStepped)
def tell_step(event: ReferralStepped) -> None:
    """Tell of a step to those who read it; of a protected matter that was received, to its writer too."""
    with as_system("the feed tells each reader of a step"):
        step = Step.objects.select_related("referral__observation").get(
            referral_id=event.referral_id, position=event.position
        )
        observation = step.referral.observation
        _tell(
            HappeningKind.of_step(step.kind),
            at=step.at,
            observation_id=observation.pk,
            referral_id=step.referral_id,
            readers=step.readers,
        )
        protected = step.referral.sensitivity == Sensitivity.PROTECTED
        first = step.kind == StepKind.ACKNOWLEDGED and observation.received_at == step.at
        if protected and first and observation.recorded_by_id:
            _tell(
                HappeningKind.RECEIVED,
                at=step.at,
                observation_id=observation.pk,
                readers=[person_key(observation.recorded_by_id)],
            )


@reacts_to(ObservationRecorded)
def tell_recorded(event: ObservationRecorded) -> None:
    """Tell of an observation that was sent."""
    with as_system("the feed tells each reader of an observation"):
        observation = Observation.objects.get(pk=event.observation_id)
        _tell_of(observation, HappeningKind.RECORDED, observation.sent_at)


@reacts_to(ObservationAddedTo)
def tell_added(event: ObservationAddedTo) -> None:
    """Tell of what was added."""
    with as_system("the feed tells each reader of an addition"):
        observation = Observation.objects.get(pk=event.observation_id)
        added = observation.additions.order_by("-added_at", "-pk").first()
        _tell_of(observation, HappeningKind.ADDED_TO, added.added_at if added else None)


@reacts_to(ObservationErasedFrom)
def tell_erased(event: ObservationErasedFrom) -> None:
    """Tell that something of it was erased, so that other systems erase it too."""
    with as_system("the feed tells each reader of an erasure"):
        _tell_of(Observation.objects.get(pk=event.observation_id), HappeningKind.ERASED, now())


@reacts_to(ObservationEnded)
def tell_ended(event: ObservationEnded) -> None:
    """Tell of an observation that needs nothing more."""
    with as_system("the feed tells each reader of an ending"):
        observation = Observation.objects.get(pk=event.observation_id)
        _tell_of(observation, HappeningKind.ENDED, observation.ended_at)


_TELL_IMPORTED = """
    insert into referrals_happening (public_id, kind, at, observation_id, readers)
    select gen_random_uuid(), %s, o.sent_at, o.id, o.readers from referrals_observation o
    where o.import_run_id = %s
      and not exists (select 1 from referrals_happening h where h.observation_id = o.id)
    order by o.id returning id
"""
_REACH_IMPORTED = """
    insert into referrals_happeningreach (key, happening_id)
    select distinct unnest(readers), id from referrals_happening where id = any(%s)
"""


@reacts_to(ReportsImported)
def tell_imported(event: ReportsImported) -> None:
    """Tell of each observation of a batch that another system brought."""
    with as_system("the feed tells each reader of what was imported"), connection.cursor() as cursor:
        in_turn(_FEED)
        cursor.execute(_TELL_IMPORTED, [HappeningKind.RECORDED, event.run_id])
        cursor.execute(_REACH_IMPORTED, [[row[0] for row in cursor.fetchall()]])


_FEED = "the feed of what happened"


def _tell_of(observation: Observation, kind: HappeningKind, at: datetime | None) -> None:
    if at is not None:
        _tell(kind, at=at, observation_id=observation.pk, readers=observation.readers)


def _tell(
    kind: HappeningKind,
    *,
    at: datetime,
    observation_id: int,
    readers: Iterable[int],
    referral_id: int | None = None,
) -> None:
    keys = sorted(set(readers))
    in_turn(_FEED)
    happening = Happening.objects.create(
        kind=kind, at=at, observation_id=observation_id, referral_id=referral_id, readers=keys
    )
    HappeningReach.objects.bulk_create(HappeningReach(key=key, happening_id=happening.pk) for key in keys)
