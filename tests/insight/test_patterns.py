"""Patterns across agencies from the records themselves (R1.7): what is protected moves nothing that others see."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import transaction
from django.test import Client
from tests import factories as made

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import Actor, system
from wardmote.kernel.database import as_actor
from wardmote.modules.insight.actions import find_patterns
from wardmote.modules.insight.models import Pattern
from wardmote.modules.insight.queries.patterns import looked_at, names_of, told_of
from wardmote.modules.insight.queries.patterns_kept import patterns
from wardmote.modules.insight.rules.patterns import Circle, Found, PatternKind, find, saying
from wardmote.modules.referrals.models import PersonConcerned
from wardmote.project.cli.patterns import command
from wardmote.shared.partnerships.models import Category, Team
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

pytestmark = pytest.mark.django_db

HOME = "27 Churchfold"


@pytest.fixture
def teams() -> list[Team]:
    made.a_partnership()
    made.a_ward()
    found = [made.a_team() for _ in range(3)]
    for team in found:
        made.a_role(made.a_person(), RoleName.SAFEGUARDING_LEAD, team=team)
    return found


@pytest.fixture
def category() -> Category:
    return made.a_category("Worry", sensitivity=Sensitivity.PARTNERS)


def recorded(team: Team, category: Category, *, days_ago: int = 3, **more: object) -> int:
    return made.an_observation(
        made.an_actor(team=team),
        team,
        category,
        observed_at=clock.now() - timedelta(days=days_ago),
        **{"place_words": HOME, **more},
    ).pk


def found_in(circle: Circle) -> list[Found]:
    return find(looked_at(system("a test"), circle))[0]


def test_nobody_but_wardmote_itself_lays_everything_side_by_side(teams: list[Team]) -> None:
    with pytest.raises(NotAllowed):
        looked_at(made.an_actor(RoleName.ANALYST), Circle.PARTNERS)


def test_a_protected_record_moves_nothing_of_what_partners_see(teams: list[Team], category: Category) -> None:
    for team in teams[:2]:
        recorded(team, category)
    before = looked_at(system("a test"), Circle.PARTNERS)
    secret = made.a_category("Child", sensitivity=Sensitivity.PROTECTED)
    number = recorded(teams[2], secret, days_ago=0, sensitivity=Sensitivity.PROTECTED)
    with made.everything():
        PersonConcerned.objects.create(observation_id=number, name="Ella Tuin", readers=[-teams[2].pk])
    after = looked_at(system("a test"), Circle.PARTNERS)
    assert repr(find(after)).encode() == repr(find(before)).encode()
    assert after.met == before.met
    assert after.people == before.people
    (shared,) = found_in(Circle.PARTNERS)
    (inner,) = found_in(Circle.PROTECTED)
    assert (shared.agencies, inner.agencies) == (2, 3)
    assert number in inner.evidence


def test_one_person_is_known_again_from_two_agencies(teams: list[Team], category: Category) -> None:
    for team, written in ((teams[0], "Mr Cyril Vane-Hopton"), (teams[1], "VANE-HOPTON, Cyril")):
        number = recorded(team, category, place_words="Somewhere")
        with made.everything():
            for item in ({"name": written}, {"contact": "07700 900604"}):
                PersonConcerned.objects.create(observation_id=number, readers=[team.pk], **item)
    (one,) = found_in(Circle.PARTNERS)
    assert one.kind is PatternKind.PERSON
    told = told_of(one, names_of([one]))
    assert saying.title(told) == "One person in Testward: met by 2 agencies"
    assert "Vane" not in saying.evidence(told) + saying.test(told)


def kept(circle: Circle) -> list[dict[str, Any]]:
    with made.everything():
        return [dict(row) for row in Pattern.objects.filter(circle=circle).order_by("about").values()]


def test_what_is_kept_for_partners_is_the_same_with_a_protected_record_and_without(
    teams: list[Team], category: Category
) -> None:
    for team in teams[:2]:
        recorded(team, category)
    with transaction.atomic():
        find_patterns(by=system("a test"), day=clock.today())
        before = kept(Circle.PARTNERS)
        assert not kept(Circle.PROTECTED)
        transaction.set_rollback(True)
    secret = made.a_category("Child", sensitivity=Sensitivity.PROTECTED)
    recorded(teams[2], secret, days_ago=0, sensitivity=Sensitivity.PROTECTED)
    find_patterns(by=system("a test"), day=clock.today())
    for row in (*before, *(after := kept(Circle.PARTNERS))):
        del row["id"], row["found_at"]
    assert repr(after).encode() == repr(before).encode()
    (inner,) = kept(Circle.PROTECTED)
    assert inner["readers"] == sorted(-team.pk for team in teams)


def seen_by(actor: Actor) -> list[tuple[str, int]]:
    with as_actor(actor):
        return [(saying.title(one.told), len(one.matters)) for one in patterns(actor)[1]]


def test_each_sees_of_a_pattern_what_they_may_know(teams: list[Team], category: Category) -> None:
    for team in teams[:2]:
        recorded(team, category)
    secret = made.a_category("Child", sensitivity=Sensitivity.PROTECTED)
    recorded(teams[2], secret, sensitivity=Sensitivity.PROTECTED)
    find_patterns(by=system("a test"), day=clock.today())
    assert seen_by(made.an_actor(team=teams[0])) == [(f"{HOME}: met by 2 agencies", 1)]
    assert seen_by(made.an_actor(RoleName.ANALYST)) == [("One address in Testward: met by 2 agencies", 0)]
    assert seen_by(made.an_actor(team=teams[2])) == []
    assert seen_by(made.an_actor(team=made.a_team())) == []
    lead = made.an_actor(RoleName.SAFEGUARDING_LEAD, team=teams[2])
    assert seen_by(lead) == [(f"{HOME}: met by 3 agencies", 1)]
    with pytest.raises(NotAllowed):
        seen_by(made.an_actor(RoleName.COUNCILLOR, area=made.a_ward()))


def test_what_is_not_found_any_more_is_ended_and_found_again_it_is_the_same(
    teams: list[Team], category: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    for team in teams[:2]:
        recorded(team, category)
    find_patterns(by=system("a test"), day=clock.today())
    (first,) = kept(Circle.PARTNERS)
    with monkeypatch.context() as nothing:
        nothing.setattr("wardmote.modules.insight.actions.patterns.find", lambda looked: ([], None))
        find_patterns(by=system("a test"), day=clock.today())
    (ended,) = kept(Circle.PARTNERS)
    assert ended["ended_at"] is not None
    assert seen_by(made.an_actor(team=teams[0])) == []
    find_patterns(by=system("a test"), day=clock.today())
    assert kept(Circle.PARTNERS) == [first]


def test_the_page_tells_a_partner_and_costs_the_same_for_many(
    client: Client, teams: list[Team], category: Category
) -> None:
    for team in teams[:2]:
        recorded(team, category)
    find_patterns(by=system("a test"), day=clock.today())
    person = made.a_person()
    made.a_role(person, RoleName.WORKER, team=teams[0])
    client.force_login(person)
    said = client.get("/patterns").content.decode()
    assert f"{HOME}: met by 2 agencies" in said
    assert "1 more is known to others" in said
    assert client.get("/patterns?area=Nowhere").status_code == 404
    assert "Nothing that you may know of" not in client.get("/patterns?area=Testward").content.decode()


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    from contextlib import nullcontext

    from wardmote.project.cli import patterns

    monkeypatch.setattr(patterns, "database", nullcontext)
    monkeypatch.setattr(patterns, "lift_limits", lambda: None)
    return CliRunner()


def test_the_command_explains_each_in_plain_words(
    lines: CliRunner, teams: list[Team], category: Category
) -> None:
    for team in teams[:2]:
        recorded(team, category)
    said = lines.invoke(command, ["--area", "Testward", "--explain"]).output
    assert f"{HOME}: met by 2 agencies" in said
    assert "counted, not tested" in said
    assert re.search(r"→ Ask the others", said)
    table = lines.invoke(command, ["--format", "csv"]).output.splitlines()
    assert table[0].startswith("kind,title,matters,agencies")
    assert len(table) == 2
    assert lines.invoke(command, ["--area", "Nowhere"]).exit_code == 1
