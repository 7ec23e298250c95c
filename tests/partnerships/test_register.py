"""Organisations, teams, remits and closures are kept, and what breaks a promise is refused (R1.2, R1.10)."""

from dataclasses import replace
from datetime import date

import pytest
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import Actor, system
from wardmote.kernel.database import as_actor
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.shared.partnerships import actions, queries
from wardmote.shared.partnerships.actions import OrganisationDetails, TeamDetails
from wardmote.shared.partnerships.models import Closure, Organisation, Remit, RoleHolding, Team
from wardmote.shared.partnerships.rules import RoleName

pytestmark = pytest.mark.django_db

TRUST = OrganisationDetails(name="Birch Housing Trust", kind="housing association")
REPAIRS = TeamDetails(name="Repairs desk", hours="Mon-Fri 08:00-18:00", capacity_per_week=30)


@pytest.fixture(autouse=True)
def an_ordinary_tuesday():
    with clock.fixed(make.TUESDAY):
        yield


@pytest.fixture
def administrator() -> Actor:
    make.a_partnership()
    return make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator")


@pytest.fixture
def trust(administrator) -> Organisation:
    return actions.add_organisation(by=administrator, details=TRUST)


@pytest.fixture
def repairs(administrator, trust) -> Team:
    return actions.add_team(by=administrator, organisation=trust, details=REPAIRS)


def test_an_organisation_and_its_team_get_keys_from_their_names(trust, repairs) -> None:
    assert (trust.key, repairs.key) == ("birch-housing-trust", "repairs-desk")
    assert repairs.organisation == trust


@pytest.mark.parametrize(
    ("name", "key"), [("رہائش", "team"), ("Réparations / Łódź", "reparations-odz"), ("x" * 200, "x" * 72)]
)
def test_a_name_in_any_script_makes_a_key_that_nobody_has(administrator, trust, name, key) -> None:
    details = replace(REPAIRS, name=name)
    made = actions.add_team(by=administrator, organisation=trust, details=details)
    assert (made.key, made.name) == (key, name)
    other = actions.add_organisation(by=administrator, details=replace(TRUST, name="Other"))
    again = actions.add_team(by=administrator, organisation=other, details=details)
    assert again.key == f"{key}-2"


@pytest.mark.parametrize("key", ["Repairs", "repairs desk", "-r", "é", "r" * 81, "repairs-desk"])
def test_a_key_that_is_none_or_is_taken_is_refused(administrator, repairs, key) -> None:
    with pytest.raises(NotReady) as refused:
        actions.add_team(
            by=administrator, organisation=repairs.organisation, details=replace(REPAIRS, name="New"), key=key
        )
    assert refused.value.field == "key"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "n" * 201}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "repairs DESK"}, "name"),
        ({"hours": "now and then"}, "hours"),
        ({"hours": ""}, "hours"),
        ({"remit_words": "w" * 2001}, "remit_words"),
        ({"response_standard": "s" * 301}, "response_standard"),
        ({"capacity_per_week": -1}, "capacity_per_week"),
        ({"capacity_per_week": 10**9}, "capacity_per_week"),
        ({"reference_format": "r" * 61}, "reference_format"),
        ({"email": "nobody"}, "email"),
    ],
)
def test_a_team_that_cannot_be_is_refused_with_the_field_to_mend(
    administrator, repairs, change, field
) -> None:
    details = replace(REPAIRS, name="Second desk", **{k: v for k, v in change.items() if k != "name"})
    with pytest.raises(NotReady) as refused:
        actions.add_team(
            by=administrator, organisation=repairs.organisation, details=replace(details, **change)
        )
    assert refused.value.field == field
    assert Team.objects.filter(organisation=repairs.organisation).count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "birch housing trust"}, "name"),
        ({"kind": ""}, "kind"),
        ({"kind": "k" * 41}, "kind"),
        ({"note": "n" * 2001}, "note"),
        ({"phone": "1" * 41}, "phone"),
        ({"email": "x@"}, "email"),
    ],
)
def test_an_organisation_that_cannot_be_is_refused(administrator, trust, change, field) -> None:
    with pytest.raises(NotReady) as refused:
        actions.add_organisation(by=administrator, details=replace(TRUST, **{"name": "Second", **change}))
    assert refused.value.field == field


