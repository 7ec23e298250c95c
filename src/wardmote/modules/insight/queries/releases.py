"""What has come in: which indicators are known, the releases they came with, and what was found in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.db.models import Count, Max, QuerySet

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import Page, page_of

from ..models import Figure, Finding, Release, WaitingTable
from ..permissions import Permission
from ..rules import Certainty, Mark, Topic
from .held import IndicatorRef, indicators, sources_of
from .profiles import figures_version

MOST_MAPPINGS = 200
IN_QUESTION = (Mark.IN_DOUBT, Mark.OUT_OF_RANGE, Mark.UNKNOWN_AREA, Mark.NOT_A_NUMBER)
"""Marks that our checks give, other than those of the source."""


@dataclass(frozen=True, kw_only=True)
class IndicatorTold:
    """An indicator, the latest release that gives it, at how many areas, and how much stands against its figures."""

    indicator: IndicatorRef
    release: Release
    areas: int
    findings: int


@dataclass(frozen=True, kw_only=True)
class TopicTold:
    """What is known of one topic."""

    topic: Topic
    indicators: Sequence[IndicatorTold]

    @property
    def findings(self) -> int:
        """How many findings stand against figures of the topic; one about two indicators counts for both."""
        return sum(one.findings for one in self.indicators)


def indicators_told(actor: Actor) -> list[TopicTold]:
    """Every indicator that has figures, by topic. Notes are no findings here. Raises NotAllowed. Six queries."""
    access.require(actor, Permission.SEE_RELEASES)
    latest = _latest(figures_version())
    releases = sources_of({release for release, _ in latest.values()})
    found: Counter[tuple[int, str]] = Counter()
    rows = _standing().exclude(certainty=Certainty.NOTE.value).filter(release__in=list(releases))
    for release, keys in rows.values_list("release_id", "indicator_keys"):
        found.update((release, key) for key in keys)
    told = [
        IndicatorTold(
            indicator=one,
            release=releases[latest[one.key][0]],
            areas=latest[one.key][1],
            findings=found[latest[one.key][0], one.key],
        )
        for one in indicators()
        if one.key in latest
    ]
    return [
        TopicTold(topic=topic, indicators=list(group))
        for topic, group in groupby(told, key=lambda one: one.indicator.topic)
    ]


@lru_cache(maxsize=2)
def _latest(_version: str) -> Mapping[str, tuple[int, int]]:
    """For each indicator its release of the latest period, and for how many areas. Counts all figures, so kept."""
    rows = (
        Figure.objects.filter(release__superseded_by=None)
        .values("indicator__key", "release_id")
        .annotate(until=Max("period_until"), areas=Count("area_code", distinct=True))
        .order_by("until", "release_id")
    )
    return {row["indicator__key"]: (row["release_id"], row["areas"]) for row in rows}


def _standing() -> QuerySet[Finding, Finding]:
    return Finding.objects.filter(overtaken_at=None)


def releases(actor: Actor, *, after: str | None = None) -> Page[Release]:
    """Every release, the latest first, also those that were superseded. Raises NotAllowed and BadCursor. One query."""
    access.require(actor, Permission.SEE_RELEASES)
    rows = Release.objects.defer("mapping").select_related("imported_by")
    return page_of(rows, order=("-id",), after=after)


def counts_of(actor: Actor, of: Sequence[Release]) -> Mapping[int, tuple[int, int]]:
    """For each release how many figures it gives, and how many findings stand, without notes. Two queries."""
    access.require(actor, Permission.SEE_RELEASES)
    pks = [one.pk for one in of]
    figures = Figure.objects.filter(release__in=pks).values("release_id").annotate(n=Count("pk")).order_by()
    findings = _standing().exclude(certainty=Certainty.NOTE.value).filter(release__in=pks)
    found = dict(findings.values_list("release_id").annotate(n=Count("pk")).order_by())
    given = {row["release_id"]: row["n"] for row in figures}
    return {pk: (given.get(pk, 0), found.get(pk, 0)) for pk in pks}


def release_with(actor: Actor, number: int) -> Release:
    """One release. Raises NotAllowed, Release.DoesNotExist. One query."""
    access.require(actor, Permission.SEE_RELEASES)
    return Release.objects.select_related("imported_by", "superseded_by").get(pk=number)


def findings_of(actor: Actor, release: Release) -> list[Finding]:
    """What stands against a release, what is surest first. Raises NotAllowed. One query."""
    access.require(actor, Permission.SEE_RELEASES)
    places = {sure.value: place for place, sure in enumerate(Certainty)}
    return sorted(_standing().filter(release=release), key=lambda one: (places[one.certainty], one.pk))


def superseded_by_it(actor: Actor, release: Release) -> list[Release]:
    """The editions whose place a release took. Raises NotAllowed. One query."""
    access.require(actor, Permission.SEE_RELEASES)
    return list(release.supersedes.defer("mapping"))


def figures_of(
    actor: Actor, release: Release, *, in_question: bool = False, after: str | None = None
) -> Page[Figure]:
    """Figures of a release as they stood in the file. Raises NotAllowed and BadCursor. One query."""
    return page_of(_figures(actor, release, in_question=in_question), order=("id",), after=after)


def all_figures_of(actor: Actor, release: Release) -> Iterator[Figure]:
    """Every figure of a release, a few thousand at a time. Raises NotAllowed. One query."""
    return _figures(actor, release).order_by("pk").iterator(chunk_size=2_000)


def _figures(actor: Actor, release: Release, *, in_question: bool = False) -> QuerySet[Figure, Figure]:
    access.require(actor, Permission.SEE_RELEASES)
    rows = Figure.objects.filter(release=release).select_related("indicator")
    return rows.filter(marks__overlap=[mark.value for mark in IN_QUESTION]) if in_question else rows


def mappings_used(actor: Actor) -> list[tuple[int, str]]:
    """Releases that stand, each with its title: the mapping of each can be used again. Raises NotAllowed. One query."""
    access.require(actor, Permission.BRING_FIGURES)
    rows = Release.objects.filter(superseded_by=None).exclude(mapping="")
    return list(rows.order_by("title", "pk").values_list("pk", "title")[:MOST_MAPPINGS])


def waiting_table(actor: Actor) -> WaitingTable | None:
    """The table that waits for this person to look at it. Raises NotAllowed. One query."""
    access.require(actor, Permission.BRING_FIGURES)
    return WaitingTable.objects.filter(brought_by_id=actor.known_person_id).first()
