"""`wardmote import postcodes FILE` tells what it kept and why it left the rest (R3.4)."""

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from wardmote.project.cli.import_ import command
from wardmote.project.cli.locate import command as locate
from wardmote.shared.geography.models import Postcode

pytestmark = pytest.mark.django_db


def run(file: Path):
    return CliRunner().invoke(command, ["postcodes", str(file)])


def test_a_list_is_loaded_and_the_rejected_lines_are_named(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("Postcode,lat,long\nWS1 1AA,52.586,-1.981\nmoon,1,1\n,2,2\n", encoding="utf-8")
    for _ in range(2):
        told = run(file)
        assert told.exit_code == 0
        assert "Postcodes kept: 1. Lines rejected: 2." in told.output
        assert "Line 3: moon. This is not a full postcode." in told.output
    assert Postcode.objects.count() == 1


@pytest.mark.parametrize(
    "content", [b"", b"name,age\n", b"\xff\xfe\x00\x01", b"\x89PNG\r\n\x1a\n", b"\x00" * 99, b"x" * 200_000]
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(tmp_path, content):
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    told = run(file)
    assert told.exit_code == 1
    assert "Nothing was changed." in told.output
    assert not Postcode.objects.exists()


def zipped(file: Path, **members: str) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/") + ".csv", text)
    return file


def test_code_point_open_is_read_from_its_zip(tmp_path):
    file = zipped(
        tmp_path / "codepo_gb.zip",
        Doc__Code_Point_Open_Column_Headers="PC,PQ,EA,NO\nPostcode,Positional_quality_indicator,Eastings,Northings\n",
        Data__CSV__ws='"WS1 1AA",10,401356,298698,"E92000001","","","","E08000030","E05001316"\n',
        Data__CSV__b='"B1  1BA",10,406000,286000,"E92000001","","","","E08000025","E05011118"\n"B1 1ZZ",90,0,0,"",""\n',
    )
    told = run(file)
    assert (told.exit_code, "Postcodes kept: 2. Lines rejected: 1." in told.output) == (0, True), told.output
    assert [(p.postcode, p.district) for p in Postcode.objects.all()] == [
        ("B1 1BA", "E08000025"),
        ("WS1 1AA", "E08000030"),
    ]


def test_the_postcode_directory_marks_what_has_ended_and_says_whose_it_is(tmp_path):
    onspd = (
        "pcd,pcd2,pcds,dointr,doterm,usertype,oseast1m,osnrth1m,osgrdind,oslaua,lat,long\n"
        '"B1 1BA","B1   1BA","B1 1BA",198001,200903,0,406000,286000,1,E08000025,52.4716,-1.9132\n'
        '"JE1 1AA","JE1  1AA","JE1 1AA",200401,,0,,,9,L99999999,99.999999,0.000000\n'
    )
    file = zipped(
        tmp_path / "onspd.zip", Data__ONSPD=onspd, Data__multi_csv__ONSPD_B=onspd, Documents__names="a,b\n"
    )
    told = run(file)
    assert "Postcodes kept: 1. Of these, ended: 1. Lines rejected: 1." in told.output
    assert "Line 3: JE1 1AA. The list gives no position for it." in told.output
    answer = CliRunner().invoke(locate, ["b11ba"]).output
    assert "B1 1BA, ended in March 2009" in answer
    file.write_text("postcode,eastings,northings\nB1 1BA,406000,286000\n", encoding="utf-8")
    run(file)
    known = Postcode.objects.get()
    assert (known.ended_on, known.district) == (None, "E08000025")


@pytest.mark.usefixtures("borough")
def test_a_postcode_outside_the_borough_tells_its_district(tmp_path):
    file = tmp_path / "nspl.csv"
    file.write_text("pcds,doterm,lat,long,lad23cd\nB1 1BA,,52.4716,-1.9132,E08000025\n", encoding="utf-8")
    run(file)
    told = CliRunner().invoke(locate, ["B1 1BA"]).output
    assert "km south of" in told
    assert "The postcode list counts it to the district E08000025." in told


def test_the_real_lists_are_read_as_they_are(real_files):
    for name in ("walsall_postcodes_codepoint_2014.csv", "nspl_2025-05_WS_latlon.csv"):
        told = run(real_files / "postcodes" / name)
        assert told.exit_code == 0, told.output
    assert Postcode.objects.filter(postcode__startswith="WS").count() > 5_000


def test_a_file_that_is_not_there_is_named(tmp_path):
    told = run(tmp_path / "nowhere.csv")
    assert told.exit_code == 2
    assert "nowhere.csv" in told.output
