"""Need stands beside work and resources, area by area, for who may see it (R3.5)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from tests import factories as make
from tests.pages.conftest import Borough, an_ordinary_tuesday, borough, browse
from tests.referrals.web.conftest import queries_of

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.database import as_actor
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.modules.insight import actions, queries
from wardmote.modules.insight.actions import NewResource
from wardmote.modules.insight.models import Figure, Indicator, Release, Resource
from wardmote.modules.insight.queries import fifths_of_wards
from wardmote.modules.insight.rules.need import (
    Measure,
    amount_written,
    apart,
    entries,
    percent,
    sentence,
    year_in_words,
    year_written,
)
from wardmote.modules.issues.ports import need_of
from wardmote.modules.referrals.models import PublishedCount
from wardmote.project.cli import import_
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.models import Area, AreaMember, AreaSet
from wardmote.shared.partnerships.rules import RoleName

__all__ = ["an_ordinary_tuesday", "borough", "browse"]

MAY_SEE = {
    RoleName.PARTNERSHIP_ADMINISTRATOR, RoleName.ANALYST, RoleName.AUDITOR, RoleName.AREA_MANAGER,
}  # fmt: skip


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_shares_are_of_all_and_add_up_to_nearly_a_hundred(values: list[int]) -> None:
    shares = [entry.share for entry in entries([Fraction(v) for v in values])]
    if sum(values) == 0:
        assert shares == [None] * len(values)
    else:
        assert abs(sum(share or 0 for share in shares) - 100) <= len(values) / 2


def test_where_one_is_not_known_none_has_a_share() -> None:
    assert [e.share for e in entries([Fraction(3), None])] == [None, None]
    assert percent(Fraction(1), Fraction(8)) == 13


def test_an_area_is_said_in_a_sentence() -> None:
    shares = {Measure.RESIDENTS: 20, Measure.OPEN: 31, Measure.HOURS: 18, Measure.DEPRIVATION: None}
    assert (
        sentence("Area 3", shares)
        == "Area 3 has 20% of the people, 31% of the open referrals and 18% of the staff hours."
    )
    assert apart(shares) == -13
    assert sentence("Area 3", {}) == "Of Area 3 no share can be given yet."
    assert apart({Measure.OPEN: 31}) is None


@pytest.mark.parametrize(
    ("words", "year"),
    [("2010/11", 2010), ("2010-11", 2010), (" 2099/2100 ", 2099), ("1999/00", 1999), ("2010", 2010)]
    + [(wrong, None) for wrong in ("", "2010/12", "10/11", "٢٠١٠", "in 2010")],
)
def test_a_financial_year_is_read_as_people_write_it(words: str, year: int | None) -> None:
    assert year_written(words) == year
    assert year is None or year_written(year_in_words(year)) == year


def test_an_amount_is_read_as_people_write_it() -> None:
    read = [amount_written(words) for words in ("£50,000", "37.5", "1 200", "0.01")]
    assert read == [50_000, Fraction(75, 2), 1_200, Fraction(1, 100)]
    for wrong in ("", "0", "-5", "1e9", "5.123", "٥", "1000000001", "five", ".5", "nan"):
        assert amount_written(wrong) is None, wrong


@pytest.fixture
def here(borough: Borough) -> Borough:
    """The borough with a second Area, residents and a score, and a published year."""
    areas = AreaSet.objects.get(key="areas-2010")
    second = Area.objects.create(area_set=areas, key="area-2", name="Area 2", latitude=52.7, longitude=-1.8)
    AreaMember.objects.create(area=second, ward=borough.elsewhere, valid_from=date(2010, 1, 1))
    geography.look_again()
    release = Release.objects.create(
        key="r", title="R", source="ONS", period="2007", file_name="r.csv", sha256="0" * 64,
        mapping_sha256="1" * 64, imported_at=clock.now(),
    )  # fmt: skip
    for key, kind, topic, values in (
        ("residents", "count", "population", (3_000, 1_000)),
        ("imd_2007_score", "score", "deprivation", (40, 20)),
    ):
        indicator = Indicator.objects.create(
            key=key, name=key, topic=topic, unit="1", kind=kind, weight="residents" if kind == "score" else ""
        )
        for code, value in zip(("area-1", "area-2"), values, strict=True):
            Figure.objects.create(
                release=release, indicator=indicator, code_set="areas-2010", area_code=code, period="2007",
                period_from=date(2007, 1, 1), period_until=date(2008, 1, 1), value=value, printed=str(value),
            )  # fmt: skip
    for ward, value in ((borough.ward, 71), (borough.elsewhere, 29)):
        PublishedCount.objects.create(
            ward=ward, quarter_from=date(2025, 10, 1), value=value, published_at=clock.now()
        )
    return borough


@pytest.mark.parametrize("role", list(RoleName))
def test_it_is_for_those_who_may_see_that_work_moves(here, browse, role: RoleName) -> None:
    client = browse(here.somebody(role))
    wanted = 200 if role in MAY_SEE else 404
    assert {client.get(address).status_code for address in ("/need", "/need.csv")} == {wanted}


def test_people_work_and_money_stand_side_by_side(here: Borough) -> None:
    analyst, areas = here.somebody(RoleName.ANALYST), AreaSet.objects.get(key="areas-2010")
    for _ in range(2):
        make.a_referral(here.worker, here.housing, here.cleansing, here.category)
    with as_actor(analyst):
        for area, amount in (("Area 1", "30,000"), ("area-2", "70,000"), ("", "5,000")):
            actions.enter_resource(
                by=analyst, area_set=areas,
                new=NewResource(area=area, what="Budget", kind="money", amount=amount, year="2025/26"),
            )  # fmt: skip
        table = queries.need(analyst)
    assert table is not None
    one, two = table.rows
    assert one.said == (
        "Area 1 has 75% of the people, 100% of the open referrals, 70% of what was recorded in a year and"
        " 30% of the money."
    )
    assert (two.entries[Measure.OPEN].value, two.entries[Measure.DEPRIVATION].value) == (0, 20)
    assert (one.apart, two.apart) == (-70, 70)
    assert table.of_all == {"money": 5_000}
    assert table.missing == [Measure.HOURS]
    told = queries.need_told("areas-2010")
    assert told is not None
    assert Measure.OPEN not in told.measures, "what is open this morning is for nobody outside"
    assert told.rows[0].said.startswith("Area 1 has 75% of the people, 70% of what was recorded")


def test_what_is_protected_changes_nothing_whoever_looks(here: Borough, browse) -> None:
    clients = [browse(here.somebody(role)) for role in sorted(MAY_SEE)]
    before = [client.get("/need.csv").content for client in clients]
    make.a_referral(here.worker, here.housing, here.cleansing, here.hidden)
    assert [client.get("/need.csv").content for client in clients] == before
    make.a_referral(here.worker, here.housing, here.cleansing, here.category)
    assert [client.get("/need.csv").content for client in clients] != before


def test_the_page_says_what_is_missing_and_asks_no_more_for_more_areas(here: Borough, browse) -> None:
    client = browse(here.somebody(RoleName.ANALYST))
    asked = queries_of(client, "/need")
    page = client.get("/need").content.decode()
    assert "How much money each area has" in page
    assert "Enter money and staff hours" in page
    assert len(asked) <= 25
    assert client.get("/need?set=wards").status_code == 200
    assert client.get("/need?set=nothing").status_code == 404
    assert client.get("/need?year=soon").status_code == 200


def test_a_table_of_resources_is_brought_in_whole_or_not_at_all(here: Borough, browse) -> None:
    client = browse(here.somebody(RoleName.PARTNERSHIP_ADMINISTRATOR))

    def send(words: str):
        return client.post(
            "/need/resources/file",
            {"form_key": str(make.number()), "file": SimpleUploadedFile("r.csv", words.encode())},
        )

    heads = "Area,What,Kind,Amount,Year\n"
    bad = send(f"{heads}Area 1,Budget,money,40000,2010/11\nArea 9,Budget,money,4,2010/11\n,x,cows,1,2010\n")
    assert bad.status_code == 422
    page = bad.content.decode()
    assert "Row 3:" in page
    assert "Row 4: <bdi>Say “money” or “hours”" in page
    assert not Resource.objects.exists()
    good = f'{heads}Area 1,Budget,money,40000,2010/11\nArea 2,Time,hours,"1,500",2010/11\n'
    assert send(good).status_code == 302
    assert send(good.replace("40000", "41000")).status_code == 302
    assert sorted(r.amount for r in Resource.objects.filter(ended_at=None)) == [1_500, 41_000]
    assert Resource.objects.count() == 4, "what was replaced is kept"
    page = client.get("/need/resources").content.decode()
    assert "41,000" in page
    assert "Entered: 2 rows." in page


def test_the_command_enters_a_table_of_resources_whole_or_not_at_all(here: Borough, tmp_path: Path) -> None:
    file = tmp_path / "r.csv"

    def run(words: str, name: str = "Areas 2010") -> tuple[int, str]:
        file.write_text(f"Area,What,Kind,Amount,Year\n{words}")
        told = CliRunner().invoke(import_.command, ["resources", str(file), "--set", name])
        return told.exit_code, told.output

    name = AreaSet.objects.get(key="areas-2010").name
    assert run("Area 1,Budget,money,4,2010/11\nArea 9,Budget,money,4,2010/11\n", name)[0] == 1
    assert run("Area 1,Budget,money,4,2010/11\n", "No such set")[0] == 1
    assert not Resource.objects.exists()
    code, told = run("Area 1,Budget,money,4,2010/11\nArea 2,Time,hours,1500,2010/11\n", name)
    assert (code, Resource.objects.count()) == (0, 2), told


def test_resources_are_entered_once_and_taken_out_once_by_those_who_keep_them(here: Borough, browse) -> None:
    by, areas = here.somebody(RoleName.ANALYST), AreaSet.objects.get(key="areas-2010")
    new = NewResource(area="Area 1", what="Area manager", kind="hours", amount="1,800", year="2026/27")
    with as_actor(by):
        one = actions.enter_resource(by=by, area_set=areas, new=new)
        with pytest.raises(Conflict):
            actions.enter_resource(by=by, area_set=areas, new=new)
        with pytest.raises(NotReady):
            actions.enter_resource(by=by, area_set=areas, new=NewResource(**{**vars(new), "area": "Mars"}))
    manager = here.somebody(RoleName.AREA_MANAGER)
    assert browse(manager).get("/need/resources").status_code == 404
    with as_actor(manager), pytest.raises(NotAllowed):
        actions.end_resource(by=manager, resource=one)
    client = browse(by)
    where = f"/need/resources/{one.pk}/take-out"
    assert "Area manager" in client.get(where).content.decode()
    assert client.post(where, {"form_key": "k"}).status_code == 302
    assert client.get(where).status_code == 404
    with as_actor(by), pytest.raises(Conflict):
        actions.end_resource(by=by, resource=one)


def test_an_areas_public_profile_says_its_shares_and_not_what_is_open(here: Borough, browse) -> None:
    make.a_referral(here.worker, here.housing, here.cleansing, here.category)
    page = browse(None).get("/areas/areas-2010/area-1/profile").content.decode()
    assert "Area 1 has 75% of the people and 70% of what was recorded in a year." in page
    assert "open referrals" not in page


def test_priorities_ask_in_which_fifth_a_ward_is_by_its_area_where_only_that_is_known(here: Borough) -> None:
    wards = [here.ward.pk, here.elsewhere.pk]
    assert fifths_of_wards(wards) == {here.ward.pk: 1, here.elsewhere.pk: 3}
    assert need_of(wards) == fifths_of_wards(wards)
