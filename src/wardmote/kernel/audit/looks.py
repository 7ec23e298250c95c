"""Every look at a record is kept: who, what, when, on which page, and on what ground.

Nobody has to remember it. A row that may tell of a person is a `WatchedModel`; whenever one is fetched with an
actor's eyes while a page or a call is answered (`as_reader`), it is noted, and one entry is written for all of them
in the same transaction: no look without its entry. What the platform reads for itself (`as_system`) nobody saw.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from django.db import connection, models
from django.http import HttpRequest

from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_actor, whose_eyes

from .models import Look

Seen = tuple[str, StrEnum]
"""The code of a record, and the ground on which it was read. Of an enum's grounds, the earlier counts for more."""

_AT_ONCE = 5_000


class _Watch:
    """What was seen while one page was answered, by whom."""

    def __init__(self) -> None:
        self.seen: dict[Actor, dict[str, StrEnum]] = {}

    def note(self, actor: Actor, seen: Iterable[Seen]) -> None:
        by_actor = self.seen.setdefault(actor, {})
        for subject, ground in seen:
            known = by_actor.get(subject)
            if known is None or _rank(ground) < _rank(known):
                by_actor[subject] = ground

    def write(self, page: str, *, opened: bool) -> None:
        for actor, seen in self.seen.items():
            subjects = list(seen)
            for first in range(0, len(subjects), _AT_ONCE):
                part = subjects[first : first + _AT_ONCE]
                Look(
                    actor_id=actor.id,
                    via=actor.via,
                    page=page[:100],
                    opened=opened,
                    subjects=part,
                    grounds=[seen[subject] for subject in part],
                ).save(force_insert=True)


def _rank(ground: StrEnum) -> int:
    return list(type(ground)).index(ground)


_watch: ContextVar[_Watch | None] = ContextVar("watch", default=None)


class WatchedModel(models.Model):
    """A table whose rows may tell of a person: that somebody fetched one is kept.

    Rows are noted as they come from the database, so whoever fetches bare values (`values_list`) must see to it
    that the rows they belong to were fetched too, or call `saw`; a guard test lists those who do.
    """

    class Meta:
        abstract = True

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **more: Any
    ) -> Self:
        """Make the row, and note that it was seen."""
        row = super().from_db(db, field_names, values, **more)
        watch, actor = _watch.get(), whose_eyes()
        if watch is not None and actor is not None:
            watch.note(actor, row.seen_as(actor))
        return row

    def seen_as(self, actor: Actor) -> Iterable[Seen]:
        """Say of which records the row tells, and on what ground this actor reads it. No query."""
        raise NotImplementedError


def saw(seen: Iterable[Seen]) -> None:
    """Note what somebody was shown that did not come as a row. Does nothing outside `as_reader`."""
    watch, actor = _watch.get(), whose_eyes()
    if watch is not None and actor is not None:
        watch.note(actor, seen)


@contextmanager
def as_reader(request: HttpRequest, actor: Actor, *, opened: bool = False) -> Iterator[None]:
    """See with an actor's eyes while a request is answered, and keep what was seen: at most one statement.

    A page of one record is told from a list by its address, or ``opened`` says so.
    """
    match = request.resolver_match
    page = match.view_name if match else ""
    opened = opened or (match is not None and "reference" in match.kwargs)
    watch = _Watch()
    outer = _watch.set(watch)
    try:
        with as_actor(actor):
            yield
            undone = connection.needs_rollback
            if not undone:
                watch.write(page, opened=opened)
        if undone:  # what was changed is taken back; what was seen stays seen
            watch.write(page, opened=opened)
    finally:
        _watch.reset(outer)


def looks_at(
    subjects: Sequence[str], *, opened_only: bool = False, before: int | None = None, size: int = 50
) -> Sequence[Look]:
    """Who looked at any of these records, the latest first; ``before`` is the number of the last one shown.

    One query. The caller has asked whether its actor may know. Found by the records first, however many looks
    there are at others.
    """
    return list(
        Look.objects.raw(
            """
            with found as materialized (select * from audit_look where subjects && %s::varchar[])
            select * from found where (opened or not %s) and id < %s order by id desc limit %s
            """,
            [list(subjects), opened_only, before or 2**63 - 1, size],
        )
    )


def looks_by(actor_id: str, *, before: int | None = None, size: int = 50) -> Sequence[Look]:
    """What somebody looked at, the latest first. One query. The caller has asked whether its actor may know."""
    rows = Look.objects.filter(actor_id=actor_id)
    return list((rows.filter(pk__lt=before) if before else rows).order_by("-pk")[:size])


def looks_between(begin: datetime, end: datetime) -> Iterator[Look]:
    """Every look of a time, in order, as a stream: for going through them, not for a page. One query."""
    return Look.objects.filter(at__gte=begin, at__lt=end).order_by("id").iterator(chunk_size=2_000)


def days_opened(
    subjects: Collection[str], actors: Collection[str], *, begin: datetime, end: datetime
) -> Mapping[tuple[str, str], int]:
    """On how many of London's days each of some actors opened each of some records, among these. One query.

    Found by the records, however many looks there are at others.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            with found as materialized (select * from audit_look where subjects && %s::varchar[])
            select actor_id, subject, count(distinct (at at time zone 'Europe/London')::date)
            from found cross join unnest(subjects) as subject
            where opened and actor_id = any(%s) and subject = any(%s) and at >= %s and at < %s
            group by 1, 2
            """,
            [list(subjects), list(actors), list(subjects), begin, end],
        )
        return {(actor, subject): days for actor, subject, days in cursor.fetchall()}
