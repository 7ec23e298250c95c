"""When wards are redrawn, what teams take and the roles people hold go on in the wards that follow (R1.2, R3.1)."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.actor import system
from wardmote.kernel.audit.models import AuditEntry
from wardmote.kernel.clock import now, today
from wardmote.kernel.database import as_actor
from wardmote.modules.referrals import queries as referrals
from wardmote.modules.referrals.queries import Stopped, StoppedPart
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.models import Area
from wardmote.shared.geography.rules.carrying import NewWard, OldWard, followers
from wardmote.shared.partnerships import actions
from wardmote.shared.partnerships.models import Partnership, RoleHolding
from wardmote.shared.partnerships.queries import what_goes_on
from wardmote.shared.partnerships.rules import RoleName

BY = system("a test")
FIRST = date(2004, 6, 10)
SPOTS = {"Mill": (52.05, -2.95), "Hill": (52.05, -2.85), "Dale": (52.05, -2.75)}


def wards(*named: tuple[str, str, float, float]):
    """Squares side by side: name, code, and the tenths of a degree from and to which each goes."""
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "code": code},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[-3 + x / 10, y] for x, y in ((w, 52), (e, 52), (e, 52.1), (w, 52.1), (w, 52))]
                ],
            },
        }
        for name, code, w, e in named
    ]
    return geography.read_boundaries(json.dumps({"type": "FeatureCollection", "features": features}).encode())


OLD = (("Mill", "E05000001", 0, 1), ("Hill", "E05000002", 1, 2), ("Dale", "E05000003", 2, 3))


@pytest.fixture(scope="module")
def old():
    return wards(*OLD)


@pytest.fixture
def borough(db, old):
    Partnership.objects.create(name="Brynmor Partnership", short_name="Brynmor")
    geography.look_again()
    actions.draw_wards(by=BY, name="Wards 2004", since=FIRST, file=old)
    return {ward.name: ward for ward in geography.areas_in_force()}


def redraw(file, since: date | None = None) -> None:
    actions.draw_wards(by=BY, name="Wards anew", since=since or today(), file=file)


def taken_at(category, spot: str, actor) -> list[str]:
    found = referrals.suggestions_at(
        actor, category, SPOTS[spot], sensitivity=category.sensitivity, seriousness=2
    )
    return [(one.team_name, *one.reasons) for one in found.teams]


def test_same_coded_wards_leave_every_spot_to_the_same_teams_for_the_same_reasons(borough, old):
    category, worker = make.a_category(), make.an_actor(team=make.a_team("Nobody"))
    for team, *names in (("One", "Mill"), ("Two", "Mill", "Hill"), ("Three",)):
        make.a_remit(make.a_team(team), category, *(borough[name] for name in names))
    before = {spot: taken_at(category, spot, worker) for spot in SPOTS}
    assert [len(found) for found in before.values()] == [3, 2, 1]
    redraw(old)
    assert {spot: taken_at(category, spot, worker) for spot in SPOTS} == before
    redraw(old)
    assert AuditEntry.objects.filter(what="partnerships.remit_carried").count() == 2


def test_a_team_takes_each_part_of_a_ward_that_split_and_what_took_in_one_that_is_no_more(borough):
    category, worker = make.a_category(), make.an_actor(team=make.a_team("Nobody"))
    make.a_remit(make.a_team("Of the mill"), category, borough["Mill"])
    make.a_remit(make.a_team("Of the dale"), category, borough["Dale"])
    new = wards(("Mill", "E05000001", 0, 0.4), ("Locks", "E05000009", 0.4, 1), ("Hill", "E05000002", 1, 3))
    told = what_goes_on(BY, today(), geography.wards_in_file(new))
    assert told == (2, 0, 0, 0)
    redraw(new)
    taken = {spot: [team for team, *_ in taken_at(category, spot, worker)] for spot in SPOTS}
    assert taken == {"Mill": ["Of the mill"], "Hill": ["Of the dale"], "Dale": ["Of the dale"]}


def test_what_is_open_in_a_ward_that_is_no_more_is_counted_in_the_one_that_has_its_ground(borough):
    category, own = make.a_category(), make.a_team("Own")
    worker, taker = make.an_actor(team=own), make.a_team("Takers")
    for spot in ("Hill", "Dale"):
        latitude, longitude = SPOTS[spot]
        make.a_referral(worker, own, taker, category, latitude=latitude, longitude=longitude)
    redraw(wards(("Mill", "E05000001", 0, 1), ("Hill", "E05000002", 1, 3)))
    today_in = {ward.name: ward.pk for ward in geography.areas_in_force()}
    with as_actor(worker):
        work = referrals.work_by_ward(worker, today_in.values())
        late = referrals.due_in_wards(worker, [today_in["Hill"]])
    assert {name: work[ward].open for name, ward in today_in.items()} == {"Mill": 0, "Hill": 2}
    assert len(late) == 2
    old = {borough["Hill"].pk, borough["Dale"].pk}
    assert geography.read_as([today_in["Hill"]]).keys() == old | {today_in["Hill"]}
    administrator = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)
    with as_actor(administrator), clock.fixed(now() + timedelta(days=30)):
        stopped = referrals.spread(administrator)[Stopped.LATE]
        here = StoppedPart(wards=frozenset({today_in["Hill"]}))
        assert len(referrals.stopped(administrator, Stopped.LATE, here).rows) == 2
    assert {row.ward for row in stopped} == {today_in["Hill"]}


def test_what_no_new_ward_follows_is_counted_and_stays_where_it_was(borough):
    remit = make.a_remit(make.a_team("Of the dale"), make.a_category(), borough["Dale"])
    person = make.a_person()
    make.a_role(person, RoleName.COUNCILLOR, area=borough["Dale"])
    new = wards(*OLD[:2])
    assert what_goes_on(BY, today(), geography.wards_in_file(new)) == (0, 0, 1, 1)
    redraw(new)
    assert list(remit.areas.all()) == [borough["Dale"]]
    assert person.roles.get().ended_at is None


@pytest.mark.parametrize("days", [-400, 0, 30])
def test_a_role_is_carried_on_the_day_and_is_no_new_grant(borough, old, days):
    held = make.a_role(make.a_person(), RoleName.COUNCILLOR, area=borough["Mill"])
    redraw(old, today() + timedelta(days=days))
    held.refresh_from_db()
    carried = RoleHolding.objects.exclude(pk=held.pk).get()
    assert (carried.area.name, carried.reviewed_at, carried.given_by) == (
        "Mill", held.reviewed_at, held.given_by,
    )  # fmt: skip
    assert carried.started_at == held.ended_at
    assert (carried.started_at > now()) is (days > 0)
    now_in = [role.scope for role in make.as_they_are(held.person).roles]
    assert now_in == [f"area:{(held if days > 0 else carried).area_id}"]
    assert AuditEntry.objects.filter(what="partnerships.role_carried").count() == 1
    redraw(old, today() + timedelta(days=days))
    assert RoleHolding.objects.count() == 2


def test_what_is_said_of_a_ward_before_it_ends_goes_on_as_well(borough, old):
    redraw(old, today() + timedelta(days=30))
    remit = actions.set_remit(by=BY, team=make.a_team(), category=make.a_category(), areas=[borough["Mill"]])
    assert {ward.area_set.name for ward in remit.areas.all()} == {"Wards 2004", "Wards anew"}
    actions.give_role(by=BY, person=make.a_person(), role=RoleName.CHAIR, area=borough["Mill"])
    assert sorted(Area.objects.get(pk=r.area_id).area_set.name for r in RoleHolding.objects.all()) == [
        "Wards 2004", "Wards anew",
    ]  # fmt: skip


@given(st.lists(st.sampled_from("abcdef"), unique=True), st.randoms(use_true_random=False))
def test_a_ward_whose_code_stays_goes_on_as_that_one_alone_wherever_its_ground_is(codes, chance):
    old = [OldWard(name=code, code=code, area=code) for code in codes]
    shares = {(a, b): chance.random() for a in codes for b in codes}
    new = [NewWard(key=b, name="", code=b, lay_in={a: shares[a, b] for a in codes}) for b in codes]
    assert followers(old, new, shares) == {code: [code] for code in codes}
