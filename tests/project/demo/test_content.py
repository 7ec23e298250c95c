"""Everything the demo says hangs together, nothing real has slipped in, protected histories tell nothing (R9, R10)."""

import re
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from wardmote.kernel.working_time import WorkingDuration, WorkingHours
from wardmote.modules.referrals.rules import OUTCOMES, PAUSE_REASONS, RETURN_REASONS, WITHDRAW_REASONS
from wardmote.project.demo import content as written
from wardmote.project.demo.history.said import CHANNELS, SEASONS
from wardmote.project.demo.pictures import KINDS
from wardmote.shared.partnerships import adapters
from wardmote.shared.partnerships.rules import (
    AREA_ROLES,
    PARTNERSHIP_ROLES,
    TEAM_ROLES,
    Audience,
    Intake,
    RoleName,
    Sensitivity,
)

CONTENT = written.read()
AREAS = {m.key for m in chain(*CONTENT.area_sets.values())}
SHIPPED = Path(adapters.__file__).parent.parent / "content" / "categories.yaml"
REAL_LINES = ("0808 2000 247", "0800 111 999", "0800 1111")
"""National lines that the danger words give; they are nobody's own telephone."""


def test_keys_are_slugs_used_once() -> None:
    keys = Counter(t.key for t in CONTENT.told) + Counter(j.key for j in CONTENT.journeys)
    everything = [*keys, *CONTENT.teams, *CONTENT.people, *CONTENT.places, *CONTENT.categories]
    assert [k for k, n in keys.items() if n > 1] == []
    assert [k for k in everything if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", k)] == []


@pytest.mark.parametrize("key", CONTENT.area_sets)
def test_each_division_has_every_ward_once(key: str) -> None:
    wards = Counter(chain(*(m.wards for m in CONTENT.area_sets[key])))
    assert wards == Counter(CONTENT.wards.keys())


def test_wards_know_their_neighbours_both_ways() -> None:
    assert [
        (w.key, n)
        for w in CONTENT.wards.values()
        for n in w.neighbours
        if w.key not in CONTENT.wards[n].neighbours
    ] == []


def test_places_of_focus_lie_in_their_ward() -> None:
    for member in CONTENT.focus:
        assert {CONTENT.places[p].ward for p in CONTENT.focus_places[member.key]} == set(member.wards)


def test_categories_have_a_clock_a_group_and_questions() -> None:
    groups = {g.key for g in CONTENT.groups}
    for c in CONTENT.categories.values():
        assert c.group in groups
        assert c.clock in CONTENT.clocks
        assert 1 <= c.seriousness <= 5
        assert 1 <= len(c.questions) <= 4
        Sensitivity(c.sensitivity)
        Audience(c.audience)
    for clock in CONTENT.clocks.values():
        for name in ("acknowledge", "decide", "update_every", "close"):
            WorkingDuration.parse(str(clock[name]))


def test_teams_take_known_matters_in_known_places_at_hours_that_can_be_read() -> None:
    for team in CONTENT.teams.values():
        assert set(team.takes) <= set(CONTENT.categories)
        assert set(team.covers) <= AREAS | set(CONTENT.wards)
        WorkingHours.parse(team.hours)
        Intake(team.intake)
    assert sum(t.is_coordinator for t in CONTENT.teams.values()) == 1


def test_every_category_is_taken_by_some_team() -> None:
    assert set(CONTENT.categories) - set(chain(*(t.takes for t in CONTENT.teams.values()))) == set()


def test_every_team_that_takes_protected_matters_has_a_safeguarding_lead() -> None:
    missing = {
        t.key
        for t in CONTENT.teams.values()
        if any(CONTENT.is_protected(c) for c in t.takes) and t.key not in CONTENT.leads
    }
    assert missing == set()


def test_every_team_has_somebody_in_it() -> None:
    assert set(CONTENT.teams) - set(CONTENT.staff) == set()


def test_roles_stand_where_they_belong() -> None:
    for person in CONTENT.people.values():
        for role, at in person.roles:
            where = {
                at in CONTENT.teams: role in TEAM_ROLES,
                at in AREAS | set(CONTENT.wards): role in AREA_ROLES,
                at == written.PARTNERSHIP_SCOPE: role in PARTNERSHIP_ROLES,
                at in CONTENT.organisations: role == RoleName.DATA_PROTECTION_OFFICER,
            }
            assert where.get(True), (person.key, role, at)


def test_somebody_can_be_chosen_in_every_role() -> None:
    chosen = {c.person for choices in CONTENT.choices.values() for c in choices}
    assert chosen <= set(CONTENT.people)
    assert {r for key in chosen for r, _ in CONTENT.people[key].roles} == {r.value for r in RoleName}


def test_nobody_who_left_can_be_chosen() -> None:
    chosen = [c.person for choices in CONTENT.choices.values() for c in choices]
    assert [p for p in chosen if CONTENT.people[p].left is not None] == []
    assert len(set(chosen)) == len(chosen)


def test_what_was_said_has_a_category_a_place_and_a_voice() -> None:
    for told in CONTENT.told:
        assert told.category in CONTENT.categories
        assert CONTENT.places[told.place].ward == told.ward
        assert told.voice in CONTENT.voices
        assert told.channel in CHANNELS
        assert told.season in SEASONS.values()
        assert told.language == "en" or told.gist
        assert not re.search(r"[\[\]{}]{2}", told.text)
    assert set(chain(*CONTENT.voices.values())) <= set(CONTENT.teams)


def test_nothing_is_said_in_the_same_words_twice() -> None:
    assert [t for t, n in Counter(t.text for t in CONTENT.told).items() if n > 1] == []


def test_no_observation_is_less_protected_than_its_category() -> None:
    assert [
        t.key for t in CONTENT.told if CONTENT.is_protected(t.category) and t.sensitivity != "protected"
    ] == []


def test_people_are_named_only_where_the_matter_is_not_open() -> None:
    sensitivity = {t.key: t.sensitivity for t in CONTENT.told}
    assert [c.observation for c in CONTENT.concerned if sensitivity[c.observation] == "open"] == []
    assert {a.observation for a in CONTENT.added} <= set(sensitivity)


def test_journeys_go_forward_through_known_teams_with_known_reasons() -> None:
    codes = {
        "close": OUTCOMES,
        "return": RETURN_REASONS,
        "pause": PAUSE_REASONS,
        "withdraw": WITHDRAW_REASONS,
    }
    for journey in CONTENT.journeys:
        assert journey.category in CONTENT.categories
        minutes = [s.minutes for s in journey.steps]
        assert minutes == sorted(minutes), journey.key
        for step in journey.steps:
            assert {step.team, step.to} - {""} <= set(CONTENT.teams), journey.key
            assert step.action not in codes or step.code in codes[step.action], journey.key


def test_protected_journeys_tell_their_sender_that_it_was_received_and_no_more() -> None:
    said = {
        (j.key, s.words)
        for j in CONTENT.journeys
        if j.sensitivity == "protected"
        for s in j.steps
        if s.action in {"acknowledge", "accept", "decide", "update", "pause", "resume", "close"}
    }
    assert {words for _, words in said} <= {"", "Received."}


def test_desks_closures_and_words_are_about_teams_and_groups_that_exist() -> None:
    assert set(CONTENT.desks) <= set(CONTENT.teams)
    assert {c.at for c in CONTENT.closings} <= set(CONTENT.teams) | set(CONTENT.organisations)
    assert {s.team for s in CONTENT.spoken} <= set(CONTENT.teams)
    groups = {g.key for g in CONTENT.groups}
    assert set(CONTENT.news) == set(CONTENT.mended) == groups
    assert set(CONTENT.steps["closed"]) == set(OUTCOMES)
    assert set(CONTENT.steps["returned"]) == set(RETURN_REASONS)
    assert set(CONTENT.steps["paused"]) == set(PAUSE_REASONS)
    assert set(CONTENT.steps["withdrawn"]) == set(WITHDRAW_REASONS)


def test_two_teams_get_more_than_their_week_can_hold() -> None:
    assert sum(d.above > 0 for d in CONTENT.desks.values()) == 2


def test_nothing_protected_can_be_drawn() -> None:
    assert [kind for kind in KINDS if CONTENT.is_protected(kind)] == []


@pytest.mark.parametrize(
    "path", [*sorted(written.FOLDER.glob("*.yaml")), SHIPPED], ids=lambda path: path.stem
)
def test_no_telephone_number_or_address_could_be_somebodys(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    numbers = re.findall(r"\b0\d{3,4} ?\d{3,6}(?: \d{3})?\b", text)
    invented = re.compile(r"(01632 960\d{3}|07700 900\d{3})$")
    in_danger_words = REAL_LINES if path.stem == "categories" else ()
    assert [
        n for n in numbers if not invented.match(n) and not any(r.startswith(n) for r in in_danger_words)
    ] == []
    assert [m for m in re.findall(r"[\w.+-]+@[\w.-]+\w", text) if not m.endswith(".example")] == []
