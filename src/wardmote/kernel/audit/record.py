"""Write to the audit trail, in the same transaction as the change it tells of."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import models

from wardmote.kernel.actor import Actor
from wardmote.kernel.database import insert_many

from .models import AuditEntry


def record(what: StrEnum, *, by: Actor, subject: models.Model, **details: Any) -> None:
    """Keep one entry. Details are plain values (ids, states, counts), never people's words.

    What somebody acted through, an access token, is among them as `via`.
    """
    _entry(what, by, subject, details).save(force_insert=True)


def record_many(
    what: StrEnum, *, by: Actor, subjects: Iterable[tuple[models.Model, Mapping[str, Any]]]
) -> None:
    """Keep an entry about each of many subjects, with its own details, in few statements."""
    insert_many([_entry(what, by, subject, details) for subject, details in subjects])


def _entry(what: StrEnum, by: Actor, subject: models.Model, details: Mapping[str, Any]) -> AuditEntry:
    return AuditEntry(
        what=what,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        actor_id=by.id,
        details={**details, **({"via": by.via} if by.via else {})},
    )


def record_each(entries: Iterable[tuple[StrEnum, models.Model, Mapping[str, Any]]], *, by: Actor) -> None:
    """Keep many entries in few statements: for each what was done, to which row, with which details."""
    via = {"via": by.via} if by.via else {}
    AuditEntry.objects.bulk_create(
        (
            AuditEntry(
                what=what,
                subject_type=subject._meta.label_lower,
                subject_id=str(subject.pk),
                actor_id=by.id,
                details=dict(details) | via,
            )
            for what, subject, details in entries
        ),
        batch_size=1_000,
    )


def who_acted_on(
    subjects: Collection[tuple[str, str]], *, since: datetime
) -> Mapping[tuple[str, str], Collection[str]]:
    """Who did something with each of some subjects (the table's label and the number) since a moment. One query."""
    done: dict[tuple[str, str], set[str]] = {subject: set() for subject in subjects}
    numbers: dict[str, list[str]] = {}
    for label, number in subjects:
        numbers.setdefault(label, []).append(number)
    asked = models.Q()
    for label, of in numbers.items():
        asked |= models.Q(subject_type=label, subject_id__in=of)
    entries = AuditEntry.objects.filter(asked, at__gte=since) if numbers else AuditEntry.objects.none()
    for label, number, who in entries.values_list("subject_type", "subject_id", "actor_id").distinct():
        done[label, number].add(who)
    return done