@pytest.mark.parametrize("role", [r for r in RoleName if r != RoleName.PARTNERSHIP_ADMINISTRATOR][:4])
def test_only_the_administrator_and_the_command_line_keep_the_register(trust, repairs, role) -> None:
    worker = make.an_actor(role, team=repairs)
    for act in (
        lambda: actions.add_organisation(by=worker, details=replace(TRUST, name="Mine")),
        lambda: actions.change_organisation(by=worker, organisation=trust, details=TRUST),
        lambda: actions.end_organisation(by=worker, organisation=trust),
        lambda: actions.add_team(by=worker, organisation=trust, details=replace(REPAIRS, name="Mine")),
        lambda: actions.change_team(by=worker, team=repairs, details=REPAIRS),
        lambda: actions.hand_over_team(
            by=worker, from_team=repairs, to_team=make.a_team(), words="One office", then_end=True
        ),
        lambda: actions.set_remit(by=worker, team=repairs, category=make.a_category()),
        lambda: actions.name_coordinator_desk(by=worker, team=repairs),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert actions.add_organisation(by=system("init"), details=replace(TRUST, name="From a file")).pk


def test_whoever_writes_second_hears_that_somebody_was_first(administrator, trust, repairs) -> None:
    actions.change_team(by=administrator, team=repairs, details=replace(REPAIRS, name="A"), version=0)
    with pytest.raises(Conflict, match="Somebody changed"):
        actions.change_team(by=administrator, team=repairs, details=replace(REPAIRS, name="B"), version=0)
    actions.change_organisation(by=administrator, organisation=trust, details=TRUST, version=0)
    with pytest.raises(Conflict, match="Somebody changed"):
        actions.end_organisation(by=administrator, organisation=trust, version=0)


def test_an_organisation_with_a_living_team_does_not_end(administrator, trust, repairs) -> None:
    with pytest.raises(Conflict, match="still has 1 team"):
        actions.end_organisation(by=administrator, organisation=trust)
    make.ends(repairs)
    ended = actions.end_organisation(by=administrator, organisation=trust)
    assert ended.ended_on == date(2026, 3, 3)
    with pytest.raises(Conflict, match="has ended"):
        actions.add_team(by=administrator, organisation=trust, details=REPAIRS)
    assert actions.add_organisation(by=administrator, details=TRUST).key == "birch-housing-trust-2"


def test_a_team_ends_with_its_remits_and_the_roles_held_at_it(administrator, repairs) -> None:
    worker = make.an_actor(RoleName.WORKER, team=repairs)
    remit = actions.set_remit(by=administrator, team=repairs, category=make.a_category())
    make.ends(repairs)
    remit.refresh_from_db()
    assert remit.ended_on == date(2026, 3, 3)
    assert RoleHolding.objects.get(person_id=worker.person_id).ended_at == make.TUESDAY
    assert not queries.is_standing(repairs)
    with pytest.raises(Conflict, match="has ended"):
        make.ends(repairs)


def test_one_coordinators_desk_always_stands(administrator, trust, repairs) -> None:
    desk = queries.coordinator_desk()
    carries_on = make.ends(desk)
    assert queries.coordinator_desk() == carries_on
    desk = queries.coordinator_desk()
    make.a_role(make.a_person(), RoleName.SAFEGUARDING_LEAD, team=repairs)
    with pytest.raises(NotReady, match="only one"):
        actions.add_team(
            by=administrator, organisation=trust, details=replace(REPAIRS, name="Two"), is_coordinator=True
        )
    actions.name_coordinator_desk(by=administrator, team=repairs)
    assert queries.coordinator_desk() == repairs
    make.ends(desk)
    assert queries.coordinator_desk() == repairs


def test_a_remit_is_set_changed_and_ended(administrator, repairs) -> None:
    category, ward = make.a_category(), make.a_ward()
    remit = actions.set_remit(by=administrator, team=repairs, category=category)
    again = actions.set_remit(by=administrator, team=repairs, category=category, areas=[ward])
    assert again == remit
    assert list(again.areas.all()) == [ward]
    actions.end_remit(by=administrator, remit=remit)
    assert not queries.remits_taking(category).exists()
    assert actions.set_remit(by=administrator, team=repairs, category=category) != remit
    category.ended_on = date(2026, 1, 1)
    category.save()
    with pytest.raises(NotReady, match="no longer used"):
        actions.set_remit(by=administrator, team=repairs, category=category)
    assert Remit.objects.count() == 2


def test_a_closure_stops_the_clock_and_can_be_called_off(administrator, trust, repairs) -> None:
    def works() -> bool:
        return queries.calendar_for(repairs).is_working_day(date(2026, 12, 29))

    day = {"starts_on": date(2026, 12, 29), "ends_on": date(2026, 12, 30)}
    for at in (repairs, trust):
        closure = actions.add_closure(by=administrator, at=at, name="Stocktaking", **day)
        assert not works()
        actions.withdraw_closure(by=administrator, closure=closure)
        assert works()


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(2026, 5, 2), date(2026, 5, 1), "ends_on"),
        (date(2026, 5, 1), date(2027, 8, 1), "ends_on"),
        (date(1, 1, 1), date(1, 1, 2), "starts_on"),
        (date(2026, 5, 1), date(9999, 12, 31), "ends_on"),
    ],
)
def test_no_closure_leaves_a_team_without_working_time(
    administrator, trust, repairs, first, last, field
) -> None:
    with as_actor(administrator), pytest.raises(NotReady) as refused:
        actions.add_closure(by=administrator, at=trust, name="Away", starts_on=first, ends_on=last)
    assert refused.value.field == field
    assert not Closure.objects.exists()
