"""A year of the demo borough, played by the product's own rules: nothing falls through (R1.3, R1.4, R4.4)."""

from functools import cache, partial
from typing import Any

import pytest
from click.testing import CliRunner

from wardmote.modules.referrals.rules import ENDED_STATES, Climb, Rung, highest_rung, next_rung
from wardmote.project.cli.simulate import command
from wardmote.project.demo import content, simulation
from wardmote.project.demo.simulation import Year, lives, told
from wardmote.project.demo.simulation.happened import Happened
from wardmote.shared.partnerships.queries import bank_holidays

CONTENT = content.read()


def played(months: int = 1, seed: int = 1, **more: Any) -> Year:
    year = Year(CONTENT, seed=seed, months=months, holidays=bank_holidays(), **more)
    year.play()
    return year


@cache
def a_month() -> Year:
    return played()


@pytest.fixture(scope="module")
def most_of_a_year() -> Year:
    """To the second change of the clocks, in October."""
    return played(months=8, seed=3)


def stops_at_the_desk(situation: Any, deadline: Any, *more: Any) -> Climb | None:
    """A ladder on which nothing comes after the desk has been told."""
    if highest_rung(situation, deadline) is Rung.DESK:
        return None
    return next_rung(situation, deadline, *more)


def test_the_same_seed_gives_the_same_figures_and_another_seed_others() -> None:
    assert told(played()) == told(a_month())
    assert told(played(seed=2)) != told(a_month())


def test_nothing_falls_through(most_of_a_year: Year) -> None:
    assert len(most_of_a_year.lives.referrals) > 4_000
    assert not most_of_a_year.watch.faults, told(most_of_a_year)


def test_it_is_played_on_until_every_bound_has_come(most_of_a_year: Year) -> None:
    """So "must be all" leaves nobody out. What is open still has climbed to the top, and lies with the coordinator."""
    year = most_of_a_year
    assert year.open_at_the_end
    assert not year.watch.waits_for_a_bound()
    assert all(r.situation.state in ENDED_STATES or r.is_back for r in year.lives.referrals)
    assert "still to come" not in told(year)
    every = f"{len(year.lives.referrals):,}"
    assert f"{every}  must be all {every}" in told(year)


def test_everything_that_can_happen_happens(most_of_a_year: Year) -> None:
    happened = most_of_a_year.lives.happened
    assert {kind for kind in Happened if not happened[kind]} == set()
    assert happened[Happened.CLOCKS_CHANGED] == 2
    assert happened[Happened.STOPPED] == happened[Happened.MERGED] == 1


def test_agencies_differ_and_stand_in_the_order_of_their_share(most_of_a_year: Year) -> None:
    lines = told(most_of_a_year).splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("agency")) + 1
    last = next(n for n, line in enumerate(lines) if line.startswith("all "))
    shares = [int(line[44:48]) for line in lines[first:last] if "none" not in line]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 95
    assert shares[-1] < 70
    assert max(map(len, lines)) <= 80


def test_a_ladder_that_stops_is_found_and_its_log_is_printed() -> None:
    year = played(ladder=stops_at_the_desk)
    assert year.watch.faults
    assert "BROKEN" in told(year)
    assert "should have ended or moved by" in told(year)
    assert "escalated" in told(year)


def test_a_team_that_ends_with_work_on_its_desk_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wardmote.project.demo.simulation.year._side", lambda referral, team: None)
    year = played()
    assert "Nobody is accountable for it." in told(year)


def test_the_command_says_that_all_is_well_with_0() -> None:
    done = CliRunner().invoke(command, ["--months", "1", "--seed", "1"])
    assert done.exit_code == 0, done.output
    assert told(a_month()) in done.output


def test_the_command_ends_with_1_when_something_fell_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "Year", partial(Year, ladder=stops_at_the_desk))
    done = CliRunner().invoke(command, ["--months", "1", "--seed", "1"])
    assert done.exit_code == 1
    assert "BROKEN" in done.output


def test_stopped_in_the_middle_it_says_how_far_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = lives.Lives.begin

    def interrupted(self: lives.Lives, referral: Any) -> Any:
        if len(self.referrals) == 100:
            raise KeyboardInterrupt
        return begun(self, referral)

    monkeypatch.setattr(lives.Lives, "begin", interrupted)
    done = CliRunner().invoke(command, ["--months", "1", "--seed", "1"])
    assert done.exit_code == 130
    assert "after 100 referrals. Until then:" in done.output
    assert "not judged: the bound is still to come" in done.output
