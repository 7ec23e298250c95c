"""What is usual for somebody, and what was found before: for the job alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from wardmote.kernel import access
from wardmote.kernel.actor import Actor

from ..models import DayLookedOver, Finding, LookDay
from ..permissions import Permission
from ..rules import COMPARED_DAYS, QUIET, Usual, usual_of

_MOST_DAYS = 2_000
"""Of days of others with the same role: enough for any percentile."""


def last_day(actor: Actor) -> date | None:
    """The last day whose looks have been gone through; None before the first."""
    access.require(actor, Permission.LOOK_OVER)
    return DayLookedOver.objects.order_by("-day").values_list("day", flat=True).first()


def usual_for(actor: Actor, *, person_id: int, role: str, measure: str, before: date) -> Usual:
    """What is usual in a day for somebody, and for others with their role, of two months before. Two queries.

    `measure` is a number of LookDay: opened or seen.
    """
    access.require(actor, Permission.LOOK_OVER)
    days = LookDay.objects.filter(
        day__lt=before, day__gte=before - COMPARED_DAYS, **{f"{measure}__gt": 0}
    ).order_by("-day")
    own = days.filter(person=person_id).values_list(measure, flat=True)
    others = days.filter(role=role).exclude(person=person_id).values_list(measure, flat=True)
    return Usual(own=usual_of(list(own)), role=usual_of(list(others[:_MOST_DAYS])) if role else None)


def days_of(actor: Actor, *, person_id: int, before: date) -> tuple[int, int]:
    """On how many days of two months somebody looked, and on how many of these out of hours. One query."""
    access.require(actor, Permission.LOOK_OVER)
    found = LookDay.objects.filter(person=person_id, day__lt=before, day__gte=before - COMPARED_DAYS)
    counts = list(found.values_list("out_of_hours", flat=True))
    return len(counts), sum(count > 0 for count in counts)


def seen_before(actor: Actor, people: Collection[int], *, before: date) -> set[tuple[str, int, str]]:
    """(kind, person, record) of what was found in four weeks before, of some people. One query, within as_system."""
    access.require(actor, Permission.LOOK_OVER)
    found = Finding.objects.filter(person__in=people, day__lt=before, day__gte=before - QUIET, record__gt="")
    return set(found.values_list("kind", "person_id", "record"))
