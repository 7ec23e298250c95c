"""What is known of any area is put together from its blocks, beside the borough and the other areas (R3.3, R3.4)."""

from fractions import Fraction

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.insight.conftest import SINCE

from wardmote.kernel.actor import system
from wardmote.modules.insight.models import Finding, Lookup, LookupPart
from wardmote.modules.insight.queries.profiles import (
    WHOLE,
    Profiles,
    Row,
    country_of,
    national_standing,
    profiles,
)
from wardmote.modules.insight.rules import Certainty, FindingKind, Kind, Topic
from wardmote.modules.insight.rules.profiles import How, Refusal, how_in_words, in_words
from wardmote.shared.geography.actions import Ground, NewArea, adjust_areas, replace_area_set
from wardmote.shared.geography.models import Area
from wardmote.shared.geography.rules.coordinates import Position
from wardmote.shared.geography.rules.words import AreaKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("borough")]

ELM, OAK, ASH = "E05000001", "E05000002", "E05000003"
LSOA = [f"E0100000{n}" for n in range(1, 7)]


def half_square(west: float) -> dict[str, object]:
    east = west + 0.005
    ring = [(west, 52.5), (east, 52.5), (east, 52.51), (west, 52.51), (west, 52.5)]
    return {"type": "Polygon", "coordinates": [ring]}


def known(set_key: str = "areas-2010") -> Profiles:
    found = profiles(set_key)
    assert found is not None
    return found


def only_row(set_key: str = "areas-2010") -> Row:
    (row,) = known(set_key).rows
    return row


def values(row: Row) -> list[Fraction | None]:
    return [row.cells[key].result.value for key in ("area-1", "area-2", WHOLE)]


@pytest.fixture
def small(lookup):
    """Two small areas in each ward; the 2001 ones are the same but for two that became one."""
    wards = [ELM, ELM, OAK, OAK, ASH, ASH]
    lookup("lsoa-2011", "wards-2017", *[(code, ward, "1") for code, ward in zip(LSOA, wards, strict=True)])
    lookup("lsoa-2001", "lsoa-2011", *[(f"old{n}", code, "1") for n, code in enumerate(LSOA)])


def test_counts_of_wards_add_up_to_areas_and_to_the_borough(give):
    give("residents", Kind.COUNT, "wards-2013", {ELM: 10, OAK: 20, ASH: 40})
    row = only_row()
    assert values(row) == [30, 40, 70]
    cell = row.cells["area-1"]
    assert (cell.result.how, cell.result.known, cell.blocks) == (How.ADDED, 2, "wards-2013")


def test_the_2007_score_comes_from_small_areas_of_2001_weighted_by_residents_of_2011(give, small):
    give("residents", Kind.COUNT, "lsoa-2011", dict(zip(LSOA, (100, 300, 200, 200, 50, 150), strict=True)))
    give("imd", Kind.SCORE, "lsoa-2001", {f"old{n}": 10 * n for n in range(6)}, weight="residents")
    row = next(row for row in known().rows if row.indicator.key == "imd")
    first = Fraction(0 * 100 + 10 * 300 + 20 * 200 + 30 * 200, 800)
    second = Fraction(40 * 50 + 50 * 150, 200)
    assert values(row) == [first, second, (first * 800 + second * 200) / 1000]
    assert row.cells["area-1"].weighed_by == "residents, 2007"
    assert not row.cells["area-1"].result.is_estimated
    by_ward = next(row for row in known("wards-2004").rows if row.indicator.key == "imd")
    assert by_ward.cells["elm"].result.value == Fraction(3000, 400)


def test_a_percentage_is_worked_out_again_and_without_its_base_refused(give):
    give("asian", Kind.PERCENT, "wards-2004", {ELM: (50, 5, 10), OAK: (10, 9, 90), ASH: (20, 2, 10)})
    give("white", Kind.PERCENT, "wards-2004", {ELM: 50, OAK: 10, ASH: 20})
    by_key = {row.indicator.key: row for row in known().rows}
    assert values(by_key["asian"]) == [14, 20, Fraction(1600, 110)]
    assert by_key["white"].cells["area-1"].result.refusal is Refusal.NO_BASE


