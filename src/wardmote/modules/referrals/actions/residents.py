"""What anybody tells without an account: an observation, and at once an open referral, so that it has an owner (R2.1).

The coordinator's desk sends for whoever told it: an answer, or a "not ours", comes back to somebody who deals with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor, system
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, keep, lock
from wardmote.kernel.events import publish
from wardmote.shared.documents import actions as documents
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity

from ..audit import Audited
from ..events import ObservationAddedTo, ObservationRecorded
from ..models import Addition, Observation, ObservationPhoto, Referral
from ..permissions import Permission
from ..queries.suggestions import teams_to_take
from ..rules import (
    ON_A_DESK,
    Channel,
    Conflict,
    Desk,
    GroundMissing,
    NotReady,
    ObservationState,
    StepKind,
    narrowest,
    observation_readers,
)
from .grounds import GroundGiven, chosen_items, grounds_for, items_of
from .observations import check_in_use, place
from .readers import let_read
from .sending import clocks_for, send
from .shedding import refuse_what_was_shed
from .steps import end_observation_if_settled, take

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Category, Team

ASKED = "Somebody told us this without an account. Read it, and say what you will do."
"""What a team is asked that gets it: both sides read it."""

IT_IS_OVER = "sorted-itself"
"""Why a referral is taken back when whoever told of it says that it is over: one of WITHDRAW_REASONS."""

_WARDMOTE = system("telling")
"""Who passes on what somebody without an account tells."""

_TELLING = "what somebody without an account tells is written for those who will read it"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What somebody told. Places in WGS 84 degrees. ``tells_of_somebody``: somebody may be recognised by it, so that
    it stays with the teams in the case."""

    category: Category
    words: str
    latitude: float | None = None
    longitude: float | None = None
    place_words: str = ""
    language: str = "en"
    tells_of_somebody: bool = False
    photos: Sequence[bytes] = ()
    channel: Channel = Channel.WEB


@transaction.atomic
def tell(*, by: Actor, told: Told) -> Observation:
    """Keep what somebody tells, and pass it to the first team whose remit takes it, else to the coordinator's desk.

    Raises NotReady for a matter that is protected, which nobody tells by a page open to all, and for what cannot
    stand; NotAPhoto; Conflict where there is no coordinator's desk yet.
    """
    access.require(by, Permission.TELL)
    desk = _desk()
    keep(told.category)
    told.category.refresh_from_db(fields=["ended_on", "sensitivity"])
    check_in_use(told.category)
    level = narrowest(
        Sensitivity.PARTNERS if told.tells_of_somebody else Sensitivity.OPEN, told.category.sensitivity
    )
    if level is Sensitivity.PROTECTED:
        raise NotReady("Do not write this here. Ring the number on the page for it.", field="category")
    if not told.words.strip():
        raise NotReady("Write what you saw or heard.", field="words")
    with as_system(_TELLING):
        observation = Observation(
            state=ObservationState.RECORDED,
            recorded_for=desk,
            channel=told.channel,
            category=told.category,
            words=told.words,
            language=told.language,
            seriousness=told.category.seriousness,
            sensitivity=level,
            observed_at=now(),
            created_at=now(),
            sent_at=now(),
            place_words=told.place_words,
            version=1,
        )
        place(observation, told.latitude, told.longitude)
        observation.readers = observation_readers(level, recorded_by=None, team_ids=[desk.pk])
        observation.save()
        for position, content in enumerate(told.photos):
            document = documents.add_photo(by=_WARDMOTE, content=content, readers=observation.readers)
            ObservationPhoto.objects.create(
                observation=observation, document=document, position=position, readers=observation.readers
            )
        let_read(by=_WARDMOTE, observation=observation, readers=observation.readers)
        record(Audited.TOLD, by=by, subject=observation, channel=told.channel)
        publish(ObservationRecorded(observation_id=observation.pk), about=observation)
        referral = _pass_on(by=_WARDMOTE, observation=observation, desk=desk)
        observation.state = ObservationState.PASSED_ON
        observation.save(update_fields=["state"])
    record(Audited.SENT, by=by, subject=observation, referrals=[referral.pk])
    return observation


@transaction.atomic
def tell_more(*, by: Actor, observation: Observation, words: str) -> Addition:
    """Add what whoever told it comes back to say. The caller has seen that it is theirs."""
    access.require(by, Permission.TELL)
    with as_system(_TELLING):
        observation = lock(observation)
        refuse_what_was_shed(observation.pk)
        if not words.strip():
            raise NotReady("Write what you want to add.", field="words")
        addition = Addition.objects.create(
            observation=observation, added_at=now(), words=words, readers=observation.readers
        )
        record(Audited.ADDED_TO, by=by, subject=observation)
        publish(ObservationAddedTo(observation_id=observation.pk), about=observation)
    return addition


@transaction.atomic
def say_it_is_over(*, by: Actor, observation: Observation, words: str = "") -> int:
    """Take every open referral of it back, because whoever told it says that it is over. Gives how many.

    The caller has seen that it is theirs.
    """
    access.require(by, Permission.TELL)
    with as_system(_TELLING):
        observation = lock(observation)
        still = Referral.objects.filter(observation=observation, state__in=sorted(ON_A_DESK)).order_by("pk")
        ended = [lock(referral) for referral in still]
        for referral in ended:
            take(
                StepKind.WITHDRAWN,
                by=by,
                referral=referral,
                desk=Desk.SENDER,
                reason=IT_IS_OVER,
                words=words,
            )
            end_observation_if_settled(referral)
            record(Audited.WITHDRAWN, by=by, subject=referral, reason=IT_IS_OVER)
    return len(ended)


def _desk() -> Team:
    desk = partnerships.coordinator_desk()
    if desk is None or not partnerships.stands_and_stays(desk.pk):
        raise Conflict("This partnership cannot take what people tell yet: it has no coordinator's desk.")
    return desk


def _pass_on(*, by: Actor, observation: Observation, desk: Team) -> Referral:
    """Send it to the first team that takes it and may be told of it; else it lies at the coordinator's desk."""
    items = items_of(observation, chosen_items(people=(), photos=True))
    for team in [*teams_to_take(observation), desk]:
        if not partnerships.stands_and_stays(team.pk):
            continue
        try:
            rests = grounds_for(
                by=by,
                observation=observation,
                from_team=desk,
                to_teams=[team],
                items=items,
                given=GroundGiven(),
            )
        except GroundMissing:
            continue
        return send(
            by=by,
            observation=observation,
            from_team=desk,
            to_team=team,
            words=ASKED,
            shares_people=True,
            withheld=(),
            shares_photos=True,
            rests=rests[team.pk],
            clock=clocks_for(observation, [team], "")[team.pk],
        )
    raise Conflict("Nobody can take it just now. Nothing was lost: send it again.")
