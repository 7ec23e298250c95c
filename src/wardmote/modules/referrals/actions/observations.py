"""Recording: keep a draft, correct it, send it; afterwards only add to it or say that it needs nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now, today
from wardmote.kernel.database import as_system, in_turn, keep, lock
from wardmote.kernel.events import publish
from wardmote.kernel.jobs import tasks
from wardmote.shared.documents import actions as documents
from wardmote.shared.geography import queries as geography
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity

from ..audit import Audited
from ..events import ObservationAddedTo, ObservationEnded, ObservationRecorded
from ..models import SAID, Addition, Observation, ObservationPhoto, PersonConcerned
from ..permissions import Permission
from ..rules import (
    DISCARDED,
    NOTHING_MORE,
    AgeBand,
    Channel,
    Conflict,
    NotReady,
    ObservationState,
    band_on,
    draft_readers,
    narrowest,
    observation_readers,
    why_not_born,
)
from .disclosures import readers_of_more
from .readers import let_read
from .shedding import REMOVE_FILES, refuse_what_was_shed, shed_matters

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Category, Team

MAX_PHOTOS = 5


@dataclass(frozen=True, kw_only=True)
class Concerned:
    """Somebody an observation is about, as written on the form: any of it may be left out, and not all of it.

    ``age_band`` is one of `AGE_BANDS`, for whoever's date of birth is not known.
    """

    name: str = ""
    contact: str = ""
    address: str = ""
    safe_contact: str = ""
    date_of_birth: date | None = None
    age_band: str = ""
    language: str = ""
    access_needs: str = ""

    def known(self, today: date) -> dict[str, str]:
        """What is kept of them, item by item. Raises NotReady for what cannot be.

        A date of birth gives the age band too, so that a receiver can be shown the one without the other.
        """
        if self.date_of_birth and (why := why_not_born(self.date_of_birth, today)):
            raise NotReady(why, field="date_of_birth")
        if self.date_of_birth and self.age_band:
            raise NotReady("Give a date of birth or an age band, not both.", field="age_band")
        if self.age_band and self.age_band not in set(AgeBand):
            raise NotReady("Choose one of the age bands.", field="age_band")
        known: dict[str, str] = {
            **asdict(self),
            "date_of_birth": self.date_of_birth.isoformat() if self.date_of_birth else "",
            "age_band": band_on(today, self.date_of_birth) if self.date_of_birth else self.age_band,
        }
        if not any(value.strip() for value in known.values()):
            raise NotReady("Write at least one thing about each person, or leave them out.", field="people")
        return known


@dataclass(frozen=True, kw_only=True)
class ObservationDetails:
    """What somebody wrote about what they saw. Places in WGS 84 degrees; ``observed_at`` aware.

    ``their_reference`` is the number it has in the writer's own system, where it comes from one.
    """

    category: Category
    words: str
    seriousness: int
    people_affected: int
    sensitivity: Sensitivity
    observed_at: datetime
    latitude: float | None = None
    longitude: float | None = None
    place_words: str = ""
    channel: Channel = Channel.WORKER
    language: str = "en"
    people: Sequence[Concerned] = ()
    their_reference: str = ""


@transaction.atomic
def keep_draft(
    *,
    by: Actor,
    team: Team,
    details: ObservationDetails,
    draft: Observation | None = None,
    version: int | None = None,
) -> Observation:
    """Keep an observation as a draft, new or changed.

    Raises Conflict when the draft was changed elsewhere since ``version``, or the writer's own system has sent this
    reference before; NotReady when what is written cannot stand.
    """
    if draft is None:
        access.require(by, Permission.RECORD, team)
        draft = Observation(
            recorded_by_id=by.person_id, created_at=now(), readers=draft_readers(by.known_person_id)
        )
    else:
        draft = lock(draft)
        access.require(by, Permission.CHANGE_DRAFT, draft)
        if version is not None and draft.version != version:
            raise Conflict("You changed this draft in another window. Both are shown so that you can choose.")
    if team.pk not in partnerships.team_ids_of(by):
        raise NotReady("Choose one of your own teams.", field="team")
    if details.observed_at > now():
        raise NotReady(
            "The time you saw it is still to come. Give a time that has passed.", field="observed_at"
        )
    if not details.words.strip():
        raise NotReady("Write what you saw or heard.", field="words")
    check_in_use(details.category)
    people = [person.known(today()) for person in details.people]
    draft.recorded_for = team
    draft.category = details.category
    draft.words = details.words
    draft.seriousness = details.seriousness
    draft.people_affected = details.people_affected
    draft.sensitivity = _sensitivity_of(details)
    draft.observed_at = details.observed_at
    draft.channel = details.channel
    draft.language = details.language
    draft.place_words = details.place_words
    place(draft, details.latitude, details.longitude)
    _take_their_reference(draft, by, details.their_reference)
    draft.version += 1
    draft.save()
    if draft.version > 1:
        with as_system("the people named in a draft are written anew"):
            draft.people.all().delete()
    PersonConcerned.objects.bulk_create(
        row
        for position, known in enumerate(people)
        for row in PersonConcerned.rows_of(draft, position, known, draft.readers)
    )
    record(Audited.DRAFT_KEPT, by=by, subject=draft, version=draft.version)
    return draft


def check_in_use(category: Category) -> None:
    """Raise NotReady for a kind of matter that has ended."""
    if category.ended_on is not None:
        raise NotReady(f"“{category}” is no longer used. Choose another.", field="category")


def _sensitivity_of(details: ObservationDetails) -> Sensitivity:
    """At least what its kind asks for; naming a person makes it at least partners."""
    levels = [details.sensitivity, details.category.sensitivity]
    if details.people:
        levels.append(Sensitivity.PARTNERS)
    return narrowest(*levels)


def _take_their_reference(draft: Observation, by: Actor, their_reference: str) -> None:
    """Keep the writer's own number, once. A lock on the name, because the other row may not be committed yet."""
    if not their_reference or their_reference == draft.their_reference:
        return
    in_turn(f"{by.id} {their_reference}")
    with as_system("whether the writer's own system has sent it before"):
        before = Observation.objects.filter(their_system=by.id, their_reference=their_reference).first()
    if before:
        raise Conflict(
            f"You have sent this reference before: it is {before.reference}. Add to that one instead."
        )
    draft.their_system, draft.their_reference = by.id, their_reference


