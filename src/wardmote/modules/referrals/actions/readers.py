"""The one writer of who reads an observation: its readers, its reach, and those of what belongs to it."""

from collections.abc import Collection, Iterable

from django.db.models import Q

from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_system
from wardmote.shared.documents import actions as documents
from wardmote.shared.partnerships.rules import PERSON_ITEMS, Sensitivity, SharedItem

from ..models import Identification, Observation, PersonConcerned, Reach


def let_read(
    *,
    by: Actor,
    observation: Observation,
    readers: Iterable[int],
    people: Collection[SharedItem] = PERSON_ITEMS,
    photos: bool = True,
) -> None:
    """Widen who reads an observation, in all the places that must agree. Never narrows.

    ``people`` says what is shared of those concerned, ``photos`` whether the photos are. The caller holds
    the observation by a lock, because others may widen it at the same moment, and has checked that the actor may
    share; the rows for others are written as the system, because the actor may not read
    by their keys.
    """
    added = set(readers)
    with as_system("sharing an observation"):
        observation.readers = sorted(set(observation.readers) | added)
        observation.save(update_fields=["readers"])
        Reach.objects.bulk_create(
            [
                Reach(key=key, observation=observation, created_at=observation.created_at)
                for key in observation.readers
            ],
            ignore_conflicts=True,
        )
        for addition in observation.additions.all():
            addition.readers = sorted(set(addition.readers) | added)
            addition.save(update_fields=["readers"])
        if observation.sensitivity != Sensitivity.OPEN:  # of an open one nobody is asked for consent
            for consent in observation.consents.all():
                consent.readers = sorted(set(consent.readers) | added)
                consent.save(update_fields=["readers"])
        shown = [person for person in observation.people.all() if person.item in people] if people else []
        for person in shown:
            person.readers = sorted(set(person.readers) | added)
            person.save(update_fields=["readers"])
        if shown:
            _identified_as_read(observation)
        if photos:
            for photo in observation.photos.select_related("document"):
                photo.readers = sorted(set(photo.readers) | added)
                photo.save(update_fields=["readers"])
                documents.share_documents(by=by, documents=[photo.document], readers=added)


def let_read_like(*, by: Actor, observation: Observation, key: int, like: int) -> None:
    """Let one key open whatever another opens of an observation: it, who is concerned, the photos. Never more.

    The caller holds the observation by a lock and has checked that the actor may.
    """
    with as_system("one team takes the place of another"):
        if like in observation.readers:
            let_read(by=by, observation=observation, readers=[key], people=(), photos=False)
        for person in observation.people.filter(readers__contains=[like]).exclude(readers__contains=[key]):
            person.readers = sorted({*person.readers, key})
            person.save(update_fields=["readers"])
        _identified_as_read(observation)
        photos = observation.photos.filter(readers__contains=[like]).exclude(readers__contains=[key])
        for photo in photos.select_related("document"):
            photo.readers = sorted({*photo.readers, key})
            photo.save(update_fields=["readers"])
            documents.share_documents(by=by, documents=[photo.document], readers={key})


def who_reads_of(observation: Observation, position: int) -> list[int]:
    """The keys by which anything is read of one of the people of an observation. The caller is the system."""
    rows = PersonConcerned.objects.filter(observation=observation, position=position)
    return sorted({key for row in rows for key in row.readers})


def _identified_as_read(observation: Observation) -> None:
    """Let who was said to be who be read by those who read of both. The caller is the system."""
    told = Identification.objects.filter(Q(first=observation) | Q(second=observation))
    for identification in told.select_related("first", "second"):
        if identification.first_id == observation.pk:
            identification.readers = who_reads_of(observation, identification.first_position)
        else:
            identification.second_readers = who_reads_of(observation, identification.second_position)
        identification.save(update_fields=["readers", "second_readers"])
