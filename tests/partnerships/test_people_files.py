"""Many people are invited from one file: looked at first, in batches, nobody twice, and the file is let go
(R1.1, R1.2, R9.1)."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob
from tests import factories as make
from tests.referrals.web.conftest import queries_of

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import Actor, system
from wardmote.kernel.audit.models import AuditEntry
from wardmote.kernel.database import Busy
from wardmote.kernel.refusals import Conflict
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import actions, jobs, queries
from wardmote.shared.partnerships.actions.people_files import invite_from_file
from wardmote.shared.partnerships.models import Invitation, PeopleFile, RejectedPerson, RoleHolding, Team
from wardmote.shared.partnerships.queries import people_files
from wardmote.shared.partnerships.rules import RoleName, Scope
from wardmote.shared.partnerships.rules.people_file import (
    BATCH,
    FILE_KEPT,
    HEADINGS,
    MOST_FILES,
    Does,
    FileState,
)

pytestmark = pytest.mark.django_db

Row = tuple[str, str, str, str, str]


@pytest.fixture(autouse=True)
def an_ordinary_tuesday():
    with clock.fixed(make.TUESDAY):
        yield


@pytest.fixture
def team() -> Team:
    make.a_partnership()
    return make.a_team("Repairs desk")


@pytest.fixture
def lead(team) -> Actor:
    return make.an_actor(RoleName.TEAM_LEAD, team=team, name="Lena Lead")


@pytest.fixture
def administrator(team) -> Actor:
    return make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator")


def table(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([HEADINGS, *rows])
    return out.getvalue().encode("utf-8-sig")


def worker(name: str, team: str = "Repairs desk", role: str = "worker") -> Row:
    return (name.title(), f"{name}@people.example", role, "", team)


def brought(by: Actor, *rows: Sequence[str]) -> PeopleFile:
    return actions.bring_people_file(by=by, name="people.csv", content=table(rows))


def used(by: Actor, *rows: Sequence[str]) -> PeopleFile:
    file = actions.begin_people_file(by=by, file=brought(by, *rows))
    jobs.invite_from_file(file.pk)
    file.refresh_from_db()
    return file


def numbers(file: PeopleFile) -> tuple[int, int, int, int]:
    return file.invited, file.given, file.passed_over, file.rejected


@contextmanager
def statements():
    with CaptureQueriesContext(connection) as seen:
        yield seen


def ten_thousand(team: Team) -> list[Row]:
    """People of which every tenth stands twice, every twentieth in a team that has ended, every fiftieth wrong."""
    gone = make.a_team("Old team")
    Team.objects.filter(pk=gone.pk).update(ended_on=make.TUESDAY.date())
    rows: list[Row] = []
    for n in range(10_000):
        if n % 50 == 49:
            rows.append((f"Person {n}", "no address", "worker", "", team.name))
        elif n % 20 == 19:
            rows.append(worker(f"p{n}", "Old team"))
        elif n % 10 == 9:
            rows.append(worker(f"p{n - 1}"))
        else:
            rows.append(worker(f"p{n}"))
    return rows


def test_ten_thousand_people_with_duplicates_and_ended_teams_are_dealt_with_row_by_row(team, administrator):
    rows = ten_thousand(team)
    wrong = sum(row[1] == "no address" or row[4] == "Old team" for row in rows)
    twice = len([row for row in rows if row[1] != "no address"]) - len({r[1] for r in rows if "@" in r[1]})
    some = [make.a_person(f"Here {n}") for n in range(3)]
    for n, person in enumerate(some):
        rows[n] = ("Somebody", person.email.upper(), "worker", "", team.name)
    make.a_role(some[0], RoleName.WORKER, team=team)
    file = brought(administrator, *rows)
    with statements() as looked:
        would = people_files.what_it_would_do(administrator, people_files.rows_of(administrator, file))
    assert len(looked) <= 10, "looking costs the same for many rows and few"
    file = actions.begin_people_file(by=administrator, file=file)
    with statements() as seen:
        jobs.invite_from_file(file.pk)
    file.refresh_from_db()
    batches = -(-len(rows) // BATCH)
    assert len(seen) <= 25 * batches, f"{len(seen)} statements for {batches} batches"
    assert (file.state, file.rows_done, file.rows) == (FileState.DONE, 10_000, None)
    assert numbers(file) == (10_000 - wrong - twice - 3, 2, twice + 1, wrong)
    assert would.counts == {Does.INVITE: file.invited, Does.GIVE: 2, Does.HAS_IT: 1, Does.DUPLICATE: twice,
                            Does.REJECTED: wrong}  # fmt: skip
    assert Invitation.objects.filter(mail_due_at=make.TUESDAY).count() == file.invited
    assert AuditEntry.objects.filter(what="partnerships.person_invited").count() == file.invited
    reasons = people_files.rejections_gathered(administrator, file)
    assert [(r.sentence, r.rows[0], len(r.rows) + r.more) for r in reasons] == [
        ("The team “Old team” has ended. Name the one that took over its work.", 21, 400),
        ("“no address” is not an e-mail address. Write one like name@example.org.", 51, 200),
    ]

    again = used(administrator, *rows)
    assert numbers(again) == (0, 0, 10_000 - wrong, wrong), "running twice invites nobody twice"


def test_nobody_is_invited_before_somebody_has_said_yes_and_asking_twice_begins_once(team, administrator):
    file = brought(administrator, worker("nora"))
    assert file.state == FileState.WAITING
    jobs.invite_from_file(file.pk)
    assert not Invitation.objects.exists()
    for _ in range(2):
        actions.begin_people_file(by=administrator, file=file)
    assert AuditEntry.objects.filter(what="partnerships.people_file_begun").count() == 1
    for _ in range(2):
        jobs.invite_from_file(file.pk)
    assert Invitation.objects.count() == 1
    with pytest.raises(Conflict):
        actions.begin_people_file(by=administrator, file=file)


def test_the_same_file_brought_again_while_it_is_not_done_is_the_one_that_is_here(team, administrator, lead):
    file = brought(administrator, worker("nora"))
    assert brought(administrator, worker("nora")) == file
    assert brought(lead, worker("nora")) != file, "of somebody else it is their own"


def test_so_many_files_are_kept_of_one_person_and_no_more(team, administrator):
    for n in range(MOST_FILES):
        brought(administrator, worker(f"p{n}"))
    answer = uploaded(browse(administrator), table([worker("nora")]))
    assert (answer.status_code, "You have brought 20 files" in text(answer)) == (422, True)
    actions.drop_people_file(by=administrator, file=PeopleFile.objects.first())
    assert brought(administrator, worker("nora")).state == FileState.WAITING


def test_a_run_that_is_stopped_or_dies_goes_on_where_it_was(team, administrator):
    rows = [worker(f"p{n % (BATCH + 10)}") for n in range(BATCH * 2 + 50)]
    file = actions.begin_people_file(by=administrator, file=brought(administrator, *rows))

    class Died(BaseException):
        """The machine, between two batches."""

    def die(done: int, _there_are: int) -> None:
        if done:
            raise Died

    with pytest.raises(Died):
        invite_from_file(by=administrator, file=file, tell=die)
    file.refresh_from_db()
    assert (file.state, file.rows_done) == (FileState.RUNNING, BATCH)
    actions.stop_people_file(by=administrator, file=file)
    jobs.invite_from_file(file.pk)
    file.refresh_from_db()
    assert (file.state, file.rows_done) == (FileState.STOPPED, BATCH), "a stopped one stays so"
    actions.begin_people_file(by=administrator, file=file)
    jobs.invite_from_file(file.pk)
    file.refresh_from_db()
    assert numbers(file) == (BATCH + 10, 0, BATCH + 40, 0)
    assert Invitation.objects.count() == BATCH + 10


def test_two_jobs_of_one_file_never_do_the_same_rows(team, administrator):
    file = actions.begin_people_file(
        by=administrator, file=brought(administrator, worker("nora"), worker("olaf"))
    )
    first, before = people_files.rows_of(administrator, file)[:1], PeopleFile.objects.get(pk=file.pk)
    for _ in range(2):
        actions.invite_batch(by=administrator, file=before, rows=first, earlier={})
    file.refresh_from_db()
    assert (file.rows_done, numbers(file), Invitation.objects.count()) == (1, (1, 0, 0, 0), 1)


def test_who_is_invited_to_two_roles_gets_one_link_that_takes_up_both(team, administrator):
    make.a_team("Estates")
    used(administrator, worker("nora"), worker("nora", "Estates", "duty officer"))
    jobs.mail_links(0)
    assert [letter.to for letter in mail.outbox] == [["nora@people.example"]]
    first, second = Invitation.objects.order_by("pk")
    assert second.comes_with == first
    asked = text(Client().get(f"/invitation/{queries.secret_of(first)}"))
    assert "Worker, Repairs desk ; Duty officer, Estates" in asked
    assert "Accept the roles" in asked
    nora = actions.accept_invitation(by=system("x"), secret=queries.secret_of(first), password=make.PASSWORD)
    assert sorted(nora.roles.values_list("role", flat=True)) == ["duty_officer", "worker"]
    assert not Invitation.objects.filter(accepted_at__isnull=True).exists()


def test_a_link_sent_again_by_somebody_else_does_not_bring_what_they_may_not_give(team, administrator, lead):
    used(administrator, worker("nora"), worker("nora", role="safeguarding lead"))
    jobs.mail_links(0)
    first, second = Invitation.objects.order_by("pk")
    with clock.fixed(make.TUESDAY + timedelta(hours=1)):
        first = actions.send_invitation_again(by=lead, invitation=first)
        nora = actions.accept_invitation(
            by=system("x"), secret=queries.secret_of(first), password=make.PASSWORD
        )
        assert list(nora.roles.values_list("role", flat=True)) == ["worker"]
        second.refresh_from_db()
        assert (second.comes_with, second.mail_due_at) == (None, clock.now()), "it gets a link of its own"


def test_a_link_takes_up_only_what_the_same_person_offered_however_it_came_to_hang_there(
    team, administrator, lead
):
    used(administrator, worker("nora"), worker("nora", role="safeguarding lead"))
    first, _ = Invitation.objects.order_by("pk")
    Invitation.objects.filter(pk=first.pk).update(invited_by=lead.person_id)
    first.refresh_from_db()
    assert queries.offered_with(first) == [first]


def test_what_came_with_a_withdrawn_invitation_or_one_to_an_ended_team_can_still_be_taken_up(
    team, administrator
):
    estates = make.a_team("Estates")
    used(administrator, *(worker(who, at) for who in ("nora", "olaf") for at in ("Repairs desk", "Estates")))
    nora, noras, olaf, _ = Invitation.objects.order_by("email", "pk")
    actions.withdraw_invitation(by=administrator, invitation=nora)
    noras.refresh_from_db()
    assert (noras.comes_with, noras.mail_due_at) == (None, make.TUESDAY)
    Team.objects.filter(pk=team.pk).update(ended_on=make.TUESDAY.date())
    person = actions.accept_invitation(by=system("x"), secret=queries.secret_of(olaf), password=make.PASSWORD)
    assert [role.team for role in person.roles.all()] == [estates]


def test_a_lead_invites_to_the_own_team_alone_row_by_row(team, lead):
    make.a_team("Secret desk")
    file = used(
        lead,
        worker("nora"),
        worker("olaf", "Secret desk"),
        worker("pia", role="safeguarding lead"),
        ("Quin", "quin@people.example", "partnership administrator", "", ""),
    )
    assert numbers(file) == (1, 0, 0, 3)
    assert Invitation.objects.get().invited_by_id == lead.person_id


def test_only_who_brought_a_file_opens_it_and_only_while_they_may_invite(team, administrator, lead):
    file = brought(administrator, worker("nora"))
    for somebody in (lead, make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR), make.an_actor(team=team)):
        with pytest.raises(NotAllowed):
            people_files.people_file(somebody, file.key)
        for act in (actions.begin_people_file, actions.stop_people_file, actions.drop_people_file):
            with pytest.raises(NotAllowed):
                act(by=somebody, file=file)
    with pytest.raises(NotAllowed):
        brought(make.an_actor(team=team), worker("nora"))


def test_who_may_not_invite_any_more_when_their_file_comes_to_its_turn_invites_nobody(team, lead):
    file = actions.begin_people_file(by=lead, file=brought(lead, worker("nora")))
    RoleHolding.objects.filter(person=lead.person_id).update(ended_at=make.TUESDAY)
    jobs.invite_from_file(file.pk)
    file.refresh_from_db()
    assert (file.state, file.problem) == (FileState.STOPPED, "You may not invite people any more.")
    assert not Invitation.objects.exists()


def test_a_file_waits_for_its_turn_and_goes_on_after_a_fault_of_ours(team, administrator, monkeypatch):
    file = actions.begin_people_file(by=administrator, file=brought(administrator, worker("nora")))
    asked = ProcrastinateJob.objects.filter(
        task_name="partnerships.invite_from_file", args={"file_id": file.pk}
    )
    for error in (Busy, RuntimeError):
        with monkeypatch.context() as patched:
            patched.setattr(jobs.inviting, "invite_from_file", Mock(side_effect=error))
            with pytest.raises(RuntimeError) if error is RuntimeError else nullcontext():
                jobs.invite_from_file(file.pk)
        assert asked.count() == 2, "asked for, and put off once"
    file.refresh_from_db()
    assert (file.state, "our side" in file.problem) == (FileState.STOPPED, True)
    actions.begin_people_file(by=administrator, file=file)
    jobs.invite_from_file(file.pk)
    assert Invitation.objects.count() == 1


def test_what_a_file_says_is_dropped_when_it_is_done_and_what_was_turned_away_a_week_later(
    team, administrator
):
    clean, wrong = used(administrator, worker("nora")), used(administrator, worker("olaf", "Nowhere"))
    left = brought(administrator, worker("pia"))
    assert (clean.rows, clean.dropped_at, wrong.rows) == (None, make.TUESDAY, None)
    assert [(r.name, r.place) for r in people_files.rejections(administrator, wrong)] == [("Olaf", "Nowhere")]
    with clock.fixed(make.TUESDAY + FILE_KEPT - timedelta(minutes=1)):
        jobs.drop_people_files(0)
        assert RejectedPerson.objects.count() == 1
    with clock.fixed(make.TUESDAY + FILE_KEPT):
        jobs.drop_people_files(0)
    left.refresh_from_db()
    assert (left.state, left.rows) == (FileState.DROPPED, None)
    assert not RejectedPerson.objects.exists()
    assert list(people_files.people_files(administrator)) == []


def test_who_has_left_is_turned_away_and_a_system_is_nobody_to_invite(team, administrator):
    gone = make.a_person("Gone Person")
    Person.objects.filter(pk=gone.pk).update(is_active=False, left_at=make.TUESDAY)
    file = used(
        administrator,
        ("Gone", gone.email, "worker", "", team.name),
        ("S", "system:1", "worker", "", team.name),
    )
    assert numbers(file) == (0, 0, 0, 2)
    assert "come back" in file.rejections.get(row_number=2).reason


def browse(actor: Actor) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person_id))
    return client


def uploaded(client: Client, content: bytes, name: str = "people.csv"):
    posted = {"form_key": str(make.number()), "file": SimpleUploadedFile(name, content)}
    return client.post("/people/invite-many", posted)


def act(client: Client, address: str, do: str):
    return client.post(address, {"form_key": str(make.number()), "do": do})


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_pages_lead_from_a_file_by_a_look_and_the_work_to_its_result_and_rows_to_mend(
    team, administrator
):
    client = browse(administrator)
    assert "/people/invite-many" in client.get("/people").content.decode()
    assert "20,000 rows and 5 MB" in text(client.get("/people/invite-many"))
    here = make.a_person()
    rows = [
        worker("nora"),
        worker("nora", role="duty officer"),
        worker("nora"),
        worker("olaf", "Repair desk"),
        ("Here", here.email, "worker", "", team.name),
    ]
    there = uploaded(client, table(rows)).headers["Location"]
    page = text(client.get(there))
    for said in ("Nothing has happened yet", "1 person gets a link", "1 say the same as a row above",
                 "Did you mean “Repairs desk”? Row 5", "They have an account"):  # fmt: skip
        assert said in page, said
    assert act(client, there, "begin").headers["Location"] == there
    assert "0 of 5 rows" in text(client.get(there))
    jobs.invite_from_file(PeopleFile.objects.get().pk)
    page = text(client.get(there))
    assert "2 invited" in page
    assert "We keep these rows until Tue 10 Mar" in page
    answer = client.get(f"{there}/rejected")
    mend = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["name"], row["row"]) for row in mend] == [("Olaf", "5")]
    again = answer.content.decode().replace("Repair desk", "Repairs desk").encode()
    page = text(client.get(uploaded(client, again).headers["Location"]))
    assert "Will be invited 1" in page
    dropped = act(client, there, "drop").headers["Location"]
    assert "What the file said has been dropped" in text(client.get(dropped))
    assert not RejectedPerson.objects.exists()
    assert client.get(f"{there}/rejected").status_code == 200


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "must name the columns"),
        (b"PK\x03\x04", "Save the sheet as “CSV UTF-8”"),
        (b"name,email\n", "We found no column “role”"),
        (b"name,email,role\n", "nobody below them"),
        (b"x" * 5_000_001, "larger than 5 MB"),
        (b'name,email,role\n"N,n@people.example,worker\n', "opens in row 2 and never closes"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_nothing_is_kept(team, administrator, content, said):
    answer = uploaded(browse(administrator), content)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not PeopleFile.objects.exists()


def test_a_file_is_shown_to_nobody_else(team, administrator, lead):
    file = brought(administrator, worker("nora"))
    for somebody in (lead, make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR), make.an_actor(team=team)):
        client = browse(somebody)
        for address in (f"/people/files/{file.key}", f"/people/files/{file.key}/rejected"):
            assert client.get(address).status_code == 404
        assert act(client, f"/people/files/{file.key}", "begin").status_code == 404
    assert browse(make.an_actor(team=team)).get("/people/invite-many").status_code == 404
    assert not Invitation.objects.exists()


def test_roles_that_open_protected_matters_ask_again_who_sits_there(team, administrator):
    client = browse(administrator)
    session = client.session
    for method in session["account_authentication_methods"]:
        method["at"] = (make.TUESDAY - timedelta(hours=1)).timestamp()
    session.save()
    plain = brought(administrator, worker("nora"))
    grave = brought(administrator, worker("nora", role="Safeguarding lead"))
    assert "These roles open protected matters" in text(client.get(f"/people/files/{grave.key}"))
    asked = act(client, f"/people/files/{grave.key}", "begin").headers["Location"]
    assert "reauthenticate" in asked
    grave.refresh_from_db()
    assert grave.state == FileState.WAITING
    act(client, f"/people/files/{plain.key}", "begin")
    plain.refresh_from_db()
    assert plain.state == FileState.RUNNING


def test_a_look_at_many_rows_costs_a_handful_of_queries(team, administrator):
    many = brought(administrator, *(worker(f"p{n}", f"Team {n % 70}") for n in range(700)))
    assert len(queries_of(browse(administrator), f"/people/files/{many.key}")) <= 25


def test_what_a_partners_system_does_is_not_taken_for_a_person(team, administrator):
    actions.connect_system(by=administrator, organisation=team.organisation, teams=[team], name="Repairs system",
                           scopes=[Scope.REFERRALS_READ])  # fmt: skip
    RoleHolding.objects.filter(person__is_system=True).update(reviewed_at=make.TUESDAY - timedelta(days=400))
    client = browse(administrator)
    assert "Repairs system" not in text(client.get("/people"))
    assert "Repairs system a partner’s system" in text(client.get("/people/review"))
    holding = RoleHolding.objects.filter(person__is_system=True).first()
    ended = client.post(f"/people/roles/{holding.pk}/end", {"form_key": "1"}, follow=True)
    assert "Repairs system is not" in text(ended)
