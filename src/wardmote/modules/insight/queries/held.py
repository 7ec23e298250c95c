"""Indicators and their figures. Of two releases that both give a figure, the later one stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, Max, Q, QuerySet

from ..models import Figure, Indicator, Release
from ..rules import Kind, Mark, Polarity, Topic


@dataclass(frozen=True, kw_only=True)
class IndicatorRef:
    """An indicator as others read it. ``per`` is 1,000 of a rate, 100 of a percentage.

    ``highest`` is the most that the source allows: of a rank, how many there are.
    """

    key: str
    name: str
    topic: Topic
    unit: str
    kind: Kind
    per: Decimal | None
    weight: str
    base: str
    breakdown: str
    member: str
    order: int
    polarity: Polarity
    decimals: int
    about: str
    highest: Decimal | None = None


class Value(NamedTuple):
    """One figure: of which indicator, where, when, and what was counted among how many if that was given.

    ``value`` is None where the marks say why; ``printed`` is what the file said. ``until`` is the first day after.
    """

    indicator: str
    code_set: str
    code: str
    period: str
    start: date
    until: date
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    printed: str
    marks: frozenset[Mark]
    release: int


class Period(NamedTuple):
    """A period as its source writes it, from its first day to the first day after."""

    label: str
    start: date
    until: date


def indicators(*, topic: Topic | None = None, keys: Collection[str] | None = None) -> list[IndicatorRef]:
    """Indicators in the order of their topics and within them. One query."""
    rows = Indicator.objects.all()
    rows = rows if topic is None else rows.filter(topic=topic)
    rows = rows if keys is None else rows.filter(key__in=keys)
    places = {topic.value: place for place, topic in enumerate(Topic)}
    return [_ref(row) for row in sorted(rows, key=lambda row: (places[row.topic], row.order, row.key))]


def indicator(key: str) -> IndicatorRef:
    """One indicator. Raises Indicator.DoesNotExist. One query."""
    return _ref(Indicator.objects.get(key=key))


def figures_at(
    keys: Collection[str], *, code_set: str, codes: Collection[str] | None = None, period: str | None = None
) -> list[Value]:
    """Figures of indicators at areas of one code set, in the order of indicator, area and period. Two queries at most.

    ``codes`` None means every area of the set. ``period`` is a label as the source writes it; None means, for each
    indicator, its latest period in that code set: the same for every area, so that nothing is mixed.
    """
    rows = _current(keys, code_set, codes)
    if period is not None:
        rows = rows.filter(period=period)
    else:
        latest = _latest(keys, code_set)
        if not latest:
            return []
        wanted = Q()
        for key, until in latest.items():
            wanted |= Q(indicator__key=key, period_until=until)
        rows = rows.filter(wanted)
    return _values(rows)


def series_at(
    keys: Collection[str], *, code_set: str, codes: Collection[str] | None = None, since: date | None = None
) -> list[Value]:
    """Figures of every period, the earliest first, in the order of indicator and area. One query."""
    rows = _current(keys, code_set, codes)
    return _values(rows if since is None else rows.filter(period_until__gt=since))


def periods_at(key: str, *, code_set: str) -> list[Period]:
    """The periods for which an indicator has figures in a code set, the latest first. One query."""
    rows = _current([key], code_set, None).order_by("-period_until", "-period_from", "period")
    found = rows.values_list("period", "period_from", "period_until").distinct()
    return [Period(*row) for row in found]


def code_sets_with(keys: Collection[str]) -> dict[str, frozenset[str]]:
    """For each indicator the code sets for which it has figures. One query."""
    rows = (
        Figure.objects.filter(indicator__key__in=keys, release__superseded_by=None)
        .values_list("indicator__key", "code_set")
        .order_by()
        .distinct()
    )
    found: dict[str, set[str]] = {}
    for key, code_set in rows:
        found.setdefault(key, set()).add(code_set)
    return {key: frozenset(sets) for key, sets in found.items()}


def sources_of(releases: Collection[int]) -> Mapping[int, Release]:
    """The releases with these numbers, to name the source beside a figure. One query."""
    return Release.objects.in_bulk(list(releases))


def _current(keys: Collection[str], code_set: str, codes: Collection[str] | None) -> QuerySet[Figure, Figure]:
    rows = Figure.objects.filter(
        indicator__key__in=list(keys), code_set=code_set, release__superseded_by=None
    )
    return rows if codes is None else rows.filter(area_code__in=list(codes))


def _latest(keys: Collection[str], code_set: str) -> dict[str, date]:
    rows = (
        _current(keys, code_set, None)
        .values("indicator__key")
        .annotate(until=Max("period_until"))
        .order_by()
        .values_list("indicator__key", "until")
    )
    return dict(rows)


def _values(rows: QuerySet[Figure, Figure]) -> list[Value]:
    found = (
        rows.order_by("indicator__key", "area_code", "period_from", "period_until", "-release_id")
        .distinct("indicator__key", "area_code", "period_from", "period_until")
        .values_list(
            F("indicator__key"),
            "code_set",
            "area_code",
            "period",
            "period_from",
            "period_until",
            "value",
            "numerator",
            "denominator",
            "printed",
            "marks",
            "release_id",
        )
    )
    return [Value._make([*facts, frozenset(map(Mark, marks)), release]) for *facts, marks, release in found]


def _ref(row: Indicator) -> IndicatorRef:
    return IndicatorRef(
        key=row.key,
        name=row.name,
        topic=Topic(row.topic),
        unit=row.unit,
        kind=Kind(row.kind),
        per=row.per,
        weight=row.weight,
        base=row.base,
        breakdown=row.breakdown,
        member=row.member,
        order=row.order,
        polarity=Polarity(row.polarity),
        decimals=row.decimals,
        about=row.about,
        highest=row.highest,
    )
