"""Tables of organisations, teams and remits are judged whole, and say what is there and no more (R1.1, R1.2)."""

import csv
import io
from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.kernel import wording
from wardmote.kernel.refusals import NotReady
from wardmote.kernel.table_files import UnreadableTable
from wardmote.kernel.ui.tables import safe_cell
from wardmote.shared.partnerships.rules import SetUpFile
from wardmote.shared.partnerships.rules.names import Named, Names, fold
from wardmote.shared.partnerships.rules.register_file import (
    COLUMNS,
    Does,
    Judged,
    Kept,
    KeptRemit,
    cells_of,
    headings,
    judge_organisations,
    judge_remits,
    judge_teams,
    read_rows,
    rejected_headings,
    rejected_rows,
    write_places,
)

PARTNER, TEAM, REMIT = SetUpFile.ORGANISATIONS, SetUpFile.TEAMS, SetUpFile.REMITS


def table(*rows: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([[safe_cell(cell) for cell in row] for row in rows])
    return out.getvalue().encode()


def partner(number: int, name: str, *, ended: bool = False, **values: object) -> Kept:
    said = {"name": name, "kind": "council", "phone": "", "email": "", "note": ""} | values
    return Kept(id=number, key=f"key-{number}", ended=ended, values=said)


def a_team(number: int, name: str, *, of: int = 1, ended: bool = False, **values: object) -> Kept:
    said = {column.field: column.otherwise for column in COLUMNS[TEAM] if column.field}
    said |= {"name": name, "hours": "Mon-Fri 09:00-17:00", "organisation": f"Partner {of}"} | values
    return Kept(id=number, key=f"team-{number}", ended=ended, of=of, values=said)


PARTNERS = Names("organisation", [Named(id=n, key=f"key-{n}", name=f"Partner {n}") for n in (1, 2)])


def organisations(
    *rows: Sequence[str], kept: Sequence[Kept] = (), head: Sequence[str] = headings(PARTNER)
) -> Judged:
    return judge_organisations(read_rows(PARTNER, table(head, *rows)), kept)


def teams(*rows: Sequence[str], kept: Sequence[Kept] = ()) -> Judged:
    head = ["organisation", "team", "when it works", "coordinator’s desk", "key"]
    return judge_teams(read_rows(TEAM, table(head, *rows)), kept, PARTNERS)


def faults(judged: Judged) -> list[tuple[int, str]]:
    return [(fault.row, fault.column) for fault in judged.faults]


LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Cn"])
NAMES = st.text(st.sampled_from("=;:+-@'&, a") | LETTERS, min_size=1, max_size=30)


@st.composite
def kept_names(draw: st.DrawFn) -> list[str]:
    """Names as they are kept, in any script, each another one."""
    found: dict[str, str] = {}
    for written in draw(st.lists(NAMES, min_size=1, max_size=8)):
        try:
            name = wording.line(written, field="name", called="the name", longest=200, required=True)
        except NotReady:
            continue
        found.setdefault(fold(name), name)
    return [name for folded, name in found.items() if folded]


@given(kept_names(), st.lists(NAMES, min_size=8, max_size=8))
def test_a_table_of_what_is_there_changes_nothing_when_it_is_read(names, notes) -> None:
    kept = [partner(n, name, note=notes[n].strip()) for n, name in enumerate(names)]
    judged = organisations(*(cells_of(PARTNER, one) for one in kept), kept=kept)
    assert [verdict.does for verdict in judged.verdicts] == [Does.SAME] * len(kept)
    assert judged.faults == []


@given(kept_names())
def test_without_keys_too_each_is_found_by_its_name(names) -> None:
    kept = [a_team(n, name) for n, name in enumerate(names)]
    judged = teams(
        *(
            ("PARTNER  1", one.name.upper() if one.name.upper().lower() == one.name else one.name, "", "", "")
            for one in kept
        ),
        kept=kept,
    )
    assert [verdict.id for verdict in judged.verdicts] == [one.id for one in kept]
    assert not judged.would_change


@given(kept_names(), kept_names(), st.data())
def test_places_are_written_so_that_the_same_places_are_read_again(some, others, data) -> None:
    wards = [Named(id=n, key=f"w-{n}", name=name, of="Wards", of_key="wards") for n, name in enumerate(some)]
    areas = [
        Named(id=100 + n, key=f"a-{n}", name=name, of="Areas", of_key="areas")
        for n, name in enumerate([*others, *some])
    ]
    places = Names("area or ward", [*wards, *areas])
    chosen = data.draw(st.frozensets(st.sampled_from([row.id for row in places.rows] or [0]), max_size=4))
    if not places.rows:
        return
    team, category = Named(id=1, key="t", name="T"), Named(id=2, key="c", name="C")
    remit = KeptRemit(id=1, team=1, category=2, areas=chosen)
    rows = read_rows(REMIT, table(["team", "category", "where"], ["T", "C", write_places(chosen, places)]))
    judged = judge_remits(
        rows,
        [remit],
        teams=Names("team", [team]),
        categories=Names("category", [category]),
        areas=places,
        clocks=Names("clock", []),
        why_too_slow=lambda *_: "",
    )
    assert [verdict.does for verdict in judged.verdicts] == [Does.SAME], judged.faults


def test_a_place_whose_name_holds_a_semicolon_is_written_by_its_key() -> None:
    places = Names("area or ward", [Named(id=1, key="a-b", name="A; B"), Named(id=2, key="c", name="C")])
    assert write_places({1, 2}, places) == "C; a-b"


def test_a_new_row_says_everything_and_one_that_is_there_only_what_changes() -> None:
    kept = [partner(1, "Birch Trust", phone="01632 960001")]
    judged = organisations(
        ["Elm Trust", "charity", "", "", "", ""],
        ["birch trust", "council", "+44 1632", "", "", ""],
        kept=kept,
    )
    added, changed = judged.verdicts
    assert added.does is Does.ADD
    assert added.values == {"name": "Elm Trust", "kind": "charity", "phone": "", "email": "", "note": ""}
    assert (changed.does, changed.id, changed.values) == (Does.CHANGE, 1, {"phone": "+44 1632"})
    (change,) = changed.changes
    assert (change.column, change.before, change.after) == ("telephone", "01632 960001", "+44 1632")


def test_only_a_key_gives_another_name() -> None:
    kept = [partner(1, "Birch Trust")]
    assert not organisations(["BIRCH  TRUST", "council"], kept=kept).would_change
    (verdict,) = organisations(["Birch Homes", "council", "", "", "", "key-1"], kept=kept).verdicts
    assert verdict.values == {"name": "Birch Homes"}


def test_a_column_that_is_left_out_keeps_what_is_there_and_an_empty_cell_clears_it() -> None:
    kept = [partner(1, "Birch Trust", phone="1", note="Old")]
    (verdict,) = organisations(
        ["Birch Trust", "", ""], kept=kept, head=["organisation", "kind", "note"]
    ).verdicts
    assert verdict.values == {"note": ""}


def test_every_fault_of_a_row_is_told_with_its_column() -> None:
    judged = organisations(["", "", "0" * 50, "nowhere", "", "No Key"])
    assert faults(judged) == [(2, "key"), (2, "organisation"), (2, "kind"), (2, "telephone"), (2, "e-mail")]
    assert judged.counts["faulty"] == 1


def test_two_rows_about_the_same_are_a_fault_unless_they_say_the_same() -> None:
    kept = [partner(1, "Birch Trust")]
    same = ["Birch Trust", "charity", "", "", "", ""]
    judged = organisations(
        same, same, ["birch trust", "police"], ["Elm", "x", "", "", "", "key-1"], kept=kept
    )
    assert [verdict.does for verdict in judged.verdicts] == [Does.CHANGE, Does.SAME]
    assert faults(judged) == [(4, "organisation"), (5, "organisation")]


def test_what_has_ended_comes_back_only_under_a_key_of_its_own() -> None:
    kept = [partner(1, "Birch Trust", ended=True)]
    assert faults(organisations(["Birch Trust", "council"], kept=kept)) == [(2, "organisation")]
    assert faults(organisations(["Other", "council", "", "", "", "key-1"], kept=kept)) == [(2, "key")]
    (verdict,) = organisations(["Birch Trust", "council", "", "", "", "birch-2"], kept=kept).verdicts
    assert (verdict.does, verdict.key) == (Does.ADD, "birch-2")


def test_a_name_that_another_one_has_is_refused() -> None:
    kept = [partner(1, "Birch"), partner(2, "Elm")]
    assert faults(organisations(["Elm", "council", "", "", "", "key-1"], kept=kept)) == [(2, "organisation")]
    assert faults(organisations(["Elm", "council", "", "", "", "new-key"], kept=kept)) == [(2, "key")]


def test_teams_of_one_name_are_told_apart_by_their_organisation() -> None:
    kept = [a_team(1, "Repairs", of=1), a_team(2, "Repairs", of=2)]
    judged = teams(["key-2", "Repairs", "Day and night"], ["Nobody", "Repairs", "Day and night"], kept=kept)
    assert [(verdict.id, verdict.values) for verdict in judged.verdicts] == [(2, {"hours": "Day and night"})]
    assert faults(judged) == [(3, "organisation")]


def test_a_team_moves_to_another_organisation_by_its_key() -> None:
    (verdict,) = teams(["Partner 2", "Repairs", "", "", "team-1"], kept=[a_team(1, "Repairs")]).verdicts
    assert verdict.values == {"organisation": 2}
    assert verdict.changes[0].after == "Partner 2"


def test_there_is_one_coordinators_desk() -> None:
    judged = teams(["key-1", "A", "Day and night", "yes"], ["key-1", "B", "Day and night", "Yes"])
    assert faults(judged) == [(3, "coordinator’s desk")]
    desk = a_team(1, "Desk", is_coordinator=True)
    rows = [["key-1", "Desk", "", "yes"], ["key-1", "B", "Day and night", "yes"]]
    assert faults(teams(*rows, kept=[desk])) == [(3, "coordinator’s desk")]
    assert faults(teams(["key-1", "Desk", "", "no"], kept=[desk])) == [(2, "coordinator’s desk")]


def test_hours_that_cannot_be_read_are_refused_with_what_to_write() -> None:
    (fault,) = teams(["key-1", "A", "when we feel like it"]).faults
    assert fault.column == "when it works"
    assert "Mon-Fri 09:00-17:00" in fault.sentence


def remits(*rows: Sequence[str], kept: Sequence[KeptRemit] = ()) -> Judged:
    return judge_remits(
        read_rows(REMIT, table(["organisation", "team", "category", "where"], *rows)),
        kept,
        teams=Names(
            "team",
            [
                Named(id=1, key="repairs-1", name="Repairs", of="Birch", of_key="birch"),
                Named(id=2, key="repairs-2", name="Repairs", of="Elm", of_key="elm"),
                Named(id=3, key="gone", name="Gone", of="Elm", of_key="elm", ended=True),
            ],
        ),
        categories=Names("category", [Named(id=1, key="damp", name="Damp and mould")]),
        areas=Names(
            "area or ward",
            [
                Named(id=1, key="north", name="North", of="Wards", of_key="wards", code="X1"),
                Named(id=2, key="n", name="North", of="Areas 2024", of_key="areas"),
                Named(id=3, key="south", name="South, and West", of="Wards", of_key="wards"),
                Named(id=4, key="old", name="Old", of="Wards 2004", of_key="old", ended=True),
            ],
        ),
        clocks=Names("clock", [Named(id=5, key="quick", name="Quick"), Named(id=6, key="slow", name="Slow")]),
        why_too_slow=lambda team, _, clock: f"Too slow for {team}." if clock == 6 else "",
    )


def test_a_remit_is_found_by_names_and_keys_and_its_places_by_theirs() -> None:
    judged = remits(
        ["Birch", "repairs", "DAMP & MOULD", "areas 2024: north; X1"], ["", "repairs-2", "damp", "Everywhere"]
    )
    assert [verdict.values["areas"] for verdict in judged.verdicts] == [(1, 2), ()]


def test_each_name_that_means_nothing_or_too_much_is_told() -> None:
    judged = remits(["", "Repairs", "Damp and mold", "North"], ["Elm", "Gone", "damp", "South, North"])
    assert faults(judged) == [(2, "team"), (2, "category"), (2, "where"), (3, "team"), (3, "where")]
    said = [fault.sentence for fault in judged.faults]
    assert "Name its organisation: “Birch” or “Elm”" in said[0]
    assert "Did you mean “Damp and mould”?" in said[1]
    assert "Write “X1” or “Areas 2024: North”" in said[2]
    assert "has ended" in said[3]
    assert "Part places by semicolons" in said[4]


def test_a_place_that_has_ended_stays_where_it_is_and_comes_nowhere_else() -> None:
    kept = [KeptRemit(id=9, team=1, category=1, areas=frozenset({4}))]
    assert [v.does for v in remits(["", "repairs-1", "damp", "Old"], kept=kept).verdicts] == [Does.SAME]
    assert faults(remits(["", "repairs-2", "damp", "Old"], kept=kept)) == [(2, "where")]


def test_two_rows_that_say_other_places_for_the_same_are_a_fault() -> None:
    judged = remits(["", "repairs-1", "damp", "X1"], ["", "repairs-1", "damp", "South, and West"])
    assert faults(judged) == [(3, "where")]


@given(st.binary(max_size=300))
def test_no_file_breaks_the_reader(content) -> None:
    for kind in (PARTNER, TEAM, REMIT):
        with suppress(UnreadableTable):
            read_rows(kind, content)


def test_rejected_rows_are_brought_again_with_their_reasons_passed_over() -> None:
    content = table(["organisation", "kind"], ["Birch", "council"], ["=Elm", ""], ["Łódź ہم", "x" * 50])
    rejected = table(
        rejected_headings(PARTNER),
        *rejected_rows(PARTNER, content, judge_organisations(read_rows(PARTNER, content), [])),
    )
    assert "kind: Write what kind it is." in rejected.decode()
    again = read_rows(PARTNER, rejected)
    assert [row["organisation"] for row in again] == ["=Elm", "Łódź ہم"]


@pytest.mark.parametrize("kind", [PARTNER, TEAM, REMIT])
def test_the_example_of_each_table_can_be_read(kind) -> None:
    rows = read_rows(kind, table(headings(kind), [column.example for column in COLUMNS[kind]]))
    assert len(rows) == 1
    if kind is PARTNER:
        assert judge_organisations(rows, []).counts["add"] == 1
