"""The watch: how near the victim of a report is to the right to a review, and why it is counted so (R2.7)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.looks import saw
from wardmote.kernel.clock import LONDON, today
from wardmote.kernel.database import as_system
from wardmote.modules.referrals.queries import ReportOf, Tie, reports_counted, reports_of
from wardmote.modules.referrals.rules import ground_by_keys

from ..models import IncidentSaid, Letter, Procedure
from ..permissions import Permission, readable_by
from ..rules import Count, Incident, Joined, NotCounted, Report, Said, Verdict, count
from .procedure import procedure_on

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Observation

_MARGIN = timedelta(days=62)
"""Looked at beyond what can count, so that the page shows what no longer does."""


@dataclass(frozen=True, kw_only=True)
class ReportSeen:
    """One report as the page shows it. Of one that the actor does not read, only that there is one."""

    report: ReportOf
    why_not: NotCounted | None = None

    @property
    def counts(self) -> bool:
        """Whether it counts now."""
        return self.why_not is None


@dataclass(frozen=True, kw_only=True)
class IncidentSeen:
    """What happened once, as the page shows it: the reports that the actor reads, and how many others there are."""

    reports: Sequence[ReportSeen]
    hidden: int
    why: Sequence[Joined]
    counts: bool


@dataclass(frozen=True, kw_only=True)
class Watched:
    """How it stands for one victim."""

    procedure: Procedure
    count: Count
    incidents: Sequence[IncidentSeen]
    hidden: int
    """Reports counted that the actor does not read."""
    said: Sequence[IncidentSaid]
    """What was said of the reports and still stands, of those whose reports the actor reads."""
    letters: Sequence[Letter]
    has_protected: bool
    """Whether protected reports are among those the actor reads."""


def watch(actor: Actor, observation: Observation, position: int, *, on: date | None = None) -> Watched | None:
    """How it stands for one of the people of a report; None where no procedure is in force yet.

    At most thirteen queries. Raises NotAllowed where the actor may not know.
    """
    access.require(actor, Permission.WATCH, observation)
    procedure = procedure_on(on)
    if procedure is None:
        return None
    found, counted, said = _counted(actor, procedure, observation, position, on or today())
    by_number = {report.number: report for report in found}
    read = {report.number for report in found if report.is_read}
    note_seen(actor, found)
    return Watched(
        procedure=procedure,
        count=counted,
        incidents=[_seen(one, by_number, counted.not_counted) for one in counted.incidents],
        hidden=sum(not by_number[one.number].is_read for each in counted.counted for one in each.counts),
        said=[row for row in said if row.first_id in read and row.second_id in {None, *read}],
        letters=list(
            Letter.objects.filter(readable_by(actor), observation__in=read)
            .select_related("made_by", "sent_by")
            .order_by("-made_at")[:5]
        ),
        has_protected=any(report.is_protected and report.is_read for report in found),
    )


def count_for(actor: Actor, procedure: Procedure, observation: Observation, position: int, on: date) -> Count:
    """The count alone, as the actor may know it. At most ten queries. Raises NotAllowed."""
    access.require(actor, Permission.WATCH, observation)
    return _counted(actor, procedure, observation, position, on)[1]


def count_with(
    keys: Collection[int], procedure: Procedure, observation: int, position: int, on: date
) -> Count:
    """The count alone, as it is for whoever holds these keys: for handlers. At most ten queries."""
    found = reports_counted(
        keys, observation, position, categories=procedure.categories, since=looked_at_since(procedure, on)
    )
    said = as_rules(said_of([report.number for report in found]))
    return count([as_counted(one, procedure) for one in found], procedure.limits, on, said)


def looked_at_since(procedure: Procedure, on: date) -> datetime:
    """From when on reports are looked at: a little longer than any can count."""
    longest = timedelta(days=31 * procedure.within_months) + _MARGIN
    return datetime.combine(on - longest, time(), tzinfo=LONDON)


def _counted(
    actor: Actor, procedure: Procedure, observation: Observation, position: int, on: date
) -> tuple[Sequence[ReportOf], Count, Sequence[IncidentSaid]]:
    found = reports_of(
        actor,
        observation,
        position,
        categories=procedure.categories,
        since=looked_at_since(procedure, on),
    )
    said = said_of([report.number for report in found])
    return (
        found,
        count([as_counted(one, procedure) for one in found], procedure.limits, on, as_rules(said)),
        said,
    )


def note_seen(actor: Actor, found: Collection[ReportOf]) -> None:
    """Keep that the actor was shown those of the reports that they read."""
    saw(
        (f"observation:{one.number}", ground_by_keys(keys=actor.keys, readers=one.readers))
        for one in found
        if not set(one.readers).isdisjoint(actor.keys)
    )


def said_of(numbers: Collection[int]) -> Sequence[IncidentSaid]:
    """What was said of these reports and still stands. It counts whoever may read why."""
    with as_system("what people said of reports counts for everybody"):
        return list(
            IncidentSaid.objects.filter(Q(second__in=numbers) | Q(second__isnull=True), first__in=numbers)
            .filter(ended_at__isnull=True)
            .select_related("first", "second", "said_by")
            .order_by("-said_at")
        )


def as_rules(said: Collection[IncidentSaid]) -> Said:
    """The same, for the rule."""
    pairs = [(row.verdict, row.first_id, row.second_id) for row in said]
    return Said(
        one=frozenset((a, b) for verdict, a, b in pairs if verdict == Verdict.ONE and b),
        two=frozenset((a, b) for verdict, a, b in pairs if verdict == Verdict.TWO and b),
        left_out=frozenset(a for verdict, a, _ in pairs if verdict == Verdict.LEFT_OUT),
    )


def said_for(actor: Actor, number: int) -> IncidentSaid:
    """One thing that was said and still stands. Raises DoesNotExist when it is not there or not readable."""
    row = (
        IncidentSaid.objects.filter(readable_by(actor), ended_at__isnull=True)
        .select_related("first", "second")
        .get(pk=number)
    )
    for observation in filter(None, (row.first, row.second)):
        access.require(actor, Permission.WATCH, observation)
    return row


def letter_for(actor: Actor, number: int) -> Letter:
    """One letter. Raises DoesNotExist when it is not there or not readable."""
    letter = Letter.objects.filter(readable_by(actor)).select_related("observation", "made_by").get(pk=number)
    access.require(actor, Permission.WATCH, letter.observation)
    return letter


def as_counted(found: ReportOf, procedure: Procedure) -> Report:
    """A report as the rule weighs it."""
    return Report(
        number=found.number,
        happened_at=found.happened_at,
        reported_on=found.reported_at.astimezone(LONDON).date(),
        agency=found.agency,
        place=" ".join(found.place.casefold().split()),
        latitude=found.latitude,
        longitude=found.longitude,
        is_hate=found.category in procedure.hate,
    )


def _seen(
    incident: Incident, found: Mapping[int, ReportOf], why_not: Mapping[int, NotCounted]
) -> IncidentSeen:
    reports = [
        ReportSeen(report=found[one.number], why_not=why_not.get(one.number)) for one in incident.reports
    ]
    shown = [one for one in reports if one.report.is_read]
    return IncidentSeen(
        reports=shown,
        hidden=len(reports) - len(shown),
        why=incident.why,
        counts=bool(incident.counts),
    )


TIE_IN_WORDS: Mapping[Tie, str] = {
    Tie.ITSELF: "",
    Tie.SAID_TO_BE: "somebody said it is the same person",
    Tie.LIKELY: "most likely the same person",
    Tie.HOUSEHOLD: "of the same household",
}
