"""A table brings organisations, teams or remits into the register once, on record, and ends nothing (R1.1, R1.2)."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import system
from wardmote.kernel.audit.models import AuditEntry
from wardmote.kernel.events.models import OutboxEvent
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.table_files import UnreadableTable
from wardmote.project.cli.import_ import command
from wardmote.shared.partnerships import actions, queries
from wardmote.shared.partnerships.actions import OrganisationDetails, TeamDetails
from wardmote.shared.partnerships.adapters import shipped
from wardmote.shared.partnerships.models import (
    Category,
    CategoryGroup,
    ClockProfile,
    Closure,
    Organisation,
    Remit,
    Team,
)
from wardmote.shared.partnerships.rules import GapKind, RoleName, SetUpFile
from wardmote.shared.partnerships.rules.register_file import headings

pytestmark = pytest.mark.django_db

BY = system("tests")
PARTNER, TEAM, REMIT = SetUpFile.ORGANISATIONS, SetUpFile.TEAMS, SetUpFile.REMITS
EXAMPLES = Path(__file__).parents[2] / "examples" / "partnership"
WARDS = (
    "Cwm Hedd", "Glan-yr-afon", "Llwyn Celyn", "Morfa Isaf", "Morfa Uchaf", "Pen-y-bryn", "Pont-y-gof",
    "Tre'r-llan", "Y Felin",
)  # fmt: skip
"""Those of the example borough."""


@pytest.fixture(autouse=True)
def partnership():
    return make.a_partnership()


def table(*rows) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def use(kind, *rows, by=BY, **how):
    return actions.use_register_file(by=by, kind=kind, content=table(*rows), **how)


PARTNERS = [["organisation", "kind"], ["Birch Trust", "housing association"], ["پڑوسی", "charity"]]
TEAMS = [
    ["organisation", "team", "when it works"],
    ["Birch Trust", "Repairs", "Mon-Fri 08:00-18:00"],
    ["birch-trust", "Night desk", "Day and night"],
    ["پڑوسی", "ਸਾਂਝ", "Sat 10:00-14:00"],
]


def test_three_tables_make_a_register_and_the_same_again_change_nothing() -> None:
    make.a_category("Damp and mould"), make.a_ward("Tre'r-llan")
    remits = [
        ["team", "category", "where"],
        ["Repairs", "damp and mould", "Tre’r-llan"],
        ["ਸਾਂਝ", "Damp and mould", ""],
    ]
    for kind, rows in ((PARTNER, PARTNERS), (TEAM, TEAMS), (REMIT, remits)):
        done = use(kind, *rows)
        assert (done.counts["add"], done.faults) == (len(rows) - 1, [])
    entries = AuditEntry.objects.count()
    for kind, rows in ((PARTNER, PARTNERS), (TEAM, TEAMS), (REMIT, remits)):
        assert use(kind, *rows).counts == {"add": 0, "change": 0, "same": len(rows) - 1, "faulty": 0}
    assert AuditEntry.objects.count() == entries
    repairs = Team.objects.get(key="repairs")
    assert (repairs.capacity_per_week, repairs.intake, repairs.organisation.key) == (
        20,
        "account",
        "birch-trust",
    )
    taken = {str(remit): [str(area) for area in remit.areas.all()] for remit in Remit.objects.all()}
    assert taken == {"Repairs: Damp and mould": ["Tre'r-llan"], "ਸਾਂਝ: Damp and mould": []}


def test_what_a_table_did_stands_on_record_row_by_row(partnership) -> None:
    use(PARTNER, *PARTNERS)
    use(TEAM, *TEAMS)
    use(TEAM, ["organisation", "team", "when it works"], ["Birch Trust", "Repairs", "Day and night"])
    told = [entry.what for entry in AuditEntry.objects.order_by("pk")]
    assert told == [
        *["partnerships.organisation_added"] * 2, "partnerships.file_used",
        *["partnerships.team_added"] * 3, "partnerships.file_used",
        "partnerships.team_changed", "partnerships.file_used",
    ]  # fmt: skip
    changed = AuditEntry.objects.get(what="partnerships.team_changed")
    team = Team.objects.get(key="repairs")
    assert (changed.subject_id, changed.details["fields"]) == (str(team.pk), ["hours"])
    assert team.version == 1
    assert OutboxEvent.objects.get(key="partnerships.working_time_changed").body == {"team_ids": [team.pk]}


def test_a_desk_that_a_table_names_stands_on_record_as_the_coordinators() -> None:
    Team.objects.update(is_coordinator=False)
    use(PARTNER, *PARTNERS)
    use(TEAM, *TEAMS)
    use(TEAM, [*TEAMS[0], "coordinator's desk"], [*TEAMS[1], "yes"])
    entry = AuditEntry.objects.get(what="partnerships.coordinator_desk_named")
    assert queries.coordinator_desk() == Team.objects.get(pk=entry.subject_id)


def test_rows_that_cannot_be_used_hold_no_others_up_and_come_again_mended() -> None:
    done = use(PARTNER, *PARTNERS, ["Elm Trust", ""])
    assert done.counts == {"add": 2, "change": 0, "same": 0, "faulty": 1}
    assert use(PARTNER, *PARTNERS, ["Elm Trust", "charity"]).counts["add"] == 1


def test_a_change_of_a_remit_changes_only_its_places() -> None:
    wards = [make.a_ward("North"), make.a_ward("South", 52.7)]
    team, category = make.a_team("Repairs"), make.a_category("Damp")
    remit = make.a_remit(team, category, wards[0])
    other = make.a_remit(make.a_team(), category, wards[0])
    use(REMIT, ["team", "category", "where"], ["Repairs", "Damp", "South; North"])
    assert set(remit.areas.all()) == set(wards)
    assert [str(area) for area in other.areas.all()] == ["North"]
    use(REMIT, ["team", "category", "where"], ["Repairs", "Damp", "whole borough"])
    assert not remit.areas.exists()
    assert Remit.objects.filter(ended_on=None).count() == 2


def test_only_who_keeps_the_register_brings_a_table() -> None:
    with pytest.raises(NotAllowed):
        use(PARTNER, *PARTNERS, by=make.an_actor(RoleName.TEAM_LEAD, team=make.a_team()))
    with pytest.raises(NotAllowed):
        queries.register_rows(make.an_actor(team=make.a_team()), PARTNER)
    use(PARTNER, *PARTNERS, by=make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR))


def test_looking_changes_nothing_and_what_was_looked_at_is_what_is_done() -> None:
    looked = use(PARTNER, *PARTNERS, check=True)
    assert looked.would_change == 2
    assert not Organisation.objects.filter(name="Birch Trust").exists()
    actions.add_organisation(by=BY, details=OrganisationDetails(name="Birch Trust", kind="charity"))
    with pytest.raises(Conflict, match="changed meanwhile"):
        use(PARTNER, *PARTNERS, agreed=looked.fingerprint)
    assert Organisation.objects.get(name="Birch Trust").kind == "charity"


def test_hours_that_closed_days_leave_nothing_of_are_refused() -> None:
    use(PARTNER, *PARTNERS)
    use(TEAM, *TEAMS)
    team = Team.objects.get(key="repairs")
    mondays = [date(2026, 3, 2) + timedelta(weeks=week) for week in range(110)]
    Closure.objects.bulk_create(Closure(team=team, name="No", starts_on=day, ends_on=day) for day in mondays)
    rows = [["Birch Trust", name, "Mon 09:00-10:00"] for name in ("Repairs", "Night desk")]
    with clock.fixed(make.TUESDAY):
        done = use(TEAM, TEAMS[0], *rows)
    assert [(fault.row, fault.column) for fault in done.faults] == [(2, "when it works")]
    assert [verdict.row for verdict in done.verdicts] == [3]


def test_a_file_that_is_no_such_table_is_refused_whole() -> None:
    with pytest.raises(UnreadableTable, match="no column “kind”"):
        use(PARTNER, ["organisation"], ["Birch"])


def test_the_number_of_statements_does_not_grow_with_the_table() -> None:
    make.a_ward("North"), make.a_ward("South", 52.7)
    kinds = [make.a_category(f"Kind {n}") for n in range(12)]

    def statements(first: int, teams: int) -> list[int]:
        numbers = range(first, first + teams)
        counted = []
        tables = {
            PARTNER: [PARTNERS[0], *([f"Partner {n}", "council"] for n in numbers)],
            TEAM: [TEAMS[0], *([f"Partner {n}", f"Team no {n}", "Day and night"] for n in numbers)],
            REMIT: [
                ["team", "category", "where"],
                *([f"Team no {n}", kind.name, "North; South"] for n in numbers for kind in kinds),
            ],
        }
        for kind, rows in tables.items():
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert use(kind, *rows).counts["add"] == len(rows) - 1
            counted.append(len(asked))
        return counted

    assert statements(0, 2) == statements(100, 20), "up to the five hundred rows of one insert"
    assert max(statements(200, 1)) < 25


def test_what_is_there_comes_back_as_tables_that_change_nothing() -> None:
    category, ward = make.a_category("Damp; and mould"), make.a_ward()
    partner = actions.add_organisation(
        by=BY,
        details=OrganisationDetails(name="=Birch, Trust", kind="charity", phone="+44 1632", note="a\nb"),
    )
    details = TeamDetails(name="-Repairs\u00a0desk", hours="Day and night", capacity_per_week=0)
    team = actions.add_team(by=BY, organisation=partner, details=details)
    actions.set_remit(by=BY, team=team, category=category, areas=[ward])
    for kind in (PARTNER, TEAM, REMIT):
        rows = queries.register_rows(BY, kind)
        assert rows
        assert use(kind, headings(kind), *rows).counts == {
            "add": 0,
            "change": 0,
            "same": len(rows),
            "faulty": 0,
        }


def test_the_example_borough_is_covered_but_for_its_people() -> None:
    for n, name in enumerate(WARDS):
        make.a_ward(name, 52 + n / 10)
    Team.objects.update(is_coordinator=False)
    actions.take_shipped_categories(by=BY, keys=shipped().categories)
    for kind in (PARTNER, TEAM, REMIT):
        content = (EXAMPLES / f"{kind}.csv").read_bytes()
        assert actions.use_register_file(by=BY, kind=kind, content=content).faults == []
        assert not actions.use_register_file(by=BY, kind=kind, content=content).would_change
    kinds = {gap.kind for gap in queries.gaps_in_cover(BY)}
    assert kinds == {
        GapKind.NOBODY_TO_ANSWER,
        GapKind.NO_SAFEGUARDING_LEAD,
        GapKind.COORDINATOR_CANNOT_READ,
        GapKind.NOBODY_PROTECTS_DATA,
    }


def test_categories_are_taken_from_the_shipped_set_with_their_group_and_clock_once() -> None:
    assert actions.take_shipped_categories(by=BY, keys=["fly-tip", "pothole"]) == 2
    tip = Category.objects.select_related("group", "clock").get(key="fly-tip")
    assert (tip.group.key, tip.clock.key) == ("envcrime", "flytip")
    actions.end_category(by=BY, category=tip)
    assert actions.take_shipped_categories(by=BY, keys=["fly-tip", "pothole", "litter"]) == 1
    assert CategoryGroup.objects.filter(name="Environmental crime").count() == 1
    offered = {offer.group.key: offer for offer in queries.shipped_offered(BY)}
    assert [row.key for row in offered["envcrime"].taken] == ["fly-tip", "litter"]
    with pytest.raises(NotReady):
        actions.take_shipped_categories(by=BY, keys=["no-such"])


def test_what_the_partnership_wrote_itself_stands_where_the_set_has_the_same_name() -> None:
    mine = actions.add_category_group(by=BY, name="environmental crime")
    own = ClockProfile.objects.create(
        key="own", name="fly-tipping", acknowledge="1wd", decide="1wd", update_every="none", close="9wd",
        wait_desk="1wd", wait_lead="1wd", wait_coordinator="1wd",
        basis="practice", reason="Ours.",
    )  # fmt: skip
    assert actions.take_shipped_categories(by=BY, keys=["fly-tip"]) == 1
    tip = Category.objects.get(key="fly-tip")
    assert (tip.group, tip.clock) == (mine, own)


def test_the_whole_set_is_taken_in_few_statements(django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(25):
        assert actions.take_shipped_categories(by=BY, keys=shipped().categories) == len(shipped().categories)
    assert all(offer.free == [] for offer in queries.shipped_offered(BY))


def test_the_command_line_accounts_for_every_row(tmp_path) -> None:
    file, out = tmp_path / "partners.csv", tmp_path / "rejected.csv"
    file.write_bytes(table(*PARTNERS, ["Elm", ""]))

    def run(*more: str):
        return CliRunner().invoke(command, ["organisations", str(file), *more])

    told = run("--dry-run")
    assert "Would be added: 2. Would be changed: 0. As they were: 0. To mend: 1." in told.output
    assert not Organisation.objects.filter(name="Birch Trust").exists()
    told = run("--rejected", str(out))
    assert told.exit_code == 3, told.output
    assert "Added: 2." in told.output
    assert "Row 4, kind: Write what kind it is." in told.output
    assert "Elm" in out.read_text(encoding="utf-8-sig")
    told = run("--rejected", str(out))
    assert (told.exit_code, "must be a new file" in told.output) == (1, True)
    file.write_bytes(table(*PARTNERS))
    assert run().exit_code == 0
    file.write_text("no,such,columns")
    told = run()
    assert told.exit_code == 1
    assert "Nothing was changed." in told.output
