"""Files are read as they are; what is not what it claims gets one sentence that says what to do (R1.5)."""

import gzip
import json
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.modules.referrals.adapters.report_files import (
    Unreadable,
    open_reports,
    open_rows,
    read_mapping_text,
)
from wardmote.modules.referrals.rules.mapping import (
    Broken,
    EndedEarly,
    FileLayout,
    Format,
    Row,
    correctable_csv,
    read_mapping,
)

from .conftest import HEADING, MAPPING, Files, row

WRITABLE = st.one_of(
    st.sampled_from("=+-@\t\r\n'\"0,"), st.characters(exclude_categories=["Cs"], exclude_characters="\0")
)
KEYS = ("pothole", "general", "child")
IN_JSON = MAPPING.replace("{format: csv}", "{format: json}")
RECORD = {
    "id": 7,
    "what": "A hole",
    "seen": "2024-01-02",
    "closed": None,
    "lat": 52.5,
    "lon": -1.98,
    "where": "",
    "kind": "",
}


def _rows(path: Path, mapping: str = MAPPING) -> list[Row | Broken]:
    with open_reports(path, read_mapping(mapping, KEYS)) as file:
        return list(file.rows)


def _told(path: Path, mapping: str = MAPPING) -> str:
    with pytest.raises(Unreadable) as told:
        _rows(path, mapping)
    return str(told.value).replace(str(path), "FILE")


def _ids(found: list[Row | Broken]) -> list[str]:
    return [line.reason if isinstance(line, Broken) else line["id"] for line in found]


def test_csv_is_read_plain_and_gzipped_whatever_its_name(files: Files) -> None:
    plain = files.csv(row(1), row(2))
    zipped = files.file(gzip.compress(plain.read_bytes()), "reports.bin")
    assert _ids(_rows(plain)) == _ids(_rows(zipped)) == ["1", "2"]


def test_a_byte_order_mark_and_blank_lines_are_passed_over(files: Files) -> None:
    content = b"\xef\xbb\xbf" + f"{HEADING}\r\n\r\n{row(1)}\r\n\r\n".encode()
    assert _ids(_rows(files.file(content))) == ["1"]


def test_other_delimiters_and_encodings_are_named_in_the_mapping(files: Files) -> None:
    other = MAPPING.replace("{format: csv}", "{format: csv, encoding: windows-1252, delimiter: ';'}")
    content = f"{HEADING}\n{row(1, what='Café €')}".replace(",", ";").encode("cp1252")
    (found,) = _rows(files.file(content), other)
    assert isinstance(found, dict)
    assert found["what"] == "Café €"
    wide = MAPPING.replace("{format: csv}", "{format: csv, encoding: utf-16, delimiter: tab}")
    assert _ids(_rows(files.file(f"{HEADING}\n{row(1)}".replace(",", "\t").encode("utf-16")), wide)) == ["1"]


def test_quoted_values_may_hold_delimiters_and_line_breaks(files: Files) -> None:
    (found,) = _rows(files.csv(row(1, what='"one, two\nthree ""four"""')))
    assert isinstance(found, dict)
    assert found["what"] == 'one, two\nthree "four"'


def test_a_row_with_the_wrong_number_of_columns_is_broken_and_the_next_is_read(files: Files) -> None:
    found = _ids(_rows(files.csv("1,2", row(2), row(3) + ",more")))
    assert found == ["It has 2 columns; the heading has 8.", "2", "It has 9 columns; the heading has 8."]


def test_a_quote_that_never_closes_does_not_swallow_the_file(files: Files) -> None:
    lines = [row(n, what="x" * 200) for n in range(2, 2000)]
    found = _ids(_rows(files.csv(row(1, what='"never closed'), *lines)))
    assert found[0].startswith("The quotes in lines 2 to ")
    assert found[-1] == "1999"
    assert _ids(_rows(files.csv(row(1), row(2, what='"never closed')))) == [
        "1", "The quotes in line 3 do not match, or a value is over 131,072 characters long."
    ]  # fmt: skip


def test_a_line_without_end_is_read_in_pieces_and_is_no_row(files: Files) -> None:
    found = _ids(_rows(files.csv(row(1), row(2, what="x" * 10_000_000), row(3))))
    assert (found[0], found[-1]) == ("1", "3")
    assert all(reason.startswith(("The quotes", "It has")) for reason in found[1:-1])


def test_bytes_that_are_no_letters_spoil_only_their_own_row(files: Files) -> None:
    content = f"{HEADING}\n{row(1)}\n".encode() + row(2).encode().replace(b"hole", b"h\xe9le") + b"\n"
    first, second = _rows(files.file(content))
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert second["what"] == "A h\udce9le in the road"


