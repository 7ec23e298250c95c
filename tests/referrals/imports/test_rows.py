"""A row becomes what its source says and nothing invented, or is rejected with a reason (R1.5)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.modules.referrals.models import ImportRejection, Observation
from wardmote.modules.referrals.models.observations import MAX_WORDS
from wardmote.modules.referrals.rules.mapping import (
    Broken,
    EndedEarly,
    Rejected,
    Report,
    Row,
    batches,
    read_mapping,
    read_row,
    rows,
)

from .conftest import MAPPING

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEYS = ("pothole", "general", "child")
ROW = {
    "id": "7", "what": "A hole", "seen": "2024-01-02 10:00", "closed": "", "lat": "52.58", "lon": "-1.98",
    "where": "Sand Street", "kind": "Hole",
}  # fmt: skip


def _report(changes: Row | None = None, mapping: str = MAPPING) -> Report:
    return read_row(ROW | (changes or {}), read_mapping(mapping, KEYS), NOW)


def _reason(changes: Row, mapping: str = MAPPING) -> str:
    with pytest.raises(Rejected) as why:
        _report(changes, mapping)
    return str(why.value)


def _utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]  # as many parts as a test gives


def test_a_row_is_read_field_by_field() -> None:
    assert _report() == Report(
        their_reference="7",
        words="A hole",
        observed_at=_utc(2024, 1, 2, 10),
        ended_at=None,
        category="pothole",
        seriousness=None,
        people_affected=1,
        latitude=52.58,
        longitude=-1.98,
        place_words="Sand Street",
    )


def test_the_limits_are_those_of_the_tables() -> None:
    assert rows.MAX_WORDS == MAX_WORDS
    assert Observation._meta.get_field("their_reference").max_length == rows.MAX_REFERENCE
    assert Observation._meta.get_field("place_words").max_length == rows.MAX_PLACE_WORDS
    assert ImportRejection._meta.get_field("reason").max_length == rows.MAX_REASON


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": " "}, "It has no number of its own: id is empty."),
        ({"id": "9" * 121}, "id is 121 characters long; 120 is the most."),
        ({"what": ""}, "It has no words: what is empty."),
        ({"what": "x" * 20_001}, "what is 20,001 characters long; 20,000 is the most."),
        ({"what": "a\0b"}, "what holds a null byte, which is no letter."),
        ({"what": "caf\udce9"}, "what holds bytes that are no letters in the mapping's encoding."),
        ({"where": "x" * 301}, "where is 301 characters long; 300 is the most."),
        ({"seen": ""}, "It has no time: seen is empty."),
        ({"seen": "soon"}, "seen is no time in the formats of the mapping."),
        ({"seen": "2024-02-30 10:00"}, "seen is no time in the formats of the mapping."),
        ({"seen": "1066-10-14"}, "seen is a time before 1900."),
        ({"seen": "0001-01-01"}, "seen is a time before 1900."),
        ({"seen": "2026-11-23 12:01"}, "It was seen at a time that is still to come."),
        ({"closed": "2024-01-01"}, "It ended before it was seen."),
        ({"closed": "2030-01-01"}, "It ended at a time that is still to come."),
        ({"lat": "north"}, "lat and lon are not two numbers."),
        ({"lat": ""}, "lat and lon are not two numbers."),
        ({"lat": "91"}, "lat and lon are no place in EPSG:4326."),
        ({"lon": "nan"}, "lat and lon are no place in EPSG:4326."),
        ({"lon": "1e999"}, "lat and lon are no place in EPSG:4326."),
    ],
)
def test_a_row_that_cannot_stand_is_rejected_with_a_reason(changes: Row, reason: str) -> None:
    assert _reason(changes) == reason


def test_a_value_without_a_category_is_rejected_unless_there_is_a_default() -> None:
    assert _report({"kind": "Fog"}).category == "pothole"
    strict = MAPPING.replace("  default: pothole\n", "")
    assert _reason({"kind": "Fog\0"}, strict) == "The mapping has no category for “Fog?”."


def test_values_match_whatever_their_case_and_blanks() -> None:
    assert _report({"kind": "  pRIVATE "}).category == "general"


def test_a_word_decides_only_where_a_word_begins() -> None:
    by_words = (
        MAPPING.split("category:")[0]
        + "category: {from: what, containing: {tree: child}, default: general}\n"
    )
    assert _report({"what": "Street flooded"}, by_words).category == "general"
    assert _report({"what": "Fallen (Tree)"}, by_words).category == "child"


def test_words_are_made_of_columns_and_empty_lines_left_out() -> None:
    lines = MAPPING.replace("words: what", 'words: "{what}\\nAt {where}\\nKind: {kind}"')
    assert _report({"where": ""}, lines).words == "A hole\nKind: Hole"


def test_emoji_and_right_to_left_script_pass_unchanged() -> None:
    assert _report({"what": "🕳️ سڑک میں گڑھا"}).words == "🕳️ سڑک میں گڑھا"


def test_a_point_that_means_nobody_knew_is_no_place() -> None:
    default_point = MAPPING.replace("longitude: lon", "longitude: lon, unknown_points: [[52.58, -1.98]]")
    report = _report({"lat": "52.5800"}, default_point)
    assert (report.latitude, report.longitude, report.place_words) == (None, None, "Sand Street")
    assert _report({"lat": "52.5801"}, default_point).latitude == 52.5801
    assert _report({"lat": "", "lon": " "}).latitude is None


def test_british_grid_coordinates_become_degrees() -> None:
    grid = MAPPING.replace("latitude: lat, longitude: lon", "easting: lat, northing: lon, system: EPSG:27700")
    report = _report({"lat": "401356", "lon": "298698"}, grid)
    assert report.latitude == pytest.approx(52.586, abs=0.001)
    assert report.longitude == pytest.approx(-1.981, abs=0.001)
    assert _reason({"lat": "9e99", "lon": "1"}, grid) == "lat and lon are no place in EPSG:27700."


def test_other_degrees_become_degrees_of_wgs_84() -> None:
    report = _report({}, MAPPING.replace("longitude: lon", "longitude: lon, system: EPSG:4277"))
    assert report.latitude == pytest.approx(52.58, abs=0.01)
    assert report.longitude == pytest.approx(-1.98, abs=0.01)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-07-02 10:00", (2024, 7, 2, 9)),
        ("2024-07-02T10:00:00+02:00", (2024, 7, 2, 8)),
        ("2024-07-02T10:00:00Z", (2024, 7, 2, 10)),
        ("2024-01-02", (2024, 1, 2)),
        ("2024-10-27 01:30", (2024, 10, 27, 0, 30)),  # twice that night: the first
        ("2024-03-31 01:30", (2024, 3, 31, 1, 30)),  # never that night: counted on, 02:30 summer time
    ],
)
def test_times_without_a_zone_are_read_in_the_mappings_zone(written: str, meant: tuple[int, ...]) -> None:
    assert _report({"seen": written}).observed_at == _utc(*meant)


def test_an_end_in_the_repeated_hour_never_lies_before_its_beginning() -> None:
    report = _report({"seen": "2024-10-27T00:50:00Z", "closed": "2024-10-27 01:10"})
    assert report.ended_at == _utc(2024, 10, 27, 1, 10)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("epoch-seconds", "1704189600"),
        ("epoch-milliseconds", "1704189600000"),
        ("'%d/%m/%Y %H:%M'", "02/01/2024 10:00"),
        ("[iso, '%d %b %Y, %I %p']", "2 Jan 2024, 10 AM"),
    ],
)
def test_times_are_read_in_the_mappings_formats(written: str, text: str) -> None:
    formats = MAPPING.replace("zone: Europe/London", f"zone: Europe/London, format: {written}")
    assert _report({"seen": text}, formats).observed_at == _utc(2024, 1, 2, 10)
    assert "no time" in _reason({"seen": "1e30"}, formats)


def test_a_file_without_times_may_say_one_for_all() -> None:
    fixed = MAPPING.replace("observed_at: seen", "observed_at: {fixed: 2024-07-01T12:00:00}")
    assert _report({"seen": ""}, fixed).observed_at == _utc(2024, 7, 1, 11)


def test_what_its_own_system_closed_has_ended() -> None:
    assert _report({"closed": "2024-01-03 10:00"}).ended_at == _utc(2024, 1, 3, 10)
    by_status = MAPPING.replace("{at: closed}", "{at: [closed, seen], when: {from: kind, is: [Hole, Pit]}}")
    assert _report({"closed": ""}, by_status).ended_at == _utc(2024, 1, 2, 10)
    assert _report({"closed": "2024-01-03", "kind": "open again"}, by_status).ended_at is None
    no_time = MAPPING.replace("{at: closed}", "{at: closed, when: {from: kind, is: Hole}}")
    assert _reason({"closed": ""}, no_time) == "It has ended, but closed does not say when."


def test_seriousness_comes_from_the_row_then_the_category_then_the_default() -> None:
    graded = (
        MAPPING + "seriousness: {from: where, values: {High: 4}, by_category: {general: 2}, default: 1}\n"
    )
    assert _report({"where": "high"}, graded).seriousness == 4
    assert _report({"where": "?", "kind": "private"}, graded).seriousness == 2
    assert _report({"where": ""}, graded).seriousness == 1
    plain = MAPPING + "seriousness: {from: where}\n"
    assert _report({"where": "5"}, plain).seriousness == 5
    assert _report({"where": ""}, plain).seriousness is None
    assert _reason({"where": "6"}, plain) == "where says no seriousness the mapping knows."


@pytest.mark.parametrize(("written", "people"), [("", 1), ("12", 12), ("3.0", 3)])
def test_people_affected_are_counted_one_when_nobody_counted(written: str, people: int) -> None:
    assert _report({"where": written}, MAPPING + "people_affected: where\n").people_affected == people


@pytest.mark.parametrize("written", ["0", "-3", "1.5", "many", "inf", "nan", "99999999999"])
def test_a_number_of_people_that_is_none_is_rejected(written: str) -> None:
    assert "no whole number of people" in _reason({"where": written}, MAPPING + "people_affected: where\n")


def test_rows_the_mapping_leaves_out_are_rejected_with_that_reason() -> None:
    skipping = MAPPING + "skip: [{from: kind, is: [Test, Spam]}]\n"
    assert _reason({"kind": "spam"}, skipping) == "The mapping leaves it out: kind is “spam”."


_cells = st.text(max_size=30) | st.sampled_from(list(ROW.values()))
_rows = (
    st.fixed_dictionaries(dict.fromkeys(ROW, _cells)) | st.just(ROW) | st.builds(Broken, st.just("broken"))
)


@given(st.lists(_rows, max_size=30), st.integers(1, 7), st.integers(0, 12))
def test_every_row_has_exactly_one_outcome_in_order(found: list[Row | Broken], size: int, after: int) -> None:
    mapping = read_mapping(MAPPING, KEYS)
    made = list(batches(found, mapping, now=NOW, size=size, after=after))
    outcomes = [outcome for batch in made for outcome in batch.outcomes]
    assert [outcome.number for outcome in outcomes] == list(range(after + 1, len(found) + 1))
    assert all((outcome.report is None) == bool(outcome.reason) for outcome in outcomes)
    assert all(len(batch.outcomes) == size for batch in made[:-1])
    for outcome in outcomes:
        (outcome.reason + outcome.their_reference).encode()  # the database can keep it
        assert "\0" not in outcome.reason + outcome.their_reference


def test_what_stands_before_a_break_is_handed_on_with_the_reason() -> None:
    def breaking_off() -> object:
        yield from [ROW, ROW, ROW]
        raise EndedEarly("torn")

    made = list(batches(breaking_off(), read_mapping(MAPPING, KEYS), now=NOW, size=2))  # type: ignore[arg-type]  # a stand-in for a file
    assert [(len(batch.outcomes), batch.ended_early) for batch in made] == [(2, ""), (1, "torn")]


@given(
    st.datetimes(datetime(1950, 1, 1), datetime(2025, 12, 31)),  # noqa: DTZ001 (as a clock shows it)
    st.sampled_from(["Europe/London", "Asia/Kolkata"]),
)
def test_any_local_time_is_read_to_the_moment_its_clock_showed(local: datetime, zone: str) -> None:
    report = _report({"seen": local.isoformat()}, MAPPING.replace("Europe/London", zone))
    shown = report.observed_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert abs(shown - local).total_seconds() in (0, 3600)
