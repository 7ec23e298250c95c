"""What a file's columns and values probably are, told from their names and from what they hold (R1.5)."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.modules.referrals.adapters.report_files import Unreadable, recognise
from wardmote.modules.referrals.rules.mapping import (
    TIME_FORMATS,
    Field,
    Format,
    read_back,
    suggest_category,
    suggest_columns,
    telling,
    time_formats,
)

UTC_ZONE = ZoneInfo("UTC")
DAYS_FIRST, MONTHS_FIRST = "%d/%m/%Y", "%m/%d/%Y"
days = st.dates(min_value=date(1990, 1, 1), max_value=date(2050, 1, 1))
values = st.lists(st.text(max_size=30), max_size=15)


def test_the_columns_of_a_british_export_are_told_by_their_names_and_values() -> None:
    found = suggest_columns(
        {
            "Enquiry number": ["ENQ1", "ENQ2", "ENQ3"],
            "Date logged": ["04/05/2026 14:30", "09/05/2026 08:14", "28/02/2026 08:53"],
            "Target date": ["05/05/2026", "10/05/2026", "01/03/2026"],
            "Date closed": ["", "12/10/2026 10:00", ""],
            "Service type": ["Pothole", "Pothole", "Noise"],
            "Description": ["A hole by the gate", "Another one further on", "Loud music until two"],
            "Street name": ["Sand Street", "Mill Lane", "High Road"],
            "Postcode": ["WS1 1AA", "WS1 1AB", "WS1 1AA"],
            "Easting": ["401272", "402475", "402113"],
            "Northing": ["298081", "299133", "298792"],
            "Status": ["Open", "Closed", "Open"],
            "Officer": ["A", "B", "A"],
        }
    )
    assert dict(found.columns) == {
        Field.REFERENCE: "Enquiry number",
        Field.OBSERVED: "Date logged",
        Field.ENDED: "Date closed",
        Field.CATEGORY: "Service type",
        Field.WORDS: "Description",
        Field.PLACE: "Street name",
        Field.EASTING: "Easting",
        Field.NORTHING: "Northing",
        Field.STATUS: "Status",
    }


def test_degrees_are_told_from_metres_and_half_a_place_is_none() -> None:
    degrees = {"lat": ["52.58", "52.59"], "lon": ["-1.98", "-1.97"]}
    assert {Field.LATITUDE, Field.LONGITUDE} <= set(suggest_columns(degrees).columns)
    assert not suggest_columns({"lat": degrees["lat"]}).columns


@given(st.dictionaries(st.text(min_size=1, max_size=20), values, max_size=8))
def test_no_column_is_suggested_for_two_things(columns: dict[str, list[str]]) -> None:
    found = suggest_columns(columns)
    chosen = list(found.columns.values())
    assert len(chosen) == len(set(chosen))
    assert set(chosen) <= set(columns)


@given(st.lists(days, min_size=1, max_size=20))
def test_day_before_month_is_offered_for_every_date_so_written_and_month_before_day_only_where_it_fits(
    dates: list[date],
) -> None:
    written = [f"{at:{DAYS_FIRST}}" for at in dates]
    offered = time_formats(written)
    assert DAYS_FIRST in offered
    assert (MONTHS_FIRST in offered) == all(at.day <= 12 for at in dates)
    for at, text in zip(dates, written, strict=True):
        assert read_back(text, DAYS_FIRST, UTC_ZONE) == f"{at.day} {at:%B %Y}"


@given(
    st.lists(days, min_size=5, max_size=20), st.lists(st.sampled_from(["n/a", "?", "soon", ""]), max_size=3)
)
def test_a_few_words_among_the_dates_do_not_hide_how_the_others_are_written(
    dates: list[date], words: list[str]
) -> None:
    written = [f"{at:{DAYS_FIRST}}" for at in dates]
    assert time_formats([*words, *written]) == time_formats(written)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    for written in time_formats([text]):
        assert read_back(text, written, UTC_ZONE)


def test_what_tells_two_ways_to_write_a_date_apart_is_shown_first() -> None:
    assert telling(["05/05/2026", "04/05/2026"], [DAYS_FIRST, MONTHS_FIRST])[0] == "04/05/2026"


@pytest.mark.parametrize("written", [one for one in TIME_FORMATS if "%" in one])
def test_every_way_that_is_offered_reads_what_is_so_written(written: str) -> None:
    at = datetime(2026, 4, 16, 14, 5, tzinfo=UTC) + timedelta(seconds=9)
    assert written in time_formats([at.strftime(written)])


OURS = {
    "pothole": "Pothole or broken road",
    "fly-tip": "Fly-tipped rubbish",
    "noise": "Noise from homes and businesses",
    "dog": "Dog fouling",
}


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("Potholes", "pothole"),
        ("Fly tipping", "fly-tip"),
        ("FLY-TIPPING - other", "fly-tip"),
        ("Noise complaint", "noise"),
        ("dogs fouling", "dog"),
        ("Council tax", None),
        ("", None),
        ("Nothing", None),
    ],
)
def test_their_kind_of_thing_is_matched_where_a_name_comes_near_and_else_left_open(
    theirs: str, ours: str | None
) -> None:
    assert suggest_category(theirs, OURS) == ours


@given(st.text(max_size=200))
def test_a_suggested_category_is_one_of_ours(theirs: str) -> None:
    assert suggest_category(theirs, OURS) in {*OURS, None}


@pytest.mark.parametrize(
    ("content", "encoding", "delimiter"),
    [
        (b"id,what\n1,caf\xc3\xa9\n", "utf-8", ","),
        (b"\xef\xbb\xbfid;what\n1;a\n", "utf-8", ";"),
        (b"id\twhat\n1\tcaf\xe9 \x93quoted\x94\n", "windows-1252", "\t"),
        ("id|what\n1|é\n".encode("utf-16"), "utf-16", "|"),
    ],
)
def test_how_a_table_is_written_is_told_from_its_bytes(
    tmp_path: Path, content: bytes, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "reports.csv"
    path.write_bytes(content)
    layout = recognise(path, "reports.csv")
    assert (layout.format, layout.encoding, layout.delimiter) == (Format.CSV, encoding, delimiter)


def test_the_longest_list_in_a_json_file_is_the_reports(tmp_path: Path) -> None:
    path = tmp_path / "reports.json"
    path.write_text(json.dumps({"meta": [{"page": 1}], "result": {"records": [{"id": 1}, {"id": 2}]}}))
    layout = recognise(path, path.name)
    assert (layout.format, layout.records) == (Format.JSON, "result.records")


@given(st.binary(max_size=300))
def test_no_bytes_break_the_recognising_of_a_file(content: bytes) -> None:
    with NamedTemporaryFile() as file:
        Path(file.name).write_bytes(content)
        with suppress(Unreadable):
            assert recognise(Path(file.name), "a file").encoding
