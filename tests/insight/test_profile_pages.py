"""Anybody reads what is known of an area: a page, a table, a workbook, a paper, a command (R3.3, R3.4)."""

import csv
import io
import json
from datetime import date

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook
from tests import factories as make
from tests.insight.conftest import WARDS, square

from wardmote.kernel.actor import system
from wardmote.modules.insight.models import Finding, Release
from wardmote.modules.insight.rules import Certainty, FindingKind, Kind, Polarity, Topic
from wardmote.project.cli.profile import command
from wardmote.shared.geography.actions import NewArea, replace_area_set
from wardmote.shared.geography.models import AreaSet
from wardmote.shared.geography.rules.coordinates import Position
from wardmote.shared.geography.rules.words import AreaKind
from wardmote.shared.partnerships.rules import RoleName

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("borough")]

PAGE = "/areas/areas-2010/area-1/profile"
FORMULA = '=HYPERLINK("evil")'


@pytest.fixture
def report(give, release):
    """What a report printed of the two Areas, with a row in doubt and a name that no spreadsheet should run."""
    people = {"unit": "residents", "topic": Topic.POPULATION}
    give("residents", Kind.COUNT, "areas-2010", {"area-1": 3000, "area-2": 1000}, **people)
    for n, (band, one, two) in enumerate((("0-4", 2000, 100), ("65+", 1000, 900))):
        ages = {"breakdown": "age_band", "member": band, "order": n, "base": "residents", **people}
        give(f"aged_{n}", Kind.COUNT, "areas-2010", {"area-1": one, "area-2": two}, **ages)
    for year in range(2004, 2009):
        working = {"topic": Topic.WORK, "decimals": 1, "polarity": Polarity.HIGHER_IS_WORSE, "name": FORMULA}
        values = {"area-1": year - 2000, "area-2": 2}
        give("claimants", Kind.PERCENT, "areas-2010", values, year=year, **working)
        give("claimants", Kind.PERCENT, "districts", {"E08000099": 3}, year=year)
    score = {"topic": Topic.DEPRIVATION, "unit": "score", "decimals": 2, "weight": "residents"}
    give(
        "imd",
        Kind.SCORE,
        "areas-2010",
        {"area-1": 40, "area-2": 10},
        polarity=Polarity.HIGHER_IS_WORSE,
        **score,
    )
    Finding.objects.create(
        release=release,
        kind=FindingKind.EXCHANGED,
        certainty=Certainty.LIKELY,
        sentence="Area 1 and Area 2 look exchanged.",
        indicator_keys=["imd"],
        area_codes=["area-1", "area-2"],
    )


def test_the_page_says_in_plain_words_what_is_special_and_sets_all_beside_the_borough(report, client) -> None:
    page = client.get(PAGE).content.decode()
    assert "3,000 people live here (2007): more children and young people than in the borough" in page
    assert "the score for deprivation is the highest of two" in page
    assert "32.50" in page  # the borough's score: (40 × 3,000 + 10 × 1,000) / 4,000
    assert "8.0%" in page
    assert "3.0%" in page  # the borough's own, as the same release gives it for one district
    assert "Area 1 and Area 2 look exchanged." in page
    assert page.count("<svg") >= 4
    assert 'role="img"' in page
    assert "style=" not in page


