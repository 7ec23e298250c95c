"""What is kept of a person in an observation is erased at their request (UK GDPR article 17)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from wardmote.kernel import access
from wardmote.kernel.actor import Actor, system
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, lock
from wardmote.kernel.events import publish
from wardmote.kernel.jobs import tasks
from wardmote.kernel.privacy import Since
from wardmote.kernel.privacy.shedding import empty, empty_fields, remove, take_turns
from wardmote.kernel.refusals import Conflict
from wardmote.shared.documents import actions as documents
from wardmote.shared.rights.ports import Erased

from ..audit import Audited
from ..events import ObservationErasedFrom
from ..models import (
    Addition,
    BrokenGlass,
    Consent,
    Identification,
    Observation,
    ObservationPhoto,
    Override,
    PersonConcerned,
    Step,
    TeamNote,
)
from ..permissions import Permission
from ..queries.erasing import (
    identifications_of,
    marked_of,
    number_of,
    own_fields_of,
    rows_of_person,
    weigh_erasure,
)
from .correcting import tell_who_was_told
from .shedding import REMOVE_FILES, shed_matters

ERASED = "referrals.erased"
"""The kind of message by which those hear of an erasure who were told before."""


@transaction.atomic
def erase_from_observation(*, by: Actor, key: str, items: Collection[str], organisation: int) -> Erased:
    """Erase what is known of the person that a key names, and the things that were marked; then tell who was told.

    Where nothing that was said is left, the whole matter is shed. The row stays, so that figures stay the same. The
    caller has checked that it is this person's, and that whoever acts read the things. May run twice. Raises
    NotAllowed; Conflict where it is open, another's, or under a legal hold.
    """
    take_turns()  # a hold that is being placed is seen
    with as_system("what is kept of a person is erased"):
        observation = lock(Observation(pk=number_of(key)))
        access.require(by, Permission.ERASE, observation)
        weighed = weigh_erasure(key, items, organisation)
        if weighed.refused:
            raise Conflict(weighed.refused)
        rows = shed_matters([observation.pk]) if weighed.whole else _erase(observation, key, items)
    record(Audited.ERASED, by=by, subject=observation, rows=dict(rows), whole=weighed.whole)
    publish(ObservationErasedFrom(observation_id=observation.pk), about=observation)
    tasks.configure_task(REMOVE_FILES).defer()
    told = tell_who_was_told(by=by, observation=observation, kind=ERASED, once=f"{now():%Y%m%d%H%M%S%f}")
    return Erased(rows=rows, told=told, whole=weighed.whole)


def _among(rows: QuerySet[Any]) -> list[int]:
    return list(rows.values_list("pk", flat=True))


def _erase(observation: Observation, key: str, items: Collection[str]) -> Mapping[str, int]:
    def of(model: type) -> list[int]:
        return [int(number) for number in marked_of(model, items)]

    here, there = {"observation": observation}, {"referral__observation": observation}
    photos = ObservationPhoto.objects.filter(pk__in=of(ObservationPhoto), **here)
    files = list(photos.values_list("document_id", flat=True))
    still = {"shed_at__isnull": True}
    done = {
        PersonConcerned: remove(PersonConcerned, rows_of_person(key)),
        Identification: remove(Identification, identifications_of(key)),
        Observation: empty_fields(Observation, [observation.pk], own_fields_of(items)),
        Addition: remove(Addition, _among(Addition.objects.filter(pk__in=of(Addition), **here))),
        ObservationPhoto: remove(ObservationPhoto, _among(photos)),
        TeamNote: remove(TeamNote, _among(TeamNote.objects.filter(pk__in=of(TeamNote), **there))),
        Step: empty(Step, _among(Step.objects.filter(pk__in=of(Step), **there)), since=Since.CLOSED),
        Consent: empty(
            Consent, _among(Consent.objects.filter(pk__in=of(Consent), **here)), since=Since.CLOSED
        ),
        Override: empty(
            Override,
            _among(Override.objects.filter(pk__in=of(Override), **here, **still)),
            since=Since.CLOSED,
        ),
        BrokenGlass: empty(
            BrokenGlass,
            _among(BrokenGlass.objects.filter(pk__in=of(BrokenGlass), **here, **still)),
            since=Since.CLOSED,
        ),
    }
    removed = documents.remove_documents(by=system("erasure"), ids=files)
    counted = {model._meta.label: rows for model, rows in done.items()} | {"documents.Document": removed}
    return {label: rows for label, rows in counted.items() if rows}