def test_what_the_report_printed_for_the_areas_stands_as_printed_and_is_not_carried_to_wards(give):
    give("claimants", Kind.PERCENT, "areas-2010", {"area-1": 9, "area-2": 6})
    row = only_row()
    assert [row.cells[key].result.how for key in ("area-1", "area-2")] == [How.PRINTED, How.PRINTED]
    assert values(row)[:2] == [9, 6]
    assert row.whole.result.refusal is Refusal.NO_BASE
    assert only_row("wards-2004").cells["elm"].result.value is None


def test_residents_printed_for_the_areas_add_up_to_the_borough(give):
    give("residents", Kind.COUNT, "areas-2010", {"area-1": 48_901, "area-2": 36_617})
    assert values(only_row()) == [48_901, 36_617, 85_518]


def test_what_can_be_worked_out_is_and_what_was_printed_is_told_beside_it(give):
    give("residents", Kind.COUNT, "wards-2004", {ELM: 10, OAK: 20, ASH: 40})
    give("residents", Kind.COUNT, "areas-2010", {"area-1": 31, "area-2": 40})
    cell = only_row().cells["area-1"]
    assert (cell.result.value, cell.printed) == (30, "31")


def test_a_median_of_wards_is_refused_for_areas_and_stands_for_the_wards(give):
    give("income", Kind.MEDIAN, "wards-2004", {ELM: 20, OAK: 30, ASH: 40})
    assert only_row().cells["area-1"].result.refusal is Refusal.MEDIAN
    assert only_row("wards-2004").cells["elm"].result.value == 20


def test_what_a_source_does_not_tell_is_counted_and_the_rest_is_the_least(give, small):
    held = dict(zip(LSOA, (None, 300, 200, 200, 50, 150), strict=True))
    give("residents", Kind.COUNT, "lsoa-2011", held)
    result = only_row().cells["area-1"].result
    assert (result.value, result.refusal, result.known, result.blocks) == (None, Refusal.TOO_LITTLE, 3, 4)
    assert result.withheld == 1


def test_what_the_checks_found_stands_beside_the_figures_it_is_about(give, release):
    give("imd", Kind.SCORE, "areas-2010", {"area-1": 28, "area-2": 38})
    Finding.objects.create(
        release=release,
        kind=FindingKind.EXCHANGED,
        certainty=Certainty.LIKELY,
        sentence="Area 1 and Area 2 look exchanged.",
        indicator_keys=["imd"],
        area_codes=["area-1", "area-2"],
    )
    give("other", Kind.SCORE, "areas-2010", {"area-1": 28})
    by_key = {row.indicator.key: row for row in known().rows}
    assert by_key["imd"].cells["area-2"].flags == ("Area 1 and Area 2 look exchanged.",)
    assert by_key["other"].cells["area-1"].flags == ()


def test_a_score_is_set_between_the_districts_of_the_country(give, lookup):
    country = {f"X{n}": n for n in range(40)}
    give("imd", Kind.SCORE, "lsoa-2001", {**country, "old0": 30, "old1": 31}, weight="residents")
    lookup("lsoa-2001", "districts-2007", *[(f"X{n}", f"D{n // 2}", "1") for n in range(40)])
    give("imd", Kind.SCORE, "areas-2010", {"area-1": 33})
    row = next(row for row in known().rows if row.indicator.key == "imd")
    place = national_standing(known(), row, row.cells["area-1"])  # the districts have 0.5, 2.5, … 38.5
    assert place is not None
    assert in_words(place) == "between the 3rd and the 4th of 20"
    assert national_standing(known(), row, row.cells["area-2"]) is None
    country = country_of(known(), row)
    assert country is not None
    assert (country.is_weighted, country.districts["D0"]) == (False, Fraction(1, 2))


