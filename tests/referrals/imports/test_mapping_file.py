"""A mapping file is written by a person: every fault is told with its line and what to write (R1.5)."""

from pathlib import Path

import pytest

from wardmote.modules.referrals.rules.mapping import ReportMapping, WrongMapping, read_mapping
from wardmote.project.demo import content

from .conftest import MAPPING

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted((ROOT / "examples" / "mappings").glob("*.yaml"))
KEYS = ("pothole", "general", "child")


def _read(text: str) -> ReportMapping:
    return read_mapping(text, KEYS)


def _faults(text: str) -> str:
    with pytest.raises(WrongMapping) as told:
        _read(text)
    return str(told.value)


def _with(old: str, new: str) -> str:
    assert old in MAPPING
    return _faults(MAPPING.replace(old, new))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_can_be_read(path: Path) -> None:
    assert read_mapping(path.read_text(encoding="utf-8"), content.read().categories).columns


def test_the_mapping_in_the_how_to_can_be_read() -> None:
    written = (ROOT / "docs" / "how-to" / "import-reports.md").read_text(encoding="utf-8")
    sample = written.split("```yaml\n")[1].split("```")[0]
    assert read_mapping(sample, content.read().categories).team in content.read().teams


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 3


def test_the_columns_it_uses_are_known() -> None:
    assert _read(MAPPING).columns == ("closed", "id", "kind", "lat", "lon", "seen", "what", "where")


def test_an_empty_mapping_is_told_what_to_begin_with() -> None:
    assert "write “key: value” lines" in _faults("")
    assert "write “key: value” lines" in _faults("- a list")


def test_everything_that_must_be_there_is_asked_for_at_once() -> None:
    told = _faults("language: en")
    for key in ("system", "file", "times", "their_reference", "words", "observed_at", "category"):
        assert f", {key}: " in told


def test_an_unknown_key_is_a_fault_with_its_line_and_the_likely_key() -> None:
    assert "Line 4, their_referense: this key means nothing here. Did you mean “their_reference”?" in _with(
        "their_reference", "their_referense"
    )
    assert "Line 2, file.formt: this key means nothing here. Did you mean “format”?" in _with(
        "{format: csv}", "{formt: csv}"
    )


def test_a_key_written_twice_is_a_fault() -> None:
    assert "words: this is written twice" in _faults(MAPPING + "words: where\n")


def test_broken_yaml_is_told_with_its_line() -> None:
    assert _faults("system: A\nfile: [csv\n").startswith("Line 3: this cannot be read")
    assert "Line 1" in _faults("system: \0")
    assert _faults("[" * 5000)


def test_a_category_that_is_not_here_is_a_fault_with_the_likely_one() -> None:
    assert "category.values: there is no category “potholes” here. Did you mean “pothole”?" in _with(
        "Hole: pothole", "Hole: potholes"
    )
    assert "category.default: there is no category “xyz” here" in _with("default: pothole", "default: xyz")


def test_one_value_cannot_mean_two_categories() -> None:
    assert "“HOLE” is listed twice" in _with("Hole: pothole,", "Hole: pothole, HOLE: general,")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Europe/London", "London", "times.zone: write a time zone by its region and city"),
        ("Europe/London", "Europe/Londn", "Did you mean Europe/London?"),
        ("zone: Europe/London", "zone: Europe/London, format: '%d/%m'", "no pattern with day, month and year"),
        ("Europe/London", "Europe", "times.zone: write a time zone by its region and city"),
        ("Europe/London", "../London", "times.zone: write a time zone by its region and city"),
        ("format: csv", "format: xls", "“xls” is none of these: csv, json"),
        ("format: csv", "format: csv, encoding: latin", "file.encoding: “latin” is none of these"),
        ("format: csv", "format: csv, delimiter: ab", "file.delimiter: write one character"),
        ("format: csv", "format: csv, records: a", "file.records: this is for json files only"),
        ("format: csv", "format: json, delimiter: ;", "file.delimiter: this is for csv files only"),
        ("format: csv", "format: json, records: a..b", "file.records: write the keys that lead to the list"),
        ("lat, longitude: lon", "lat", "place: name both latitude and longitude"),
        ("latitude: lat, longitude: lon", "easting: lat, northing: lon", "place.system: name the coordinate system"),
        ("longitude: lon", "longitude: lon, system: EPSG:27700", "place.system: this system goes with easting"),
        ("longitude: lon", "longitude: lon, system: EPSG:999999", "system: write a coordinate system by its"),
        ("longitude: lon", "longitude: lon, unknown_points: [0, 0]", "place.unknown_points: write a list of points"),
        ("longitude: lon", "longitude: lon, unknown_points: 0", "place.unknown_points: write a list of points"),
        ("words: what", "words: 'a {what'", "words: close every {brace}"),
        ("words: what", "words: [what, where]", "words: write one value here"),
        ("observed_at: seen", "observed_at: {fixed: yesterday}", "observed_at.fixed: write a time such as"),
        ("system: Other Borough", "system: " + "x" * 61, "in at most 60 letters"),
        ("system: Other Borough", "system: A\nlanguage: English!", "language: write a language by its short code"),
        ("system: Other Borough", "system: A\nsensitivity: secret", "sensitivity: “secret” is none of these"),
        ("system: Other Borough", "system: A\nseriousness: {default: 6}", "whole number from 1 to 5"),
        ("system: Other Borough", "system: A\nskip: [a]", "skip: write a list of blocks"),
        ("system: Other Borough", "system: A\nskip: [{from: kind}]", "skip.is: write one value or a list"),
        ("ended: {at: closed}", "ended: closed", "ended: write a block of keys"),
        ("  from: kind\n", "", "category.from: name the column"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_with_what_to_write(old: str, new: str, told: str) -> None:
    assert told in _with(old, new)


def test_values_are_taken_as_they_are_written() -> None:
    mapping = _read(MAPPING.replace("{Hole: pothole, ", "{No: pothole, 007: general, "))
    assert mapping.category.values == {
        "no": "pothole",
        "007": "general",
        "private": "general",
        "child": "child",
    }
