"""Each night the looks of the day before are gone through, once, and what is out of the ordinary is kept (R1.8)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

import pytest
from django.db import ProgrammingError, connection, transaction
from tests import factories as make
from tests.oversight.conftest import Looked, browser_of, officer_of

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor, system
from wardmote.kernel.database import as_actor
from wardmote.kernel.events import relay
from wardmote.modules.oversight import actions, jobs
from wardmote.modules.oversight.models import DayLookedOver, Finding, LookDay
from wardmote.modules.oversight.rules import Kind
from wardmote.modules.referrals import actions as referrals
from wardmote.modules.referrals.models import Observation
from wardmote.modules.referrals.rules import Ground
from wardmote.shared.messaging.models import Message
from wardmote.shared.partnerships import actions as register
from wardmote.shared.partnerships import queries
from wardmote.shared.partnerships.models import RoleHolding, Team
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

pytestmark = pytest.mark.django_db

MONDAY = make.TUESDAY - timedelta(days=1)
BY = system("tests")


class Town:
    """A team that records of people, and one whose people look."""

    def __init__(self) -> None:
        make.a_partnership()
        make.a_ward()
        self.housing: Team = make.a_team("Housing")
        self.cleansing: Team = make.a_team("Cleansing")
        self.writer = make.an_actor(team=self.housing, name="Wanda Writer")
        self.worker = make.an_actor(team=self.cleansing, name="Zoë Fernández")
        self.officer = officer_of(self.cleansing.organisation)
        self.kind = make.a_category("Neighbours", sensitivity=Sensitivity.PARTNERS)
        self.guarded = make.a_category("Child", sensitivity=Sensitivity.PROTECTED)

    def about(self, name: str, *, guarded: bool = False, **known: str) -> int:
        somebody = (referrals.Concerned(name=name, **known),)
        kind = self.guarded if guarded else self.kind
        return make.an_observation(self.writer, self.housing, kind, people=somebody).pk


@pytest.fixture
def town(db) -> Town:
    return Town()


def found() -> dict[Kind, Finding]:
    with make.everything():
        return {Kind(one.kind): one for one in Finding.objects.order_by("pk")}


def look_over(day: datetime = MONDAY) -> dict[Kind, Finding]:
    actions.look_over_day(by=BY, day=day.date())
    return found()


def test_an_ordinary_day_leaves_nothing(town: Town, looked: Looked) -> None:
    number = town.about("Arthur Invented")
    for hour in range(8):
        looked(town.worker, MONDAY + timedelta(hours=hour - 1), number)
    assert look_over() == {}
    assert not Message.objects.exists()
    (day,) = LookDay.objects.all()
    assert (day.opened, day.seen, day.out_of_hours, day.role) == (1, 1, 0, RoleName.WORKER)


def test_the_own_record_is_found_whatever_the_ground_and_its_officer_is_told_without_what(
    town: Town, looked: Looked
) -> None:
    looked(town.worker, MONDAY, town.about("Fernandez, Zoe", guarded=True), ground=Ground.CLAIMED)
    (one,) = look_over().values()
    assert (one.kind, one.person_id) == (Kind.OWN, town.worker.person_id)
    assert one.facts["sensitivity"] == "protected"
    assert one.organisations == [town.cleansing.organisation_id]
    with make.everything():
        (message,) = Message.objects.all()
    assert (message.person_id, message.link) == (town.officer.person_id, "/data-protection/reads")
    assert "Fern" not in str(message.values)


def test_a_telephone_of_their_own_is_their_own_record(town: Town, looked: Looked) -> None:
    make.Person.objects.filter(pk=town.worker.person_id).update(phone="07700 900123")
    looked(town.worker, MONDAY, town.about("Somebody Else", contact="+44 7700 900123"))
    assert set(look_over()) == {Kind.OWN}


def test_a_surname_counts_where_it_was_not_their_work_and_they_did_nothing(
    town: Town, looked: Looked
) -> None:
    strange, worked, listed = (town.about(f"{name} Fernandez") for name in ("Ana", "Ben", "Cleo"))
    looked(town.worker, MONDAY, strange)
    looked(town.worker, MONDAY, worked, ground=Ground.ON_OUR_DESK)
    looked(town.worker, MONDAY, listed, opened=False)
    relation = make.an_actor(team=town.housing, name="Rosa Fernandez")
    with as_actor(relation):
        one = Observation.objects.get(pk=town.about("Dan Fernandez"))
        referrals.add_to_observation(by=relation, observation=one, words="They came again.")
    looked(relation, MONDAY, one.pk, ground=Ground.IN_THE_CASE)
    (surname,) = look_over().values()
    assert (surname.kind, surname.record) == (Kind.SURNAME, f"observation:{strange}")


def test_one_record_again_and_again_without_work_on_it(town: Town, looked: Looked) -> None:
    number = town.about("Arthur Invented")
    for day in (20, 9, 8, 2, 0):
        looked(town.worker, MONDAY - timedelta(days=day), number)
    for day in range(5):
        looked(town.writer, MONDAY - timedelta(days=day), number, ground=Ground.IN_THE_CASE)
    (again,) = look_over().values()
    assert (again.kind, again.person_id, again.facts["days"]) == (Kind.AGAIN, town.worker.person_id, 5)
    looked(town.worker, make.TUESDAY, number)
    assert len(look_over(make.TUESDAY)) == 1, "it is not found again while it is being looked into"


def test_very_many_records_against_what_is_usual(town: Town, looked: Looked) -> None:
    usual = count(1)
    for person in (town.worker, make.an_actor(team=town.cleansing), make.an_actor(team=town.housing)):
        for day in range(12):
            LookDay.objects.create(
                person_id=person.person_id,
                day=(MONDAY - timedelta(days=1 + day)).date(),
                role=RoleName.WORKER,
                opened=20 + next(usual) % 5,
                seen=50,
            )
    looked(town.worker, MONDAY, *range(1_000, 1_048), people=False)
    assert look_over() == {}, "forty-eight is twice a busy day, and no more"
    for moment in range(7):
        looked(town.worker, make.TUESDAY, *range(moment * 10, moment * 10 + 10), people=False)
    (many,) = look_over(make.TUESDAY).values()
    assert many.kind == Kind.MANY
    assert many.facts == {"measure": "opened", "count": 70, "own": 24, "role": 24}


def test_an_evening_of_records_but_not_a_call_at_night(town: Town, looked: Looked) -> None:
    evening = MONDAY + timedelta(hours=11)
    looked(town.worker, evening, 1, 2, people=False)
    assert look_over() == {}
    looked(town.worker, make.TUESDAY + timedelta(hours=11), 1, 2, 3, people=False)
    looked(town.worker, make.TUESDAY + timedelta(hours=11), 7, 8, 9, people=False, via="token:1")
    (outside,) = look_over(make.TUESDAY).values()
    assert (outside.kind, outside.facts) == (Kind.OUT_OF_HOURS, {"count": 3, "days": 1, "days_outside": 1})
    member = make.an_actor(RoleName.COUNCILLOR, area=make.a_ward())
    looked(member, make.TUESDAY + timedelta(days=1, hours=11), *range(9), people=False)
    assert len(look_over(make.TUESDAY + timedelta(days=1))) == 1, "elected members keep no hours"


def test_a_look_by_somebody_whose_role_had_ended(town: Town, looked: Looked) -> None:
    RoleHolding.objects.filter(person_id=town.worker.person_id).update(ended_at=MONDAY - timedelta(days=3))
    looked(town.worker, MONDAY, 1, people=False)
    (after,) = look_over().values()
    assert (after.kind, after.organisations) == (Kind.AFTER_ROLE_ENDED, [town.cleansing.organisation_id])


def test_nobody_is_told_of_their_own_looks(town: Town, looked: Looked) -> None:
    looked(town.officer, MONDAY, town.about("Dora Protector"))
    make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)
    second = officer_of(town.housing.organisation, "Otto Other")
    assert look_over()[Kind.OWN].organisations == sorted(
        [town.cleansing.organisation_id, town.housing.organisation_id]
    )
    with make.everything():
        assert [message.person_id for message in Message.objects.all()] == [second.person_id]


def test_where_nobody_else_may_look_into_it_the_administrator_hears_that_there_is_something(
    town: Town, looked: Looked
) -> None:
    looked(town.officer, MONDAY, town.about("Dora Protector"))
    administrator = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)
    look_over()
    with make.everything():
        (message,) = Message.objects.all()
    assert (message.person_id, message.kind) == (administrator.person_id, actions.NOBODY_TO_JUDGE)
    assert message.values == {}


def test_the_job_goes_through_each_day_once_and_goes_on_where_it_was_stopped(
    town: Town, looked: Looked, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked(town.worker, MONDAY, town.about("Zoe Fernandez"))
    jobs.look_over(0)
    jobs.look_over(0)
    assert actions.look_over_day(by=BY, day=MONDAY.date()) is None
    assert (DayLookedOver.objects.count(), len(found())) == (1, 1)
    with clock.fixed(make.TUESDAY + timedelta(days=3)):
        looked(town.worker, make.TUESDAY + timedelta(days=1), town.about("Zoe Fernandez"))
        real, done = actions.look_over_day, []

        def stopped(*, by: Actor, day) -> int | None:
            if len(done) == 1:
                raise SystemExit
            done.append(day)
            return real(by=by, day=day)

        monkeypatch.setattr(actions, "look_over_day", stopped)
        with pytest.raises(SystemExit):
            jobs.look_over(0)
        monkeypatch.undo()
        jobs.look_over(0)
    days = list(DayLookedOver.objects.order_by("day").values_list("day", flat=True))
    assert days == [(MONDAY + timedelta(days=n)).date() for n in range(4)]
    with make.everything():
        assert Finding.objects.count() == 2


def test_a_day_costs_the_same_number_of_questions_however_many_looked_at_how_much(
    town: Town, looked: Looked, django_assert_max_num_queries: Callable[..., object]
) -> None:
    people = [make.an_actor(team=town.cleansing) for _ in range(6)]
    matters = [town.about(f"Somebody {n}", guarded=n % 2 == 0) for n in range(4)]
    for person in people:
        looked(person, MONDAY, *matters)
    with django_assert_max_num_queries(26):
        look_over()


def test_the_application_may_not_change_what_an_officer_said() -> None:
    for change in ("update oversight_findingstep set words = ''", "delete from oversight_findingstep"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)


def test_administrators_hear_when_the_last_data_protection_officer_goes(town: Town) -> None:
    administrator = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)
    second = officer_of(town.housing.organisation, "Otto Other")
    for officer, told in ((second, 0), (town.officer, 1)):
        holding = RoleHolding.objects.get(person_id=officer.person_id)
        assert queries.left_behind(administrator, [holding]).nobody_protects_data == bool(told)
        register.end_role(by=administrator, holding=holding)
        relay.drain()
        with make.everything():
            assert Message.objects.filter(person_id=administrator.person_id).count() == told


def test_a_role_that_ends_in_the_middle_of_a_session_is_gone_with_the_next_click(
    town: Town,
) -> None:
    client = browser_of(town.officer)
    assert client.get("/data-protection").status_code == 200
    RoleHolding.objects.filter(person_id=town.officer.person_id).update(ended_at=clock.now())
    assert client.get("/data-protection").status_code == 403
