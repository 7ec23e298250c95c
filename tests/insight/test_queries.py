"""What is known of areas is read by code and period, the later release first, and across sets of codes (R3.3)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from wardmote.kernel import clock
from wardmote.modules.insight import queries
from wardmote.modules.insight.models import Figure, Indicator, Lookup, LookupPart, Release
from wardmote.modules.insight.rules import How, Kind, Mark, Topic

pytestmark = pytest.mark.django_db


def _release(key: str = "imd-2007", period: str = "2007") -> Release:
    return Release.objects.create(
        key=key,
        title="Deprivation",
        source="DCLG",
        period=period,
        file_name="imd.csv",
        sha256="0" * 64,
        mapping_sha256="1" * 64,
        imported_at=clock.now(),
    )


def _indicator(key: str = "imd_2007_score", **more: object) -> Indicator:
    given = {"name": key, "topic": Topic.DEPRIVATION, "unit": "score", "kind": Kind.SCORE, **more}
    return Indicator.objects.create(key=key, **given)


def _figure(
    release: Release, indicator: Indicator, code: str, value: object, year: int = 2007, **more: object
) -> None:
    given: dict[str, object] = {
        "code_set": "lsoa-2001",
        "period": str(year),
        "period_from": date(year, 1, 1),
        "period_until": date(year + 1, 1, 1),
        "value": value,
        "printed": str(value),
        **more,
    }
    Figure.objects.create(release=release, indicator=indicator, area_code=code, **given)


def _lookup(start: str, end: str, *parts: tuple[str, str, str, str]) -> None:
    lookup = Lookup.objects.create(
        from_set=start,
        to_set=end,
        title=f"{start} to {end}",
        source="ONS",
        file_name="lookup.csv",
        sha256="0" * 64,
        mapping_sha256="1" * 64,
        imported_at=clock.now(),
    )
    for old, new, share, back in parts:
        LookupPart.objects.create(
            lookup=lookup,
            from_code=old,
            to_code=new,
            share=share,
            share_back=back,
            how=How.WHOLE if share == "1" else How.EVENLY,
            how_back=How.WHOLE if back == "1" else How.EVENLY,
        )


def test_without_a_period_the_latest_one_is_read_for_every_area_alike(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    score, release = _indicator(), _release()
    _figure(release, score, "E1", 1, 2006)
    _figure(release, score, "E1", 2)
    _figure(release, score, "E2", 3, 2006)
    with django_assert_num_queries(2):
        found = queries.figures_at([score.key], code_set="lsoa-2001")
    assert [(one.code, one.value, one.period) for one in found] == [("E1", 2, "2007")]
    earlier = queries.figures_at([score.key], code_set="lsoa-2001", period="2006")
    assert [one.value for one in earlier] == [1, 3]
    assert [one.label for one in queries.periods_at(score.key, code_set="lsoa-2001")] == ["2007", "2006"]


def test_of_two_releases_the_later_stands_and_of_a_superseded_one_nothing() -> None:
    score, first, second = _indicator(), _release(), _release("another")
    _figure(first, score, "E1", 1)
    _figure(first, score, "E2", 2)
    _figure(second, score, "E1", 5)
    assert [one.value for one in queries.figures_at([score.key], code_set="lsoa-2001")] == [5, 2]
    first.superseded_by = second
    first.save()
    assert [one.value for one in queries.figures_at([score.key], code_set="lsoa-2001")] == [5]


def test_a_value_that_is_not_there_says_why() -> None:
    score, release = _indicator(), _release()
    _figure(release, score, "E1", None, marks=[Mark.SUPPRESSED])
    assert queries.figures_at([score.key], code_set="lsoa-2001")[0].marks == {Mark.SUPPRESSED}
    for code, value, marks in (("E2", None, []), ("E2", 1, ["odd"]), ("", 1, [])):
        with pytest.raises(IntegrityError), transaction.atomic():
            _figure(release, score, code, value, marks=marks)


def test_codes_lead_over_merged_and_split_areas_to_wards_and_back(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    _lookup(
        "lsoa-2001", "lsoa-2011",
        ("A", "A", "1", "1"), ("M1", "N", "1", "0.5"), ("M2", "N", "1", "0.5"), ("S", "S1", "0.5", "1"),
        ("S", "S2", "0.5", "1"),
    )  # fmt: skip
    _lookup("lsoa-2011", "wards-2017", ("A", "W", "1", "1"), ("N", "W", "1", "1"), ("S1", "W", "1", "1"),
            ("S2", "V", "1", "1"))  # fmt: skip
    with django_assert_max_num_queries(5):
        found = queries.crossings(from_set="lsoa-2001", to_codes=["W", "V"])
    half = Decimal("0.5")
    assert found == [
        ("A", "W", 1, How.WHOLE),
        ("M1", "W", 1, How.WHOLE),
        ("M2", "W", 1, How.WHOLE),
        ("S", "V", half, How.EVENLY),
        ("S", "W", half, How.EVENLY),
    ]
    back = queries.crossings(from_set="lsoa-2011", to_set="lsoa-2001", from_codes=["N"])
    assert back == [("N", "M1", half, How.EVENLY), ("N", "M2", half, How.EVENLY)]
    assert queries.crossings(from_set="lsoa-2001", to_codes=["nowhere"]) == []
    assert queries.crossings(from_set="lsoa-2001", to_set="lsoa-2021") == []


def test_indicators_come_in_the_order_of_their_topics() -> None:
    _indicator("late", topic=Topic.HOUSING)
    _indicator("second", topic=Topic.POPULATION, order=2)
    _indicator("first", topic=Topic.POPULATION, order=1)
    assert [one.key for one in queries.indicators()] == ["first", "second", "late"]
    assert [one.key for one in queries.indicators(topic=Topic.HOUSING)] == ["late"]
