"""Every row of a file of people gets one clear message, whatever the file holds (R1.2, R9.1)."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.shared.partnerships.rules import RoleName, StandsAt
from wardmote.shared.partnerships.rules.people_file import (
    MAX_BYTES,
    MAX_ROWS,
    Does,
    Known,
    Offer,
    PersonRow,
    Place,
    Places,
    UnreadableTable,
    decide,
    names_sensitive_role,
    read_people,
)

COUNCIL = Place(at=StandsAt.ORGANISATION, id=1, key="council", name="Test Council")
POLICE = Place(at=StandsAt.ORGANISATION, id=2, key="police", name="Test Police")
REPAIRS = Place(at=StandsAt.TEAM, id=11, key="repairs", name="Repairs desk", organisation="Test Council")
DUTY_COUNCIL = Place(at=StandsAt.TEAM, id=12, key="duty-1", name="Duty desk", organisation="Test Council")
DUTY_POLICE = Place(at=StandsAt.TEAM, id=13, key="duty-2", name="Duty desk", organisation="Test Police")
GONE = Place(at=StandsAt.TEAM, id=14, key="gone", name="Old team", organisation="Test Council", ended=True)
WARD = Place(at=StandsAt.AREA, id=21, key="testward", name="Testward")
PLACES = (COUNCIL, POLICE, REPAIRS, DUTY_COUNCIL, DUTY_POLICE, GONE, WARD)

HEADING = "name,email,role,organisation,team or area\n"
NORA = "Nora New,nora@people.example,worker,,Repairs desk\n"


def known(**changes: object) -> Known:
    given: dict[str, object] = {
        "accounts": {},
        "held": set(),
        "open": set(),
        "own_teams": None,
        "names_safeguarding_leads": True,
    }
    return Known(**{**given, **changes})  # type: ignore[arg-type]  # a test names its changes


def judged(*rows: str, heading: str = HEADING, **changes: object):
    read = read_people((heading + "".join(rows)).encode())
    return list(decide(read, Places.of(PLACES), known(**changes), {}))


def one(row: str, **changes: object):
    return judged(row, **changes)[0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_commas_semicolons_and_tabs_part_the_columns(delimiter) -> None:
    rows = [text.replace(",", delimiter) for text in (HEADING, NORA)]
    assert read_people("".join(rows).encode()) == [
        PersonRow(2, "Nora New", "nora@people.example", "worker", "", "Repairs desk")
    ]


def test_columns_stand_in_any_order_under_usual_names_and_others_are_passed_over() -> None:
    rows = [
        "Row;E-mail address;Role;Full Name;Team;Problem\n",
        "7;n@people.example;Worker;N;Repairs desk;x\n",
    ]
    assert read_people("".join(rows).encode()) == [
        PersonRow(2, "N", "n@people.example", "Worker", "", "Repairs desk")
    ]


@pytest.mark.parametrize("heading", ["", "\n", "name,role\n", "name,email,email,role\n", "\x00\n"])
def test_a_file_without_the_columns_is_refused_with_what_they_are(heading) -> None:
    with pytest.raises(UnreadableTable, match="column"):
        read_people((heading + NORA).encode())


def test_too_many_rows_too_much_and_nothing_at_all_are_refused_in_words() -> None:
    for content, said in (
        (HEADING + NORA * (MAX_ROWS + 1), "20,000 rows"),
        (HEADING + NORA * 3 + "x" * MAX_BYTES, "larger than 5 MB"),
        (HEADING + "\n,,\n", "nobody below them"),
    ):
        with pytest.raises(UnreadableTable, match=said):
            read_people(content.encode())


def test_a_team_and_an_area_may_stand_in_columns_of_their_own() -> None:
    found = read_people(b"name;email;role;team;ward\nN;n@people.example;councillor;;Testward\n")
    assert found == [PersonRow(2, "N", "n@people.example", "councillor", "", "Testward")]


def test_a_role_that_opens_protected_matters_is_noticed_even_in_a_row_that_is_wrong() -> None:
    for role, is_one in (("Safeguarding-Lead", True), ("partnership administrator", True), ("worker", False)):
        (row,) = read_people(f"{HEADING}N,nobody,{role},,\n".encode())
        assert names_sensitive_role(row) is is_one


def test_somebody_new_is_invited_and_the_row_is_numbered_as_a_spreadsheet_does() -> None:
    (verdict,) = judged("\n", NORA)
    assert (verdict.does, verdict.row.number) == (Does.INVITE, 3)
    assert verdict.offer == Offer("nora@people.example", RoleName.WORKER, REPAIRS.id)


def test_the_same_again_names_the_row_it_repeats_however_it_is_written() -> None:
    first, second = judged(NORA, "NORA NEW, Nora@People.example ,Worker,test council,repairs  DESK\n")
    assert (first.does, second.does) == (Does.INVITE, Does.DUPLICATE)
    assert second.reason == "It says the same as row 2."


def test_who_holds_the_role_or_is_invited_is_passed_over_and_who_has_an_account_gets_it_at_once() -> None:
    offer = Offer("nora@people.example", RoleName.WORKER, REPAIRS.id)
    assert one(NORA, held={offer}).does is Does.HAS_IT
    assert one(NORA, open={offer}).does is Does.INVITED
    assert one(NORA, accounts={offer.email: True}).does is Does.GIVE
    left = one(NORA, accounts={offer.email: False})
    assert left.does is Does.REJECTED
    assert "come back" in left.reason


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("N,n@people.example,worker,,Old team\n", "The team “Old team” has ended."),
        ("N,n@people.example,worker,,Repair desks\n", "Did you mean “Repairs desk”?"),
        ("N,n@people.example,worker,,Zzz\n", "There is no team called “Zzz”."),
        ("N,n@people.example,worker,,Duty desk\n", "Name its organisation: “Test Council” or “Test Police”."),
        ("N,n@people.example,worker,Test Police,Repairs desk\n", "is a team of Test Council, not of"),
        ("N,n@people.example,worker,Tst Police,Duty desk\n", "Did you mean “Test Police”?"),
        ("N,n@people.example,worker,,\n", "Name the team."),
        ("N,n@people.example,councillor,,Repairs desk\n", "is not an area or ward but a team."),
        ("N,n@people.example,analyst,,Repairs desk\n", "a role in the whole partnership"),
        ("N,n@people.example,data_protection_officer,,\n", "Name the organisation."),
        ("N,nobody,worker,,Repairs desk\n", "“nobody” is not an e-mail address."),
        (f"N,{'ﬃ' * 60}@people.example.{'ﬃ' * 30},worker,,Repairs desk\n", "is not an e-mail address."),
        ("N,n@people.example,team leed,,Repairs desk\n", "Did you mean “Team lead”?"),
        ("N,n@people.example,king,,Repairs desk\n", "There is no role “king”."),
        (",,,,\x00\n", "hidden character"),
        (",x,y,,z\n", "Write the name. “x” is not an e-mail address."),
        ('"N"x,n@people.example\n', "quotation marks"),
        (f"{'n' * 300},n@people.example,worker,,Repairs desk\n", "more than 254 letters"),
    ],
)
def test_what_is_wrong_is_said_in_words_that_mend_it(row, said) -> None:
    verdict = one(row)
    assert verdict.does is Does.REJECTED
    assert said in verdict.reason
    assert verdict.offer is None


def test_each_kind_of_role_is_found_at_its_own_kind_of_place() -> None:
    rows = judged(
        "N,n@people.example,Councillor,,testward\n",
        "N,n@people.example,auditor,Test Council,\n",
        "N,n@people.example,Data protection officer,Test Council,\n",
        "N,n@people.example,worker,Test Police,Duty desk\n",
    )
    assert [verdict.offer and verdict.offer.at for verdict in rows] == [21, None, 1, 13]


def test_a_team_lead_gives_the_roles_of_the_own_team_and_never_a_safeguarding_lead() -> None:
    lead = {"own_teams": {REPAIRS.id}, "names_safeguarding_leads": False}
    assert one(NORA, **lead).does is Does.INVITE
    for row in (
        "N,n@people.example,worker,Test Police,Duty desk\n",
        "N,n@people.example,safeguarding lead,,Repairs desk\n",
        "N,n@people.example,partnership administrator,,\n",
        "N,n@people.example,councillor,,Testward\n",
    ):
        assert one(row, **lead).does is Does.REJECTED, row


cells = st.one_of(
    st.sampled_from(
        [
            "",
            "worker",
            "Councillor",
            "auditor",
            "n@people.example",
            "N@people.example",
            "Repairs desk",
            "Old team",
        ]
    ),
    st.text(max_size=20),
)


@given(st.lists(st.lists(cells, min_size=5, max_size=5), max_size=12), st.booleans())
def test_every_row_gets_one_message_and_the_same_file_again_would_change_nothing(rows, administers) -> None:
    certain = ["N", "certain@people.example", "worker", "", "Repairs desk"]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["name", "email", "role", "organisation", "team"], *rows, certain])
    may = {"own_teams": None if administers else {REPAIRS.id}, "names_safeguarding_leads": administers}

    def look(**changes: object):
        read = read_people(out.getvalue().encode())
        return list(decide(read, Places.of(PLACES), known(**may, **changes), {}))

    first = look()
    assert len({verdict.row.number for verdict in first}) == len(first) <= len(rows) + 1
    for verdict in first:
        assert verdict.reason.endswith((".", "?"))
        assert (verdict.offer is None) is (verdict.does is Does.REJECTED)
    offers = [verdict.offer for verdict in first if verdict.does is Does.INVITE]
    assert len(set(offers)) == len(offers), "nobody is invited twice to one thing"
    again = look(open=set(offers))
    assert not [verdict for verdict in again if verdict.does in (Does.INVITE, Does.GIVE)]


@given(st.text())
def test_any_text_at_all_is_read_or_refused_in_words(text) -> None:
    with suppress(UnreadableTable):
        for verdict in decide(read_people(text.encode()), Places.of(PLACES), known(), {}):
            assert verdict.reason
