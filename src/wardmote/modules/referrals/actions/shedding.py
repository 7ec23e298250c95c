"""Shedding what was said in a matter whose time is over. The row stays, so that what is counted stays the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F, QuerySet

from wardmote.kernel.actor import system
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system
from wardmote.kernel.privacy import Since
from wardmote.kernel.privacy.shedding import empty, remove
from wardmote.shared.documents import actions as documents

from ..models import (
    Addition,
    BrokenGlass,
    Consent,
    Identification,
    Observation,
    ObservationPhoto,
    Override,
    PersonConcerned,
    SearchText,
    Step,
    TeamNote,
)
from ..rules import DISCARDED, Conflict, ObservationState

REMOVE_FILES = "referrals.remove_files"
"""The job that removes the bytes of photos that were erased, or thrown away."""
NOT_KEPT = (
    "Nothing that was said in it is kept any more: its time is over. If there is something new, record a new"
    " observation."
)


def refuse_what_was_shed(observation_id: int) -> None:
    """Let nobody write more of a matter of which nothing is kept. One query. Raises Conflict."""
    with as_system("whether anything is kept of a matter"):
        shed = Observation.objects.filter(pk=observation_id, shed_at__isnull=False).exists()
    if shed:
        raise Conflict(NOT_KEPT)


def shed_matters(ids: Sequence[int]) -> Mapping[str, int]:
    """Shed what was said in some observations, and in all that hangs on them, whether their time is over or not.

    Gives how many rows of which tables were emptied or removed. As the system, in a transaction; the caller decides,
    keeps that it was done, and has the files removed afterwards (`documents.remove_files`). May run twice.
    """
    photos = ObservationPhoto.objects.filter(observation__in=ids)
    files = list(photos.values_list("document_id", flat=True))
    steps = Step.objects.filter(referral__observation__in=ids).exclude(words="")
    notes = TeamNote.objects.filter(referral__observation__in=ids)
    consents = Consent.objects.filter(observation__in=ids).exclude(purpose="")
    overrides = Override.objects.filter(observation__in=ids, shed_at__isnull=True)
    glass = BrokenGlass.objects.filter(observation__in=ids, shed_at__isnull=True)
    done = {
        Observation: empty(Observation, ids, since=Since.CLOSED),
        PersonConcerned: remove(PersonConcerned, ids, by="observation_id"),
        Identification: remove(Identification, ids, by="first_id")
        + remove(Identification, ids, by="second_id"),
        Addition: remove(Addition, ids, by="observation_id"),
        ObservationPhoto: remove(ObservationPhoto, ids, by="observation_id"),
        Step: empty(Step, _numbers(steps), since=Since.CLOSED),
        TeamNote: remove(TeamNote, _numbers(notes)),
        Consent: empty(Consent, _numbers(consents), since=Since.CLOSED),
        Override: empty(Override, _numbers(overrides), since=Since.CLOSED),
        BrokenGlass: empty(BrokenGlass, _numbers(glass), since=Since.CLOSED),
    }
    # Last, because each change above lets search write anew what is left of the words.
    done[SearchText] = remove(SearchText, ids, by="observation_id")
    removed = documents.remove_documents(by=system("retention"), ids=files)
    counted = {model._meta.label: rows for model, rows in done.items()}
    return {label: rows for label, rows in (counted | {"documents.Document": removed}).items() if rows}


def shed_drafts(ids: Sequence[int]) -> Mapping[str, int]:
    """Throw drafts away that nobody has sent, as their writer might have, with all that hangs on them."""
    Observation.objects.filter(pk__in=ids, state=ObservationState.DRAFT).update(
        state=ObservationState.ENDED,
        sent_at=now(),
        ended_at=now(),
        ended_reason=DISCARDED,
        ward=None,
        version=F("version") + 1,
    )
    return shed_matters(ids)


def _numbers(rows: QuerySet[Any]) -> Sequence[int]:
    return list(rows.values_list("pk", flat=True))


def shed_glass(ids: Sequence[int]) -> Mapping[str, int]:
    """Empty why somebody broke the glass; who did, when, and the kind of reason stay."""
    return {BrokenGlass._meta.label: empty(BrokenGlass, ids, since=Since.CLOSED)}
