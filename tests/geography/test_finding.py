"""The "Where" box understands what people type (R1.1, R2.1)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wardmote.shared.geography.actions import load_postcodes
from wardmote.shared.geography.queries import find_place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("borough")]


def found(words: str) -> list[tuple[str, str]]:
    return [(match.kind.value, match.name) for match in find_place(words)]


@pytest.mark.parametrize(
    "words",
    ["Saddler Court", "14 Saddler Court, Blakenall", "saddler ct", "Flat 3, 14 SADDLER COURT", "saddler co"],
)
def test_a_street_is_found_however_it_is_written(words):
    assert found(words) == [("place", "Saddler Court")]
    assert find_place(words)[0].ward.key == "blakenall"
    assert find_place(words)[0].place_id


def test_streets_of_one_name_are_all_given_until_a_ward_is_named():
    assert [m.ward.key for m in find_place("Lock Road")] == ["willenhall-north", "willenhall-south"]
    assert [m.ward.key for m in find_place("12 Lock Rd, Willenhall South")] == ["willenhall-south"]


def test_apostrophes_do_not_matter():
    assert found("st annes row") == found("St. Anne's Row") == [("place", "St Anne’s Row")]


def test_a_ward_is_found_by_name_or_its_beginning():
    assert found("St Matthew's") == [("ward", "St Matthew's")]
    assert found("blaken") == [("ward", "Blakenall")]
    assert found("Willenhall") == [("ward", "Willenhall North"), ("ward", "Willenhall South")]
    assert found("near the Pleck somewhere") == [("ward", "Pleck")]


def test_a_postcode_in_the_words_comes_first(keeper, wards):
    at = wards[4].at
    load_postcodes(by=keeper, lines=["postcode,lat,long", f"WS3 1AB,{at.latitude},{at.longitude}"])
    assert found("ws31ab") == [("postcode", "WS3 1AB")]
    assert found("Awl Street WS3 1AB") == [("postcode", "WS3 1AB")]
    assert find_place("ws3 1ab")[0].ward.key == "blakenall"


def test_an_unknown_postcode_leaves_the_street():
    assert found("Awl Street WS9 9ZZ") == [("place", "Awl Street")]
    assert found("WS9 9ZZ") == []


def test_coordinates_are_understood_inside_and_outside():
    assert find_place("52.6068, -1.9808")[0].ward.key == "blakenall"
    assert not find_place("51.5, -0.12")[0].inside_borough
    assert find_place("91.5, 3.0") == []


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "zz",
        "\x00",
        "Saddler\x00Nowhere",
        "%",
        "_",
        "سڑک",
        "\u202eteertS lwA",
        "' or 1=1 --",
        "🦆" * 300,
    ],
)
def test_what_is_not_known_is_nothing_and_no_fault(words):
    assert find_place(words) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=400))
def test_whatever_is_typed_costs_a_bounded_number_of_queries(words):
    with CaptureQueriesContext(connection) as queries:
        assert len(find_place(words)) <= 10
    assert len(queries) <= 5
