"""`wardmote locate`: one question, and a file of them (R3.4)."""

import csv
import io
import json
from datetime import date

import pytest
from click.testing import CliRunner

from wardmote.project.cli.locate import command
from wardmote.shared.geography.actions import NewArea, load_postcodes, replace_area_set
from wardmote.shared.geography.rules.coordinates import Position
from wardmote.shared.geography.rules.words import AreaKind

from .conftest import square

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("around")]


@pytest.fixture
def around(borough, keeper, wards):
    """A postcode, small areas, and a neighbour to the south-east."""
    blakenall = next(w.at for w in wards if w.key == "blakenall")
    load_postcodes(
        by=keeper, lines=["postcode,lat,long", f"WS3 1AB,{blakenall.latitude},{blakenall.longitude}"]
    )
    neighbour = Position(52.50, -1.88)
    for key, name, kind, code, at in [
        ("lsoa-2011", "Small areas 2011", AreaKind.SMALL_AREAS, "E01010253", blakenall),
        ("around", "Boroughs around", AreaKind.NEIGHBOURS, "E08000025", neighbour),
    ]:
        replace_area_set(
            by=keeper,
            key=key,
            name=name,
            kind=kind,
            valid_from=date(2010, 5, 1),
            areas=[
                NewArea(key=code.lower(), name=code[-3:], code=code, inside=at, boundary=square(at, 0.02))
            ],
        )


def run(*words: str):
    return CliRunner().invoke(command, list(words))


def answered(tmp_path, content: bytes, *words: str):
    file = tmp_path / "points.csv"
    file.write_bytes(content)
    told = run("--file", str(file), *words)
    return told, told.stdout


@pytest.mark.parametrize(
    "words", ["WS3 1AB", "ws31ab", "52.6068,-1.9808", "SK 014 010", "401400 301050", "Saddler Court"]
)
def test_whatever_way_it_is_said_the_ward_and_its_areas_are_told(words):
    told = run(words)
    assert told.exit_code == 0, told.output
    assert "Wards: Blakenall (blakenall)" in told.output
    assert "Small areas 2011: 253 (E01010253)" in told.output
    assert "Area Partnerships: Area 3" in told.output


def test_an_answer_for_programs_says_the_same():
    answer = json.loads(run("WS3 1AB", "--json").output)
    (match,) = answer["matches"]
    assert (match["kind"], match["ward"]["key"], match["outside"]) == ("postcode", "blakenall", None)
    assert [area["set"] for area in match["areas"]] == ["wards-2004", "areas-2010", "focus-2010", "lsoa-2011"]


def test_outside_the_borough_it_says_whose_it_probably_is():
    told = run("52.50,-1.88")
    assert "km south-east of Pheasey Park Farm. Probably it is 025’s." in told.output
    assert "south of" in run("--", "51.50,-1.98").output
    assert (
        json.loads(run("52.50,-1.88", "--json").output)["matches"][0]["outside"]["neighbours"][0]["code"]
        == "E08000025"
    )


def test_only_the_set_asked_for_is_told_and_one_that_is_not_there_is_said():
    assert "Wards:" not in run("WS3 1AB", "--set", "AREAS 2010").output
    told = run("WS3 1AB", "--set", "Divisions")
    assert (told.exit_code, "There is: “Wards”" in told.output) == (1, True)
    told = run("WS3 1AB", "--set", "Wards 2004", "--on", "2001-01-01")
    assert (told.exit_code, "hold from 10 June 2004" in told.output) == (1, True)
    told = run("nowhere we know")
    assert (told.exit_code, "We do not know" in told.output) == (1, True)
    assert run().exit_code == 2


def test_a_file_gets_its_columns_and_keeps_its_own(tmp_path):
    content = (
        "\ufeffref;Note;Postcode;lat;long;Grid reference\r\n"
        '1;"a; b";WS3 1AB;;;\r\n2;Café;;52.6068;-1.9808;\r\n3;=1+1;;;;SK 014 010\r\n4;;WS9 9ZZ;;;\r\n'
        "5;;;-1.9808;52.6068;\r\n6;;;52.50;-1.88;\r\n7;;;;;\r\n8;;;401400;301050;\r\n9;short\r\n"
    ).encode()
    for bytes_ in (content, content.decode("utf-8-sig").encode("cp1252")):
        told, out = answered(tmp_path, bytes_, "--set", "wards 2004")
        assert told.exit_code == 3
        rows = list(csv.reader(io.StringIO(out.removeprefix("\ufeff")), delimiter=";"))
        assert rows[0][-3:] == ["wards_2004_code", "wards_2004_name", "not_located"]
        assert rows[1] == ["1", "a; b", "WS3 1AB", "", "", "", "blakenall", "Blakenall", ""]
        assert rows[2][1] == "Café"
        assert rows[3][1] == "=1+1"
        assert [row[-2] for row in rows[1:]] == ["Blakenall"] * 3 + ["", "Blakenall"] + [""] * 4
        reasons = [row[-1] for row in rows[1:]]
        assert reasons[3] == "We do not know the postcode WS9 9ZZ."
        assert "south-east of Pheasey Park Farm. Probably it is 025’s." in reasons[5]
        assert reasons[6] == reasons[8] == "It does not say where."
        assert "name the columns easting and northing" in reasons[7]
        assert "Located: 4. Not located: 5." in told.stderr
        assert "1 rows had latitude and longitude the wrong way round" in told.stderr


def test_all_sets_in_force_are_answered_when_none_is_named(tmp_path):
    told, out = answered(tmp_path, b"easting,northing\n401400,301050\n")
    assert told.exit_code == 0
    (row,) = csv.DictReader(io.StringIO(out))
    assert (row["wards_2004_code"], row["areas_2010_name"], row["focus_2010_name"]) == (
        "blakenall", "Area 3", "Spur Green",
    )  # fmt: skip
    assert row["lsoa_2011_code"] == "E01010253"


def test_it_goes_into_a_new_file_or_none(tmp_path):
    out = tmp_path / "out.csv"
    told, said = answered(tmp_path, b"postcode\nWS3 1AB\n", "--out", str(out))
    assert (told.exit_code, said) == (0, "")
    assert b"Blakenall" in out.read_bytes()
    assert answered(tmp_path, b"postcode\nWS3 1AB\n", "--out", str(out))[0].exit_code == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"name,age\n1,2\n",
        b"PK\x03\x04",
        b"\xff\xfe\x00\x01",
        b"x" * 200_000,
        b'lat,long\n"1,2' + b"x" * 200_000,
    ],
)
def test_what_is_no_table_of_points_is_refused_in_a_sentence(tmp_path, content):
    out = tmp_path / "out.csv"
    told, _ = answered(tmp_path, content, "--out", str(out))
    assert told.exit_code == 1
    assert "Nothing was written." in told.output
    assert [file.name for file in tmp_path.iterdir()] == ["points.csv"]


def test_a_ward_by_its_name_is_no_point_and_lies_in_no_one_small_area():
    assert "E01010253" in run("WS3 1AB").stdout
    told = run("Blakenall")
    assert "Blakenall" in told.stdout
    assert "E01010253" not in told.stdout
    assert "E01010253" not in run("Blakenall", "--set", "Small areas 2011").stdout