def test_districts_are_weighted_by_residents_where_those_of_all_small_areas_are_known(give, lookup):
    country = {f"X{n}": n for n in range(40)}
    give("imd", Kind.SCORE, "lsoa-2001", country, weight="residents")
    give("residents", Kind.COUNT, "lsoa-2001", {code: 1 + 2 * (n % 2) for code, n in country.items()})
    lookup("lsoa-2001", "districts-2007", *[(f"X{n}", f"D{n // 2}", "1") for n in range(40)])
    give("imd", Kind.SCORE, "areas-2010", {"area-1": 33})
    row = next(row for row in known().rows if row.indicator.key == "imd")
    found = country_of(known(), row)
    assert found is not None
    assert (found.is_weighted, found.districts["D0"]) == (True, Fraction(3, 4))


def test_the_queries_do_not_grow_with_the_figures_and_none_is_asked_twice(
    give, small, django_assert_max_num_queries: DjangoAssertNumQueries
):
    for n in range(4):
        give(f"count_{n}", Kind.COUNT, "wards-2004", {ELM: 10, OAK: 20, ASH: 40})
        give(f"count_{n}", Kind.COUNT, "lsoa-2011", dict.fromkeys(LSOA, 5))
    with django_assert_max_num_queries(32):
        known()
    with django_assert_max_num_queries(3):
        known()


def test_a_set_that_is_not_there_has_no_profile():
    assert profiles("nowhere") is None


def test_a_mean_whose_weights_were_shared_out_is_estimated_and_says_so(give, lookup):
    wards = [ELM, ELM, OAK, OAK, ASH, ASH]
    lookup("lsoa-2011", "wards-2017", *[(code, ward, "1") for code, ward in zip(LSOA, wards, strict=True)])
    lookup("lsoa-2011", "lsoa-2001", *[(code, f"old{n}", "1") for n, code in enumerate(LSOA) if n])
    LookupPart.objects.bulk_create(
        LookupPart(lookup=Lookup.objects.latest("id"), from_code=LSOA[0], to_code=code, share="0.5",
                   share_back="1", how="evenly", how_back="whole")
        for code in ("old0", "old0b")
    )  # fmt: skip
    give("residents", Kind.COUNT, "lsoa-2011", dict.fromkeys(LSOA, 100))
    old = {"old0": 10, "old0b": 20, **{f"old{n}": 30 for n in range(1, 6)}}
    give("imd", Kind.SCORE, "lsoa-2001", old, weight="residents")
    row = next(row for row in known().rows if row.indicator.key == "imd")
    result = row.cells["area-1"].result
    assert (result.value, result.is_estimated, result.shared_weights) == (Fraction(10500, 400), True, 2)
    assert "which are shared out in 2 of them" in how_in_words(result, "lsoa-2001", "residents, 2007")
    assert not row.cells["area-2"].result.is_estimated


def test_a_ward_that_is_cut_is_shared_out_by_residents_not_by_ground(give):
    by = system("small areas")
    halves = [(f"half-{n}", -1.99 + 0.005 * n) for n in range(2)]
    replace_area_set(
        by=by,
        key="lsoa-2011",
        name="Small areas 2011",
        kind=AreaKind.SMALL_AREAS,
        valid_from=SINCE,
        areas=[
            NewArea(key=key, name=key, inside=Position(52.505, west + 0.002), boundary=half_square(west))
            for key, west in halves
        ],
    )
    give("residents", Kind.COUNT, "lsoa-2011", {"half-0": 900, "half-1": 100}, topic=Topic.POPULATION)
    give("calls", Kind.COUNT, "wards-2004", {ELM: 100, OAK: 1000, ASH: 100})
    gives, receives = (Area.objects.get(area_set__key="areas-2010", key=f"area-{n}") for n in (1, 2))
    piece = Ground("The east of Oak", piece=half_square(-1.985))
    adjust_areas(by=by, gives=gives, receives=receives, ground=piece, on=SINCE, reason="The railway")
    calls = next(row for row in known().rows if row.indicator.key == "calls")
    first, second = calls.cells["area-1"].result, calls.cells["area-2"].result
    assert first.is_estimated
    assert second.is_estimated
    assert first.value is not None
    assert second.value is not None
    assert abs(first.value - 1000) < 1
    assert abs(first.value + second.value - 1200) < Fraction(1, 100)
    people = next(row for row in known().rows if row.indicator.key == "residents")
    assert people.cells["area-2"].result.value == 100
