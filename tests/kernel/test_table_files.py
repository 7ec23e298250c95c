"""Tables that people bring from a spreadsheet are read whatever program saved them (R1.10, R11.6)."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.kernel.table_files import LONGEST, MAX_BYTES, MAX_ROWS, UnreadableTable, read_table
from wardmote.kernel.ui.tables import safe_cell

COLUMNS = {"name": ("name", "organisation"), "kind": ("kind",), "email": ("e-mail", "mail")}


def read(content: bytes | str):
    held = content.encode() if isinstance(content, str) else content
    return read_table(held, columns=COLUMNS, needed=("name", "kind"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_is_read_as_any_spreadsheet_saves_it(encoding, delimiter, end):
    text = end.join(delimiter.join(row) for row in [["Kind", "Name"], ["café", "Ørsted’s – £5"]])
    (row,) = read(text.encode(encoding))
    assert (row["kind"], row["name"], row["email"]) == ("café", "Ørsted’s – £5", "")


@pytest.mark.parametrize("heading", ["Name,KIND,E_Mail", " name , kind ,e mail", "“Name:”,Kind*,e-mail"])
def test_capitals_spaces_and_punctuation_of_a_heading_do_not_matter(heading):
    (row,) = read(f"{heading}\nA,b,c@example.org\n")
    assert (row["name"], row["kind"], row["email"]) == ("A", "b", "c@example.org")


def test_rows_have_the_numbers_that_a_spreadsheet_shows():
    rows = read('\n\nname,kind\nOne,a\n,\n"Two\nlines",b\nThree,c\n')
    assert [(row.number, row["name"]) for row in rows] == [(4, "One"), (6, "Two lines"), (7, "Three")]


def test_a_short_row_has_empty_cells_and_a_column_nobody_asked_for_is_passed_over():
    short, long = read("name,kind,notes\nOne\nTwo,b,anything,more\n")
    assert (short["name"], short["kind"], long["kind"]) == ("One", "", "b")


def test_a_row_with_a_broken_quotation_is_told_and_the_others_are_read():
    rows = read('name,kind\nOne,a\n"Two"x,b\nThree,c\n')
    assert [bool(row.fault) for row in rows] == [False, True, False]
    assert rows[1].number == 3
    assert "quotation marks" in rows[1].fault


@pytest.mark.parametrize("rest", ['"Two,b\nThree,c\n', '"Two,b', '"Two,b\nThree,c\n"x,d\n' + "Four,e\n" * 9])
def test_a_quotation_that_never_closes_swallows_no_row_in_silence(rest):
    with pytest.raises(UnreadableTable, match="opens in row 3 and never closes"):
        read("name,kind\nOne,a\n" + rest)


def test_a_first_line_by_which_excel_is_told_the_separator_is_no_row_of_ours():
    (row,) = read("\ufeffsep=;\r\nname;kind\r\nOne, and more;a\r\n")
    assert (row.number, row["name"], row["kind"]) == (3, "One, and more", "a")


def test_a_cell_too_long_and_a_hidden_character_are_told():
    long, hidden = read(f"name,kind\n{'x' * (LONGEST + 1)},a\nT\x00wo,b\n")
    assert "more than 5,000 characters" in long.fault
    assert "hidden character" in hidden.fault
    assert hidden["name"] == "Two"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "We found no column “name” and no “kind”"),
        (b"kind,other\na,b\n", "We found no column “name”"),
        (b"name,organisation,kind\na,b,c\n", "“name” and “organisation” both say “name”"),
        (b"PK\x03\x04rest", "spreadsheet’s own file"),
        (b"\xff\xfea", "not text"),
        (b"name,kind\n\x81\x8d", "not text"),
    ],
)
def test_what_is_no_such_table_is_refused_with_what_to_do(content, sentence):
    with pytest.raises(UnreadableTable, match=sentence):
        read(content)


def test_too_many_rows_and_too_many_bytes_are_refused():
    with pytest.raises(UnreadableTable, match="more than 20,000 rows"):
        read("name,kind\n" + "a,b\n" * (MAX_ROWS + 1))
    with pytest.raises(UnreadableTable, match="larger than 20 MB"):
        read(b"x" * (MAX_BYTES + 1))


@given(st.binary(max_size=300))
def test_whatever_is_brought_is_read_or_refused_in_words(content):
    with suppress(UnreadableTable):
        assert all("\x00" not in row["name"] + row["kind"] for row in read(b"name,kind\n" + content))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).map(str.strip))
def test_what_our_own_tables_write_is_read_back_as_it_was(words):
    if not words or words.startswith("'"):
        return
    out = io.StringIO()
    csv.writer(out).writerows([["name", "kind"], [safe_cell(words), "a"]])
    (row,) = read(out.getvalue())
    assert row["name"] == " ".join(words.split())