def test_small_areas_on_the_map_are_numbered_by_fifths_with_their_table(give, release, client) -> None:
    replace_area_set(
        by=system("small areas"),
        key="lsoa-2011",
        name="Small areas 2011",
        kind=AreaKind.SMALL_AREAS,
        valid_from=date(2011, 3, 27),
        areas=[
            NewArea(
                key=ward,
                name=f"Small {ward}",
                inside=Position(52.505, -1.995 + 0.01 * n),
                code=f"E0100000{n}",
                boundary=square(-2 + 0.01 * n),
            )
            for n, ward in enumerate(WARDS)
        ],
    )
    people = {"E01000000": 100, "E01000001": 300, "E01000002": 50}
    give("residents", Kind.COUNT, "lsoa-2011", people)
    score = {"topic": Topic.DEPRIVATION, "weight": "residents", "decimals": 2, "unit": "score"}
    give("imd", Kind.SCORE, "lsoa-2011", {"E01000000": 40, "E01000001": 10, "E01000002": 20}, **score)
    page = client.get(PAGE).content.decode()
    assert "most deprived fifth of the borough" in page
    assert "The 2 small areas as a table" in page  # those of Area 1, by their ground
    assert "Small elm" in page
    assert "Small ash" not in page
    assert "17.50" in page  # (40 × 100 + 10 × 300) / 400, the small areas found by their ground alone
    assert client.get("/areas/lsoa-2011/elm/profile").status_code == 200

    ranks = {"E01000000": 1, "E01000001": 95, "E01000002": 50}
    give("imd_rank", Kind.RANK, "lsoa-2011", ranks, topic=Topic.DEPRIVATION, highest=100)
    Release.objects.create(
        **{f.attname: getattr(release, f.attname) for f in Release._meta.fields if f.attname != "id"}
        | {"key": "ranks"}
    )
    page = client.get(PAGE).content.decode()
    assert "most deprived fifth of the country" in page
    assert "Lowest fifth: least deprived: <strong>1</strong>" in page


def test_what_cannot_be_carried_over_is_said_with_its_reason_and_what_to_do(report, client) -> None:
    page = client.get("/areas/wards-2004/elm/profile").content.decode()
    assert "No figures are known here yet" in page
    assert "An analyst or administrator" in page


@pytest.mark.parametrize("ending", ["", ".csv", ".xlsx", ".pdf"])
def test_an_area_that_is_not_there_is_not_found(client, ending) -> None:
    assert client.get(f"/areas/areas-2010/nowhere/profile{ending}").status_code == 404
    assert client.get(f"/areas/nothing/area-1/profile{ending}").status_code == 404


def test_once_worked_out_a_page_asks_little(report, client) -> None:
    client.get(PAGE)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(PAGE)
    assert len(asked) <= 16