def test_a_torn_gzip_gives_every_whole_row_before_the_tear(files: Files) -> None:
    content = "\n".join([HEADING, *(row(n) for n in range(20_000))]).encode()
    packed = gzip.compress(content)
    torn = files.file(packed[: len(packed) // 2], "torn.csv.gz")
    found = []
    with (
        open_reports(torn, read_mapping(MAPPING, KEYS)) as file,
        pytest.raises(EndedEarly, match="breaks off"),
    ):
        found += _ids(list(_collect(file.rows, found)))
    assert found[:2] == ["0", "1"]
    assert 5_000 < len(found) < 15_000
    assert found == [str(n) for n in range(len(found))]


def _collect(rows: object, found: list[str]) -> list[Row | Broken]:
    for line in rows:  # type: ignore[attr-defined]  # rows of one of two kinds
        found += _ids([line])
    return []


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "a.csv", "FILE is empty. Check that it was copied whole."),
        (b"PK\x03\x04rest", "a.csv", "FILE is a zip file or an Excel workbook, not csv. Save it as csv and try again."),
        (b"%PDF-1.4", "a.csv", "FILE is a PDF, not csv."),
        (b"\x89PNG\r\n", "a.csv", "FILE is a picture, not csv."),
        (b"\xff\xfei\x00d\x00", "a.csv", "FILE is written in UTF-16. Say “encoding: utf-16”"),
        (b'[{"id": 1}]', "a.csv", "FILE looks like JSON. Say “format: json”"),
        (b"id,what\n", "a.csv.gz", "FILE is named .gz, but is no gzip file."),
        (b"\x1f\x8bnot really", "a.csv.gz", "FILE is a broken gzip file. Fetch it again."),
        (gzip.compress(b"", mtime=0), "a.csv.gz", "FILE holds nothing. Check that it was packed whole."),
        (b'"never closed', "a.csv", "FILE has no heading that can be read."),
        (b"\n", "a.csv", "FILE has no column"),
        (b"id,what,seen,closed,lat,lon,place,kind\n", "a.csv", "FILE has no column “where”, which the mapping names."),
        (b"id,id,what,seen,closed,lat,lon,where,kind\n", "a.csv", "FILE has more than one column “id”. Rename one"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_it_claims_is_told_plainly(
    files: Files, content: bytes, name: str, told: str
) -> None:
    assert _told(files.file(content, name)).startswith(told)


def test_a_folder_and_a_missing_file_are_told_plainly(files: Files) -> None:
    assert _told(files.folder) == "FILE is a folder. Name one file in it."
    assert _told(files.folder / "none.csv") == "There is no file FILE. Check its name and folder."
    assert _told(files.folder / "a\0b.csv").endswith("Check that you may read it.")


def test_json_is_read_plain_and_gzipped_with_nested_values_by_their_path(files: Files) -> None:
    records = json.dumps({"result": {"records": [RECORD, {**RECORD, "id": 8, "a": {"b": [5, True]}}]}})
    inside = MAPPING.replace("{format: csv}", "{format: json, records: result.records}")
    plain = files.file(records.encode(), "a.json")
    zipped = files.file(gzip.compress(records.encode()), "b.json.gz")
    assert _rows(plain, inside) == _rows(zipped, inside)
    _, second = _rows(plain, inside)
    assert isinstance(second, dict)
    assert (second["a.b.0"], second["a.b.1"], second["closed"]) == ("5", "true", "")


def test_a_record_that_is_none_is_broken_and_the_next_is_read(files: Files) -> None:
    content = json.dumps([RECORD, "text", None, {**RECORD, "id": 8}]).encode()
    assert _ids(_rows(files.file(content), IN_JSON)) == [
        "7",
        *["It is not a record with named values."] * 2,
        "8",
    ]


def test_an_empty_list_is_a_file_without_reports(files: Files) -> None:
    assert _rows(files.file(b"[]"), IN_JSON) == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[{]", "FILE is no JSON at line 1, column 3"),
        (b"id,what\n", "FILE is no JSON at line 1"),
        (b'{"reports": []}', "FILE holds no list there. Say “records: reports” under “file”"),
        (b"7", "FILE holds no list there. Say where the list is"),
        (b'[{"id": 1}]', "FILE has no column “closed” or “kind”"),
        (b"[" * 200_000, "FILE holds JSON that nobody writes"),
        (b"[" + b"9" * 5000 + b"]", "FILE holds JSON that nobody writes"),
        (b'["\xe9"]', "FILE is not in utf-8. Name its encoding under “file”."),
        (gzip.compress(json.dumps([RECORD] * 999).encode(), mtime=0)[:80], "FILE breaks off before its end."),
    ],
)
def test_json_that_cannot_be_read_is_told_plainly(files: Files, content: bytes, told: str) -> None:
    assert _told(files.file(content), IN_JSON).startswith(told)


def test_a_wrong_way_to_the_records_is_told_with_the_keys_that_are_there(files: Files) -> None:
    inside = MAPPING.replace("{format: csv}", "{format: json, records: data}")
    assert "FILE has no “data”. Mend “records” under “file” in the mapping. Known here: reports." in _told(
        files.file(b'{"reports": []}'), inside
    )


def test_a_mapping_file_is_a_short_text(files: Files) -> None:
    with pytest.raises(Unreadable, match="not a text in UTF-8"):
        read_mapping_text(files.file(b"\xff\xff"))
    with pytest.raises(Unreadable, match="too long for a mapping file"):
        read_mapping_text(files.file(b"x" * 1_000_001))
    assert read_mapping_text(files.file(b"\xef\xbb\xbfsystem: A")) == "system: A"


@given(
    st.lists(
        st.fixed_dictionaries({name: st.text(WRITABLE, max_size=12) for name in ("id", "what")}), max_size=5
    )
)
def test_rejected_rows_come_back_from_a_spreadsheet_as_they_were(rows: list[Row]) -> None:
    table = correctable_csv(["id", "what"], [(row, 1, "A reason") for row in rows])
    with NamedTemporaryFile() as file:
        Path(file.name).write_bytes(table.encode("utf-8-sig"))
        with open_rows(Path(file.name), FileLayout(format=Format.CSV)) as back:
            found = [line for line in back.rows if isinstance(line, dict)]
    assert [{"id": line["id"], "what": line["what"]} for line in found] == rows


@pytest.mark.parametrize("words", ["=1+1", "+44 sum", "-a", "@sum(1)", "'=1", "\t=1"])
def test_a_rejected_row_runs_nothing_in_a_spreadsheet(words: str) -> None:
    table = correctable_csv(["what"], [({"what": words}, 1, "A reason")])
    assert f"'{words}" in table
