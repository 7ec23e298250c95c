"""Who watches that work moves gets the table, and nobody else; no content is in it (design.md, part 5)."""

import csv
from io import StringIO

import pytest
from tests import factories as make
from tests.referrals.web.conftest import queries_of

from wardmote.modules.referrals.models import FlowCount
from wardmote.pages.flow import TeamRow, in_order
from wardmote.shared.partnerships.rules import RoleName

CANARY = "Zanzibar Quillfeather"
WATCHERS = [
    RoleName.PARTNERSHIP_ADMINISTRATOR, RoleName.ANALYST, RoleName.AUDITOR, RoleName.AREA_MANAGER,
]  # fmt: skip


def row(team: str, **figures: int) -> TeamRow:
    names = ("on_desk", "overdue", "received", "acknowledged", "acknowledged_late", "returned", "closed")
    return TeamRow(team=team, organisation="", **(dict.fromkeys(names, 0) | figures))


def table_of(client, address="/flow.csv") -> list[list[str]]:
    return list(csv.reader(StringIO(client.get(address).content.decode("utf-8-sig"))))


def test_a_share_of_nothing_is_told_as_nothing_and_sorts_last() -> None:
    rows = [row("A"), row("B", acknowledged=3, acknowledged_late=1), row("C", acknowledged=4)]
    assert [r.late_percent for r in rows] == [None, 34, 0]
    assert [r.team for r in in_order(rows, "late")] == ["B", "C", "A"]


def test_any_other_order_is_by_name() -> None:
    assert [r.team for r in in_order([row("B"), row("A")], "nonsense")] == ["A", "B"]


@pytest.mark.parametrize("role", list(RoleName))
def test_the_table_is_for_those_who_may_see_that_work_moves(borough, browse, role) -> None:
    client = browse(borough.somebody(role))
    expected = 200 if role in WATCHERS else 404
    assert client.get("/flow").status_code == expected
    assert client.get("/flow.csv").status_code == expected


def test_the_table_counts_what_lies_there_and_what_happened_but_nothing_protected(borough, browse) -> None:
    borough.one_of_each(CANARY)
    FlowCount.objects.create(team=borough.cleansing, day=make.TUESDAY.date(), measure="acknowledged", count=8)
    FlowCount.objects.create(
        team=borough.cleansing, day=make.TUESDAY.date(), measure="acknowledged_late", count=2
    )
    rows = table_of(browse(borough.somebody(RoleName.ANALYST)))
    assert rows[0][0] == "Team"
    assert [r for r in rows if r[0] == "Cleansing desk"] == [
        ["Cleansing desk", borough.cleansing.organisation.name, "2", "0", "0", "8", "25", "0", "0"]
    ]


def test_no_content_is_in_the_table(borough, browse) -> None:
    borough.one_of_each(CANARY)
    page = browse(borough.somebody(RoleName.PARTNERSHIP_ADMINISTRATOR)).get("/flow").content.decode()
    for hidden in (CANARY, "Fly-tipping", "A child at risk"):
        assert hidden not in page


def test_the_address_sorts_the_page_and_the_file(borough, browse) -> None:
    borough.sent()
    client = browse(borough.somebody(RoleName.AUDITOR))
    assert table_of(client, "/flow.csv?sort=on-desk")[1][0] == "Cleansing desk"
    assert table_of(client, "/flow.csv?sort=team")[1][0] < "Coordinator's desl"
    assert 'aria-sort="descending"' in client.get("/flow?sort=on-desk").content.decode()


@pytest.mark.parametrize("name", ["=1+1", "+44", "-2", "@SUM(A1)", "\t=1+1", "\r=cmd"])
def test_a_name_is_never_a_formula_for_a_spreadsheet(borough, browse, name) -> None:
    borough.cleansing.name = name
    borough.cleansing.save()
    names = [r[0] for r in table_of(browse(borough.somebody(RoleName.ANALYST)))]
    assert f"'{name.strip()}" in names


def test_a_team_that_ended_keeps_its_row_while_work_lies_there(borough, browse) -> None:
    borough.sent()
    idle = make.a_team("Idle desk")
    for team in (borough.cleansing, idle):
        team.ended_on = make.TUESDAY.date()
        team.save()
    names = [r[0] for r in table_of(browse(borough.somebody(RoleName.ANALYST)))]
    assert "Cleansing desk" in names
    assert "Idle desk" not in names


def test_the_table_costs_the_same_for_few_and_many_teams(borough, browse) -> None:
    client = browse(borough.somebody(RoleName.ANALYST))
    few = queries_of(client, "/flow")
    for _ in range(45):
        make.a_team()
    assert len(queries_of(client, "/flow")) == len(few) <= 15