def test_the_table_tells_how_each_figure_came_about_and_starts_no_formula(report, client) -> None:
    text = client.get(f"{PAGE}.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    score = next(row for row in rows if row["indicator"] == "imd")
    assert (score["area"], score["value"], score["borough"], score["how"]) == (
        "Area 1",
        "40",
        "32.5",
        "As printed for this area itself",
    )
    assert "exchanged" in score["flags"]
    assert {row["indicator_name"] for row in rows if row["indicator"] == "claimants"} == {f"'{FORMULA}"}


def test_the_workbook_holds_numbers_as_numbers_and_text_as_text(report, client) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{PAGE}.xlsx").content))
    headings, *rows = book.get_sheet_by_name("Figures").to_python()
    value = headings.index("value")
    assert 3000.0 in [row[value] for row in rows]
    assert FORMULA in [row[headings.index("indicator name")] for row in rows]


def test_the_paper_is_tagged_and_says_its_title_and_language(report, client) -> None:
    answer = client.get(f"{PAGE}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    for wanted in (b"/StructTreeRoot", b"/Lang", b"pdfuaid", b"/Alt"):
        assert wanted in answer.content
    again = client.get(f"{PAGE}.pdf", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_the_command_answers_by_names_however_written(report, tmp_path) -> None:
    def said(*words: str) -> str:
        result = CliRunner().invoke(command, words)
        assert result.exit_code == 0, result.output
        return result.output

    rows = list(
        csv.DictReader(io.StringIO(said("--set", "AREAS 2010", "--indicator", "imd", "--format", "csv")))
    )
    assert [(row["area"], row["value"]) for row in rows] == [("Area 1", "40"), ("Area 2", "10")]
    found = json.loads(said("--area", "area 2", "--indicator", "residents", "--format", "json"))
    assert [(one["value"], one["borough"], one["estimated"]) for one in found] == [(1000, 4000, "no")]
    assert "Area 2: 1,000. As printed" in said("--area", "Area 2")
    paper = tmp_path / "out.pdf"
    said("--area", "Area 1", "--pdf", str(paper))
    assert paper.read_bytes().startswith(b"%PDF")


def test_the_command_says_what_there_is_when_it_does_not_understand(report) -> None:
    for words, told in (
        (["--set", "Areas 2099"], "There is no area set"),
        (["--set", "Areas 2010", "--indicator", "nothing"], "There are: aged_0"),
        (["--set", "Areas 2010", "--on", "1990-01-01"], "does not hold on that day"),
        ([], "--set or --area"),
    ):
        result = CliRunner().invoke(command, words)
        assert result.exit_code != 0
        assert told in result.output


def test_any_boundary_gets_a_profile_and_nothing_is_kept_of_it(give, tmp_path) -> None:
    give("calls", Kind.COUNT, "wards-2004", dict(zip(WARDS.values(), (100, 1000, 50), strict=True)))
    drawn = square(-1.995)  # the east of Elm and the west of Oak
    before = AreaSet.objects.count()

    def said(content: object, *words: str) -> tuple[int, str]:
        file = tmp_path / "mine.json"
        file.write_text(json.dumps(content))
        result = CliRunner().invoke(command, ["--boundary", str(file), *words])
        return result.exit_code, result.output

    code, told = said(drawn, "--format", "json")
    assert code == 0, told
    (one,) = json.loads(told)
    assert (one["area"], one["estimated"], one["borough"]) == ("This boundary", "yes", 1150)
    assert one["value"] == pytest.approx(550, abs=1)
    feature = {"type": "Feature", "properties": {"name": "The Moss"}, "geometry": square(-2)}
    assert "The Moss: 100%. Added up from 1 of 1 wards" in said(feature)[1]
    assert said(square(1.0)) == (
        1,
        "Error: This boundary meets none of the wards on the map. Is it of another place?\n",
    )
    both = {"type": "FeatureCollection", "features": [feature, {**feature, "properties": {"name": "Two"}}]}
    assert "Bring one at a time" in said(both)[1]
    assert said({"type": "Point"})[0] == 1
    assert AreaSet.objects.count() == before


def test_somebody_signed_in_draws_or_brings_a_boundary_and_sees_its_profile(give, client) -> None:
    people = {"unit": "residents", "topic": Topic.POPULATION}
    of_wards = dict(zip(WARDS.values(), (100, 1000, 50), strict=True))
    give("residents", Kind.COUNT, "wards-2004", of_wards, **people)
    give("age", Kind.MEDIAN, "wards-2004", dict.fromkeys(WARDS.values(), 40), **people)
    assert client.get("/boundary-profile").status_code == 302
    person = make.a_person()
    make.a_role(person, RoleName.ANALYST)
    client.force_login(person)
    assert "Nothing is kept" in client.get("/boundary-profile").content.decode()

    def told(**given: object) -> str:
        answer = client.post("/boundary-profile", {"name": "The Moss", "shown": "page", **given})
        assert answer.status_code == 200, answer.content.decode()
        return answer.content.decode("utf-8-sig")

    corners = (
        "52.5, -1.995\n52.5, -1.985\n\n52.51, -1.985\n52.51, -1.995\n"  # the east of Elm, the west of Oak
    )
    for outline in (corners, json.dumps(square(-1.995))):
        page = told(outline=outline)
        assert "about 550 people live here" in page
        assert "The Moss" in page
        assert "A median of parts cannot be made into a median of the whole" in page
        assert "1 measure that we have of other areas is not known here" in page
    file = SimpleUploadedFile("moss.geojson", json.dumps(square(-1.995)).encode())
    assert "about 550 people live here" in told(file=file)
    rows = csv.DictReader(io.StringIO(told(outline=corners, shown="csv")))
    assert {row["indicator"]: row["estimated"] for row in rows} == {"age": "no", "residents": "yes"}
    for wrong, said in (
        ({}, "one of the two"),
        ({"outline": "no map"}, "Line 1 is not a corner"),
        ({"outline": "52.5, -1.995\n52.5, -1.985"}, "three corners or more"),
        ({"outline": '{"type": "Poly'}, "Error:"),
        ({"outline": json.dumps(square(1.0))}, "meets none of the wards"),
    ):
        answer = client.post("/boundary-profile", {"shown": "page", **wrong})
        assert answer.status_code == 422
        assert said in answer.content.decode()
