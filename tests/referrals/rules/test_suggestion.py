"""Teams are suggested with reasons, and never one that cannot act (R1.2)."""

import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.kernel.working_time import LONDON, Calendar, WorkingHours
from wardmote.modules.referrals.rules import (
    Clocks,
    CoveredArea,
    Sought,
    TeamRemit,
    suggest,
)
from wardmote.shared.partnerships.rules import Capacity, CapacityState

NOON = datetime(2026, 11, 10, 11, 58, tzinfo=LONDON)  # a Tuesday
HOURS = ["Mon-Fri 09:00-17:00", "Day and night", "Sat 10:00-14:00", "Volunteers, by telephone"]
CALENDARS = {words: Calendar(WorkingHours.parse(words)) for words in HOURS}
FLYTIP = Clocks.parse(acknowledge="1wd", decide="2wd", update_every="5wd", close="10wd")
HAZARD = Clocks.parse(acknowledge="2wh", decide="4wh", update_every="1wd", close="3wd")
BLAKENALL, NORTH, PELSALL = (
    CoveredArea(1, "Blakenall", 1),
    CoveredArea(20, "North", 5),
    CoveredArea(2, "Pelsall", 1),
)


def remit(team: int = 1, name: str = "Streetpride", hours: str = HOURS[0], **kept: object) -> TeamRemit:
    return TeamRemit(  # type: ignore[arg-type]  # a test names its changes
        **(
            {
                "team": team,
                "team_name": name,
                "organisation_name": "Walsall Council",
                "category": "fly-tip",
                "calendar": CALENDARS[hours],
                "capacity_per_week": 40,
                "standard": "2 working days",
            }
            | kept
        )
    )


def sought(**kept: object) -> Sought:
    return Sought(  # type: ignore[arg-type]  # a test names its changes
        **(
            {
                "category": "fly-tip",
                "category_name": "Fly-tipping",
                "clocks": FLYTIP,
                "area_ids": frozenset({1, 20}),
                "place_name": "Blakenall",
            }
            | kept
        )
    )


def names(*remits: TeamRemit, of: Sought | None = None, at: datetime = NOON) -> list[str]:
    return [suggestion.team_name for suggestion in suggest(of or sought(), remits, at=at).teams]


def reasons(of: TeamRemit, at: datetime = NOON) -> tuple[str, ...]:
    return suggest(sought(), [of], at=at).teams[0].reasons


def why_not(of: TeamRemit, what: Sought) -> str:
    found = suggest(what, [of], at=NOON)
    assert not found.teams
    return found.near_misses[0].why_not


def test_a_team_is_suggested_with_its_reasons_in_sentences() -> None:
    assert reasons(remit(areas=(BLAKENALL,))) == (
        "Takes fly-tipping in Blakenall",
        "Answers in 2 working days",
        "Open now until 17:00",
        "Must acknowledge by 12:00 tomorrow",
    )


@pytest.mark.parametrize(
    ("hours", "at", "said"),
    [
        (HOURS[1], NOON, "Open day and night"),
        (HOURS[0], NOON + timedelta(hours=8), "Closed now, opens 09:00 tomorrow"),
        (HOURS[2], NOON, "Closed now, opens Sat 14 Nov 10:00"),
        (HOURS[3], NOON, "No fixed hours: volunteers, by telephone"),
    ],
)
def test_whether_anyone_is_there_is_said_in_plain_words(hours: str, at: datetime, said: str) -> None:
    assert said in reasons(remit(hours=hours), at)


def test_a_standard_that_is_no_time_is_quoted_as_the_promise_it_is() -> None:
    assert "Its own promise: Same day by telephone" in reasons(remit(standard="Same day by telephone"))


def test_a_team_over_its_usual_week_says_so() -> None:
    assert "Busy: 52 wait there, and a usual week holds 40" in reasons(remit(waiting=52))
    assert not any(reason.startswith("Busy") for reason in reasons(remit(waiting=40)))


def test_the_team_of_the_smallest_place_comes_first() -> None:
    ward, area, borough = remit(1, "W", areas=(BLAKENALL,)), remit(2, "N", areas=(NORTH,)), remit(3, "B")
    assert names(borough, area, ward) == ["W", "N", "B"]


def test_among_equals_who_must_acknowledge_first_comes_first_and_then_the_name() -> None:
    slow = remit(1, "A slow one", hours=HOURS[2])
    assert names(slow, remit(2, "C"), remit(3, "B")) == ["B", "C", "A slow one"]


