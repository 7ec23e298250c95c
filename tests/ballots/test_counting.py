"""What every rule keeps, whoever votes (R6.4, R6.5)."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ballots.elections import drawn, election_of, slow_equal_shares

from wardmote.kernel.mapping_files import WrongMapping
from wardmote.modules.ballots.rules.cards.card import (
    EqualShares,
    Fill,
    MostVotes,
    Pot,
    RuleCard,
    Until,
    Utility,
)
from wardmote.modules.ballots.rules.cards.reading import read_card
from wardmote.modules.ballots.rules.constraints import Constraints, WrongCard
from wardmote.modules.ballots.rules.counting import count
from wardmote.modules.ballots.rules.equal_shares import backing, buy_in_rounds
from wardmote.modules.ballots.rules.explaining import explained
from wardmote.modules.ballots.rules.lots import STANDARD, Order, Ties

FEW = settings(max_examples=40, deadline=None)
RULES = [
    MostVotes(),
    MostVotes(stop_at_first=True),
    EqualShares(add1=False),
    EqualShares(until=Until.UNAFFORDABLE),
    EqualShares(utility=Utility.NUMBER, comparison=True),
    EqualShares(utility=Utility.POINTS),
]
rules = st.sampled_from(RULES)


def made(parts):
    projects, ballots, budget, kind = parts
    return election_of(projects, ballots, budget=budget, kind=kind)


def card(rule, **more):
    return RuleCard(name="test", rule=rule, **more)


def ids(election, places):
    return [election.projects[place].id for place in places]


@FEW
@given(drawn(), st.integers(0, 60), st.sampled_from(Utility))
def test_the_fast_counter_agrees_with_the_slow_one(parts, more, utility):
    election = made(parts)
    share = Fraction(election.budget, election.ballots.voters) + more
    ranks = STANDARD.ranks(election)
    fast = buy_in_rounds(
        backing(election, utility), Constraints(election, card(MostVotes())), ranks, share, budget=None
    ).winners
    if utility is not Utility.POINTS and election.kind.has_points:
        ones = (election.ballots.points > 0).astype(int)
        election = replace(election, ballots=replace(election.ballots, points=ones))
    assert fast == slow_equal_shares(election, share, ranks, worth_is_cost=utility is Utility.COST)


@FEW
@given(drawn(), rules, st.randoms())
def test_the_order_of_ballots_is_of_no_account(parts, rule, chance):
    projects, ballots, budget, kind = parts
    mixed = ballots[:]
    chance.shuffle(mixed)
    one, other = made(parts), made((projects, mixed, budget, kind))
    assert one.scores == other.scores
    assert count(one, card(rule)).winners == count(other, card(rule)).winners


@FEW
@given(drawn(), rules)
def test_pounds_and_pence_scale(parts, rule):
    projects, ballots, budget, kind = parts
    pence = made(([(name, f"{cost}.00" if n else f"{cost}.0") for n, (name, cost) in enumerate(projects)],
                  ballots, budget, kind))  # fmt: skip
    hundredfold = made(([(name, cost * 100) for name, cost in projects], ballots, budget * 100, kind))
    pounds = count(made(parts), card(rule))
    assert count(pence, card(rule)).winners == pounds.winners
    larger = replace(rule, step=Decimal(100)) if isinstance(rule, EqualShares) else rule
    assert count(hundredfold, card(larger)).winners == pounds.winners


@FEW
@given(drawn(kinds=("approval",)), st.sampled_from(RULES[:2]), st.data())
def test_more_votes_never_unseat_a_winner_under_most_votes_first(parts, rule, data):
    projects, ballots, budget, kind = parts
    winners = ids(made(parts), count(made(parts), card(rule)).winners)
    for name in winners[:2]:
        more = [*ballots, *[name] * data.draw(st.integers(1, 3))]
        again = made((projects, more, budget, kind))
        assert name in ids(again, count(again, card(rule)).winners)


@FEW
@given(drawn(), rules, st.integers(0, 30), st.integers(0, 60), st.sampled_from(Fill), st.booleans())
def test_no_rule_overspends_breaks_a_cap_or_misses_a_floor_that_can_be_met(
    parts, rule, floor, extra, fill, spill
):
    election = made(parts)
    inside = frozenset(project.id for project in election.projects[::2])
    pot = Pot(name="Focus", projects=inside, floor=Decimal(min(floor, election.budget)),
              cap=Decimal(floor + extra), spill=spill)  # fmt: skip
    result = count(election, card(rule, pots=(pot,), fill=fill))
    spent = sum(election.projects[p].cost for p in result.winners if election.projects[p].id in inside)
    assert result.cost == sum(election.projects[p].cost for p in result.winners) <= election.budget
    assert fill is Fill.BEYOND_CAPS or spent <= pot.cap
    costs = [project.cost for project in election.projects if project.id in inside]
    sums = {0}
    for cost in costs:
        sums |= {each + cost for each in sums}
    reachable = any(pot.floor <= each <= min(pot.cap, election.budget) for each in sums)
    assert bool(result.unpromised) is not reachable
    assert not reachable or spent >= pot.floor
    assert spill or election.budget - (result.cost - spent) >= pot.floor


@FEW
@given(drawn(kinds=("approval",)), st.sampled_from(RULES[:2]))
def test_the_votes_that_would_have_turned_it_turn_it_and_one_less_does_not(parts, rule):
    projects, ballots, budget, kind = parts
    election = made(parts)
    for reason in explained(count(election, card(rule))):
        if reason.funded or " more " not in reason.change:
            continue
        more, name = int(reason.change.split()[0]), election.projects[reason.place].id
        for votes, funded in ((more, True), (more - 1, False)):
            again = made((projects, [*ballots, *[name] * votes], budget, kind))
            same = STANDARD.ranks(election)
            assert (reason.place in count(again, card(rule), ranks=same).winners) is funded, reason


def test_exclusive_projects_thresholds_and_the_last_project_are_as_the_card_says():
    projects = [("a", 60), ("b", 30), ("c", 30), ("d", 20)]
    election = election_of(projects, ["a", "a,b", "a,b,c", "a,b,c,d"], budget=100)

    def won(rule=RULES[0], **more):
        return ids(election, count(election, card(rule, **more)).winners)

    assert won() == ["a", "b"]
    assert won(exclusive=(frozenset("ab"),)) == ["a", "c"]
    assert won(minimum_votes=Decimal(4)) == won(minimum_share=Fraction(1)) == ["a"]
    reserve = count(election, card(MostVotes(stop_at_first=True, last_share=Fraction(1, 3))))
    assert (ids(election, reserve.winners), reserve.from_reserve) == (["a", "b", "c"], 20)
    with pytest.raises(WrongCard, match="no project here"):
        won(exclusive=(frozenset("ax"),))


def test_a_withdrawn_project_ends_no_count():
    election = election_of([("a", 999999999), ("b", 10)], ["a", "a,b"], budget=10)
    assert ids(election, count(election, card(MostVotes(stop_at_first=True))).winners) == ["b"]


def test_the_lot_is_a_fair_permutation_that_anybody_can_draw_again():
    election = election_of([(f"p{n}", 1) for n in range(4)], ["p0"], budget=1)
    first = Counter(Ties(Order.LOT, str(seed)).ranks(election).index(0) for seed in range(2000))
    assert all(420 < first[place] < 580 for place in range(4))
    assert sorted(Ties(Order.LOT, "x").ranks(election)) == [0, 1, 2, 3]


def test_a_long_wait_until_something_changes_takes_few_counts():
    election = election_of([("a", 1), ("b", 900_000)], ["a", "b"], budget=1_000_000)
    result = count(election, card(EqualShares(until=Until.UNAFFORDABLE)))
    assert (len(result.winners), result.shares.counts < 5) == (2, True)


def test_a_card_is_read_with_everything_on_it_and_refused_with_its_lines():
    read = read_card(
        "name: N\nrule: equal shares\nutility: number\ncompletion: add1\nstep: 0.50\nstart: exact\n"
        "until: unaffordable\ncomparison: yes\nminimum votes: 5%\nties: lot:7\nfill: by votes\n"
        "exclusive:\n- projects: [1, 2]\npots:\n- {name: P, column: category, value: parks, floor: 10, cap: 20}\n"
    )
    assert read.rule.step == Decimal("0.5")
    assert (read.minimum_share, str(read.ties), read.pots[0].cap) == (Fraction(1, 20), "lot:7", 20)
    with pytest.raises(WrongMapping, match=r"Line 2, rule: (?s:.*)Line 3, minimun votes: .*minimum votes"):
        read_card("name: N\nrule: greedy\nminimun votes: 5\n")