def place(draft: Observation, latitude: float | None, longitude: float | None) -> None:
    """Say where it is, and in which ward that lies. The caller saves."""
    draft.latitude, draft.longitude = latitude, longitude
    draft.ward_id, draft.outside_borough = None, False
    if latitude is not None and longitude is not None:
        location = geography.locate(latitude, longitude)
        draft.ward_id = location.ward_id
        draft.outside_borough = not location.inside_borough


@transaction.atomic
def add_photo(*, by: Actor, draft: Observation, content: bytes) -> ObservationPhoto:
    """Add a photo to a draft. Raises NotAPhoto or NotReady with what to do instead."""
    draft = lock(draft)
    access.require(by, Permission.CHANGE_DRAFT, draft)
    there = draft.photos.count()
    if there >= MAX_PHOTOS:
        raise NotReady(f"{MAX_PHOTOS} photos are the most. Take one away first.", field="photo")
    document = documents.add_photo(by=by, content=content, readers=draft.readers)
    photo = ObservationPhoto.objects.create(
        observation=draft, document=document, position=there, readers=draft.readers
    )
    record(Audited.PHOTO_ADDED, by=by, subject=draft)
    return photo


@transaction.atomic
def keep_among_partners(*, by: Actor, draft: Observation) -> Observation:
    """Let the teams in the case alone read a draft that was open, because its words tell of somebody."""
    draft = lock(draft)
    access.require(by, Permission.CHANGE_DRAFT, draft)
    draft.sensitivity = narrowest(draft.sensitivity, Sensitivity.PARTNERS)
    draft.version += 1
    draft.save(update_fields=["sensitivity", "version"])
    record(Audited.DRAFT_KEPT, by=by, subject=draft, version=draft.version)
    return draft