def test_when_it_is_urgent_a_team_at_work_comes_before_the_local_one_that_sleeps() -> None:
    local, night = remit(1, "Local", areas=(BLAKENALL,)), remit(2, "Night", hours=HOURS[1])
    evening = NOON + timedelta(hours=9)
    assert names(local, night, of=sought(clocks=HAZARD, urgent=True), at=evening) == ["Night", "Local"]
    assert names(local, night, of=sought(clocks=HAZARD), at=evening) == ["Local", "Night"]


def test_a_near_miss_says_why_not() -> None:
    pelsall = sought(area_ids=frozenset({2}), place_name="Pelsall")
    assert why_not(remit(areas=(BLAKENALL,)), pelsall) == "Takes fly-tipping, but not in Pelsall."
    assert why_not(remit(), sought(protected=True)) == "Nobody here may read a protected case."
    nowhere = sought(area_ids=frozenset(), place_name="")
    assert why_not(remit(areas=(BLAKENALL, PELSALL)), nowhere) == (
        "Takes fly-tipping in Blakenall and Pelsall. Say where it is."
    )


def test_a_name_in_capitals_keeps_them_in_a_sentence() -> None:
    found = suggest(sought(category_name="ASB case review"), [remit()], at=NOON)
    assert found.teams[0].reasons[0] == "Takes ASB case review in the whole borough"


