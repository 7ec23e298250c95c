"""`wardmote import boundaries` makes a set of what a file holds, says what it found, and does it once (R3.1)."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wardmote.project.cli import import_
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.models import AreaSet
from wardmote.shared.geography.rules.words import AreaKind
from wardmote.shared.partnerships.models import Partnership

pytestmark = pytest.mark.django_db


def boundaries(*names: str, west: float = -3.0, code: str = "E05") -> str:
    def square(n: int) -> list[list[list[float]]]:
        left, right = west + n / 10, west + (n + 1) / 10
        return [[[left, 52], [right, 52], [right, 52.1], [left, 52.1], [left, 52]]]

    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "code": f"{code}00000{n}"},
            "geometry": {"type": "Polygon", "coordinates": square(n)},
        }
        for n, name in enumerate(names)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.fixture
def bring(tmp_path):
    Partnership.objects.create(name="Brynmor Partnership", short_name="Brynmor")
    geography.look_again()

    def run(content: str, *options: str, name: str = "Wards 2013", since: str = "2013-05-01") -> Result:
        file: Path = tmp_path / "boundaries.geojson"
        file.write_text(content, encoding="utf-8")
        return CliRunner().invoke(
            import_.command, ["boundaries", str(file), "--set", name, "--from", since, *options]
        )

    return run


def test_wards_are_told_by_their_codes_kept_and_the_same_again_changes_nothing(bring):
    looked = bring(boundaries("Mill", "Hill"), "--check")
    assert looked.exit_code == 0, looked.output
    assert "Only looked at" in looked.output
    assert not AreaSet.objects.exists()
    first = bring(boundaries("Mill", "Hill"))
    assert "Kept: 2 wards, “Wards 2013”, from 1 May 2013." in first.output
    kept = AreaSet.objects.get()
    assert (kept.key, kept.kind, kept.valid_from) == ("wards-2013", "wards", date(2013, 5, 1))
    again = bring(boundaries("Mill", "Hill"))
    assert (again.exit_code, AreaSet.objects.get().revision) == (0, kept.revision)
    assert "Nothing was changed" in again.output


def test_small_areas_and_neighbours_need_no_wards_and_are_no_choice_in_any_form(bring):
    small = bring(boundaries("Mill 001A", code="E01"), name="LSOA 2011", since="2011-03-27")
    assert "Kept: 1 small area" in small.output
    around = bring(boundaries("Dudley", code="E08"), name="Boroughs around", since="2011-03-27")
    assert "Kept: 1 place around" in around.output
    assert not geography.areas_in_force().exists()
    assert geography.areas_in_force(kind=AreaKind.SMALL_AREAS).get().code == "E01000000"


def test_what_new_wards_change_is_said(bring):
    bring(boundaries("Mill", "Hill"))
    said = bring(boundaries("Mill", "Dale"), name="Wards 2023", since="2023-05-04").output
    assert "Hill is called Dale now." in said
    assert AreaSet.objects.get(key="wards-2013").valid_until == date(2023, 5, 4)


def test_other_wards_never_take_the_place_of_ours_unasked(bring):
    bring(boundaries("Mill", "Hill"))
    for since, sentence in (
        ("2013-05-01", "most of these are other wards"),
        ("2004-06-10", "one year after"),
    ):
        refused = bring(boundaries("North", "South", code="W05"), name="Others", since=since)
        assert refused.exit_code == 1
        assert sentence in refused.output
    assert AreaSet.objects.get().name == "Wards 2013"
    assert bring(boundaries("Mill", "Hill"), name="Wards of 2013").exit_code == 0
    assert AreaSet.objects.get().name == "Wards of 2013"


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        ("no map", [], "This is no file of boundaries"),
        (boundaries("Mill", "mill"), [], "Two areas have this name"),
        (boundaries("Mill", code="X"), ["--kind", "areas"], "Load the wards first"),
        (boundaries("Mill"), ["--names", "label"], "has no column “label”"),
        (boundaries("Mill"), ["--layer", "other"], "has no layer “other”"),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_kept(bring, content, options, sentence):
    refused = bring(content, *options)
    assert refused.exit_code == 1
    assert sentence in refused.output
    assert "Nothing was changed" in refused.output
    assert not AreaSet.objects.exists()


def test_where_nothing_tells_the_kind_it_is_asked_for(bring):
    refused = bring(boundaries("Mill", code="X"), name="The map")
    assert refused.exit_code == 1
    assert "Add --kind" in refused.output