@transaction.atomic
def discard_draft(*, by: Actor, draft: Observation) -> None:
    """Throw a draft away. Nothing that was sent can be thrown away."""
    draft = lock(draft)
    access.require(by, Permission.CHANGE_DRAFT, draft)
    draft.state, draft.sent_at = ObservationState.ENDED, now()
    draft.ended_at, draft.ended_reason, draft.words = now(), DISCARDED, ""
    draft.latitude = draft.longitude = draft.ward_id = None
    draft.place_words = ""
    draft.save()
    with as_system("nothing that was said in a discarded draft is kept"):
        shed_matters([draft.pk])
    tasks.configure_task(REMOVE_FILES).defer()
    record(Audited.DRAFT_DISCARDED, by=by, subject=draft)


@transaction.atomic
def record_observation(*, by: Actor, draft: Observation) -> Observation:
    """Send a draft: from now on it is on the record, is never edited, and is read by those who may.

    A kind of matter that has become more secret since the draft was written makes it so too. Raises NotReady where
    that kind has ended.
    """
    draft = lock(draft)
    access.require(by, Permission.CHANGE_DRAFT, draft)
    keep(draft.category)  # as it is now, and whoever changes it waits
    draft.category.refresh_from_db(fields=["ended_on", "sensitivity"])
    check_in_use(draft.category)
    draft.state = ObservationState.RECORDED
    draft.sent_at = now()
    draft.sensitivity = narrowest(draft.sensitivity, draft.category.sensitivity)
    draft.version += 1
    team_ids = [draft.recorded_for_id] if draft.recorded_for_id else []
    draft.save(update_fields=["state", "sent_at", "sensitivity", "version", *SAID])
    let_read(
        by=by,
        observation=draft,
        readers=observation_readers(draft.sensitivity, recorded_by=draft.recorded_by_id, team_ids=team_ids),
    )
    record(Audited.RECORDED, by=by, subject=draft)
    publish(ObservationRecorded(observation_id=draft.pk), about=draft)
    return draft


@transaction.atomic
def add_to_observation(*, by: Actor, observation: Observation, words: str) -> Addition:
    """Add what came to be known later. The first words stay as they were."""
    observation = lock(observation)
    access.require(by, Permission.ADD, observation)
    if observation.state == ObservationState.DRAFT:
        raise NotReady("This is still a draft: change it instead.", field="words")
    if observation.ended_reason == DISCARDED:
        raise Conflict("You threw this draft away. Record it again to add to it.")
    refuse_what_was_shed(observation.pk)
    if not words.strip():
        raise NotReady("Write what you want to add.", field="words")
    addition = Addition.objects.create(
        observation=observation,
        added_by_id=by.known_person_id,
        added_at=now(),
        words=words,
        readers=readers_of_more(by, observation),
    )
    record(Audited.ADDED_TO, by=by, subject=observation)
    publish(ObservationAddedTo(observation_id=observation.pk), about=observation)
    return addition


@transaction.atomic
def end_observation(*, by: Actor, observation: Observation, reason: str, words: str) -> Observation:
    """Say that an observation on nobody's desk needs nothing more, and why."""
    observation = lock(observation)
    access.require(by, Permission.END_OBSERVATION, observation)
    if observation.state != ObservationState.RECORDED:
        raise Conflict("It has been passed on since, or has already ended. The page now shows how it stands.")
    if reason != NOTHING_MORE:
        raise NotReady("Choose why nothing more is needed.", field="reason")
    if not words.strip():
        raise NotReady("Say why nothing more is needed. Others will read it.", field="words")
    observation.state = ObservationState.ENDED
    observation.ended_at, observation.ended_reason, observation.ended_words = now(), reason, words
    observation.version += 1
    observation.save(update_fields=["state", "ended_at", "ended_reason", "ended_words", "version"])
    record(Audited.ENDED, by=by, subject=observation, reason=reason)
    publish(ObservationEnded(observation_id=observation.pk), about=observation)
    return observation