areas = st.lists(
    st.builds(CoveredArea, st.integers(1, 8), st.sampled_from(["Blakenall", "North"]), st.integers(1, 9)),
    max_size=3,
).map(tuple)
remits = st.lists(
    st.builds(
        remit,
        st.integers(1, 50),
        st.text(min_size=1, max_size=8),
        st.sampled_from(HOURS),
        areas=areas,
        category=st.sampled_from(["fly-tip", "noise"]),
        capacity_per_week=st.sampled_from([0, 1, 40]),
        has_safeguarding_lead=st.booleans(),
        ended=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda row: row.team,
)
matters = st.builds(
    sought,
    area_ids=st.frozensets(st.integers(1, 8), max_size=3),
    protected=st.booleans(),
    urgent=st.booleans(),
    clocks=st.sampled_from([FLYTIP, HAZARD]),
)


@given(remits, matters)
def test_nobody_is_suggested_who_has_ended_only_sends_or_does_not_cover_the_place(
    offered: list[TeamRemit], what: Sought
) -> None:
    found = suggest(what, offered, at=NOON)
    by_team = {row.team: row for row in offered}
    for suggestion in found.teams:
        row = by_team[suggestion.team]
        assert not row.ended
        assert row.capacity_per_week > 0
        assert row.category == what.category
        assert not row.areas or {area.id for area in row.areas} & what.area_ids
        assert row.has_safeguarding_lead or not what.protected
        assert suggestion.acknowledge_by > NOON
    assert all(not by_team[miss.team].ended and miss.why_not.endswith(".") for miss in found.near_misses)


@given(remits, matters)
def test_every_team_that_takes_such_matters_is_either_suggested_or_told_why_not(
    offered: list[TeamRemit], what: Sought
) -> None:
    found = suggest(what, offered, at=NOON)
    named = [row.team for row in (*found.teams, *found.near_misses)]
    takers = [r.team for r in offered if r.category == what.category and not r.ended and r.capacity_per_week]
    assert sorted(named) == sorted(takers)


@given(remits, matters, st.randoms(use_true_random=False))
def test_the_order_in_which_remits_are_read_changes_nothing(
    offered: list[TeamRemit], what: Sought, chance: object
) -> None:
    shuffled = list(offered)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis gives a Random
    assert suggest(what, shuffled, at=NOON) == suggest(what, offered, at=NOON)


def test_two_hundred_remits_take_no_longer_than_a_few_blinks() -> None:
    many = [remit(n, f"Team {n}", areas=(BLAKENALL,) if n % 2 else ()) for n in range(200)]
    suggest(sought(), many, at=NOON)
    best = min(_took(many) for _ in range(5))
    assert best < 0.1


def _took(many: list[TeamRemit]) -> float:
    began = time.perf_counter()
    suggest(sought(), many, at=NOON)
    return time.perf_counter() - began


TODAY = NOON.date()
TOMORROW = TODAY + timedelta(days=1)


def a_list_of(weeks: int, said_on: date = TODAY) -> Capacity:
    return Capacity(state=CapacityState.WAITING_LIST, said_on=said_on, waiting_weeks=weeks)


def closed_until(day: date, words: str = "Two posts are empty.") -> Capacity:
    return Capacity(state=CapacityState.CLOSED, said_on=TODAY, closed_until=day, words=words)


def test_a_closed_team_comes_after_every_other_and_says_why_and_until_when() -> None:
    local = remit(1, "Local", areas=(BLAKENALL,), capacity=closed_until(TOMORROW))
    assert names(local, remit(2, "Wide", hours=HOURS[2])) == ["Wide", "Local"]
    assert reasons(local)[0] == "Closed to new referrals until tomorrow. Two posts are empty."


def test_who_alone_could_take_it_is_named_though_closed() -> None:
    found = suggest(sought(), [remit(capacity=closed_until(TOMORROW))], at=NOON)
    assert [(s.team, s.is_closed) for s in found.teams] == [(1, True)]


def test_a_closing_ends_by_itself_on_its_day() -> None:
    local = remit(1, "Local", areas=(BLAKENALL,), capacity=closed_until(TOMORROW))
    assert names(local, remit(2, "Wide"), at=NOON + timedelta(days=1)) == ["Local", "Wide"]
    assert not any("Closed to" in reason for reason in reasons(local, NOON + timedelta(days=1)))


def test_the_shorter_waiting_list_comes_first_among_teams_for_the_same_place() -> None:
    long, short = remit(1, "A", capacity=a_list_of(20)), remit(2, "B", capacity=a_list_of(2))
    assert names(long, short, remit(3, "C")) == ["C", "B", "A"]
    near = remit(4, "Near", areas=(BLAKENALL,), capacity=a_list_of(20))
    assert names(near, remit(3, "C")) == ["Near", "C"]
    assert reasons(short)[0] == "Waiting list of about 2 weeks"


def test_a_waiting_list_said_long_ago_says_so_and_weighs_nothing() -> None:
    old = remit(1, "A", capacity=a_list_of(20, TODAY - timedelta(days=92)))
    assert names(old, remit(2, "B")) == ["A", "B"]
    assert reasons(old)[0] == "Waiting list of about 20 weeks, but said 10 Aug and not since: ask first"


capacities = st.one_of(
    st.none(),
    st.builds(a_list_of, st.integers(1, 104), st.dates(date(2026, 1, 1), TODAY)),
    st.builds(closed_until, st.dates(date(2026, 6, 1), date(2027, 6, 1))),
    st.builds(Capacity, state=st.just(CapacityState.OPEN), said_on=st.dates(date(2026, 1, 1), TODAY)),
)


@given(remits, matters, st.data())
def test_what_teams_say_of_themselves_moves_them_but_never_adds_or_drops_one_nor_a_clock(
    offered: list[TeamRemit], what: Sought, data: st.DataObject
) -> None:
    speaking = [replace(row, capacity=data.draw(capacities)) for row in offered]
    before, after = suggest(what, offered, at=NOON), suggest(what, speaking, at=NOON)
    assert after.near_misses == before.near_misses
    silent = {s.team: s for s in before.teams}
    assert {s.team: s.acknowledge_by for s in after.teams} == {
        team: s.acknowledge_by for team, s in silent.items()
    }
    for suggestion in after.teams:
        own = (suggestion.says,) if suggestion.says else ()
        assert suggestion.reasons == own + silent[suggestion.team].reasons
    assert [s.is_closed for s in after.teams] == sorted(s.is_closed for s in after.teams)
    unmoved = [s.team for s in after.teams if s.capacity is None]
    assert unmoved == [s.team for s in before.teams if s.team in unmoved]


@given(remits, matters, st.data())
def test_what_fits_better_comes_first_whatever_the_waiting_lists(
    offered: list[TeamRemit], what: Sought, data: st.DataObject
) -> None:
    lists = st.builds(a_list_of, st.integers(1, 104))
    waiting = [replace(row, capacity=data.draw(lists)) for row in offered]
    by_team = {row.team: row for row in waiting}
    found = suggest(what, waiting, at=NOON).teams
    for first, second in pairwise(found):
        if _fit(by_team[first.team], what) == _fit(by_team[second.team], what):
            assert first.capacity.waiting_weeks <= second.capacity.waiting_weeks
        else:
            assert _fit(by_team[first.team], what) < _fit(by_team[second.team], what)


def _fit(row: TeamRemit, what: Sought) -> tuple[bool, float]:
    """Asleep when it is urgent; then how large the place is for which the team is there."""
    here = [area.wards for area in row.areas if area.id in what.area_ids]
    asleep = what.urgent and not row.calendar.is_open(NOON)
    return asleep, min(here) if here else 1_000_000
