"""Nothing falls through unnoticed: "Is everything covered?" names every gap, and nothing that is none (R1.2, R4.3)."""

from dataclasses import replace

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests import factories as make
from tests.referrals.web.conftest import queries_of

from wardmote.kernel.working_time import Unit, WorkingDuration
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import actions, queries
from wardmote.shared.partnerships.rules import (
    CategoryFacts,
    Gap,
    GapKind,
    RemitFacts,
    RoleName,
    Sensitivity,
    TeamFacts,
    gaps,
    standards,
)

DESK = TeamFacts(id=1, name="Desk", is_coordinator=True, has_duty_officer=True)
TEAM = TeamFacts(id=2, name="Streets", has_duty_officer=True)
RUBBISH = CategoryFacts(id=1, name="Rubbish")
CHILD = CategoryFacts(id=2, name="A child in danger", is_protected=True)
WARDS = {1: "Aber", 2: "Bryn"}


def found(**changes: object) -> list[Gap]:
    given: dict[str, object] = {
        "teams": [DESK, TEAM],
        "categories": [RUBBISH],
        "remits": [RemitFacts(team_id=2, category_id=1)],
        "wards": WARDS,
    }
    return gaps(**(given | changes))  # type: ignore[arg-type]  # a test names its changes


def test_where_everything_is_taken_answered_and_read_there_is_no_gap() -> None:
    assert found() == []


def test_without_a_coordinators_desk_what_nobody_claims_lies_nowhere() -> None:
    assert [gap.kind for gap in found(teams=[TEAM])] == [GapKind.NO_COORDINATOR]


def test_a_team_that_is_sent_work_needs_somebody_on_duty() -> None:
    away = replace(TEAM, has_duty_officer=False)
    assert [(gap.kind, gap.team) for gap in found(teams=[DESK, away])] == [(GapKind.NOBODY_TO_ANSWER, away)]
    idle = replace(TEAM, id=3, name="Only sends", has_duty_officer=False)
    assert found(teams=[DESK, TEAM, idle]) == []


def test_what_is_protected_needs_somebody_who_may_read_it() -> None:
    both = [RemitFacts(team_id=2, category_id=1), RemitFacts(team_id=2, category_id=2)]
    gap = found(categories=[RUBBISH, CHILD], remits=both)[0]
    assert (gap.kind, gap.team, gap.category) == (GapKind.NO_SAFEGUARDING_LEAD, TEAM, CHILD)
    read = replace(TEAM, has_safeguarding_lead=True)
    desk = replace(DESK, has_safeguarding_lead=True)
    assert found(teams=[desk, read], categories=[RUBBISH, CHILD], remits=both) == []


def test_what_is_protected_needs_somebody_at_the_coordinators_desk_who_may_read_it() -> None:
    """R1.3: else silence about it cannot climb there, and it may stay with whoever does not answer."""
    read = replace(TEAM, has_safeguarding_lead=True)
    both = [RemitFacts(team_id=2, category_id=1), RemitFacts(team_id=2, category_id=2)]
    (gap,) = found(teams=[DESK, read], categories=[RUBBISH, CHILD], remits=both)
    assert (gap.kind, gap.team) == (GapKind.COORDINATOR_CANNOT_READ, DESK)
    assert found(teams=[DESK, TEAM]) == [], "nothing there is protected"


def test_a_category_taken_in_one_ward_leaves_the_other_out() -> None:
    (gap,) = found(remits=[RemitFacts(team_id=2, category_id=1, ward_ids=frozenset({1}))])
    assert (gap.kind, gap.category, gap.wards) == (GapKind.NOT_EVERYWHERE, RUBBISH, ("Bryn",))


def test_a_remit_of_a_team_that_has_ended_takes_nothing() -> None:
    (gap,) = found(remits=[RemitFacts(team_id=99, category_id=1)])
    assert gap.kind is GapKind.NOBODY_TAKES_IT


@given(
    st.lists(
        st.builds(
            RemitFacts,
            team_id=st.integers(1, 3),
            category_id=st.integers(1, 2),
            ward_ids=st.none() | st.frozensets(st.integers(1, 2)),
        ),
        max_size=8,
    ),
    st.booleans(),
)
def test_a_category_is_named_exactly_when_it_is_not_taken_in_some_ward(remits, has_officer) -> None:
    team = replace(TEAM, has_duty_officer=has_officer)
    named = {
        gap.category: gap.wards or ("Aber", "Bryn")
        for gap in found(teams=[DESK, team], categories=[RUBBISH, CHILD], remits=remits)
        if gap.kind in (GapKind.NOBODY_TAKES_IT, GapKind.NOT_EVERYWHERE)
    }
    for category in (RUBBISH, CHILD):
        reached: set[int] = set()
        for remit in remits:
            if remit.team_id in (1, 2) and remit.category_id == category.id:
                reached |= set(WARDS) if remit.ward_ids is None else remit.ward_ids
        missing = tuple(name for ward, name in WARDS.items() if ward not in reached)
        assert named.get(category, ()) == missing


@pytest.mark.django_db
def test_the_page_names_what_is_missing_and_grows_by_no_query() -> None:
    make.a_partnership()
    ward, _ = make.a_ward("Aber"), make.a_ward("Bryn", 52.61)
    team, local, child = (
        make.a_team("Streets"),
        make.a_category("Rubbish"),
        make.a_category("A child in danger", sensitivity=Sensitivity.PROTECTED),
    )
    make.a_remit(team, local, ward)
    make.a_remit(team, child)
    make.a_category("Noise at night")
    client = Client()
    client.force_login(Person.objects.get(pk=make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR).person_id))
    page = client.get("/covered").content.decode()
    for words in (
        "Nobody is on duty (2)",
        "Nobody may read it (1)",
        "The coordinator’s desk has no safeguarding lead",
        "Nobody takes it (1)",
        "Not taken everywhere (1)",
    ):
        assert words in page
    assert '<td data-l="Nobody in"><span>Bryn</span>' in page
    few = len(queries_of(client, "/covered"))
    for _ in range(8):
        more = make.a_team()
        make.a_remit(more, make.a_category(f"Matter {more.pk}"), ward)
    assert len(queries_of(client, "/covered")) == few


@pytest.mark.django_db
def test_clocks_that_were_set_before_the_rule_and_let_a_child_wait_are_listed(monkeypatch) -> None:
    make.a_partnership()
    child = make.a_category("A child in danger", sensitivity=Sensitivity.PROTECTED)
    make.a_category("Rubbish")
    client = Client()
    client.force_login(Person.objects.get(pk=make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR).person_id))
    assert "It may wait too long" not in client.get("/covered").content.decode()
    monkeypatch.setattr(standards, "PROTECTED_WITHIN", WorkingDuration(1, Unit.HOURS))  # as if it came later
    page = client.get("/covered").content.decode()
    assert "It may wait too long (1)" in page
    assert f"/partnership/categories/{child.key}" in page
    assert "acknowledged within" in page
    assert "<b>Yes.</b>" not in page


@pytest.mark.django_db
def test_a_connected_system_is_nobody_on_duty() -> None:
    make.a_partnership()
    team = make.a_team("Streets")
    make.a_remit(team, make.a_category("Rubbish"))
    by = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)
    actions.connect_system(
        by=by, organisation=team.organisation, teams=[team], name="Their desk", scopes=["referrals:write"]
    )
    unanswered = {
        gap.team.name
        for gap in queries.gaps_in_cover(by)
        if gap.kind is GapKind.NOBODY_TO_ANSWER and gap.team is not None
    }
    assert "Streets" in unanswered
