"""Small elections for tests, and a slow counter of equal shares that uses nothing but fractions."""

from __future__ import annotations

import io
from fractions import Fraction

from hypothesis import strategies as st

from wardmote.modules.ballots.rules.pabulib import read


def text(
    projects, ballots, *, budget=1000, kind="approval", rule="greedy", meta=(), columns="project_id;cost"
):
    """A file. Projects are rows; ballots are "1,2" or, with points, "1,2;5,3"."""
    votes = "voter_id;vote" + (";points" if any(";" in each for each in ballots) else "")
    rows = [";".join(map(str, row)) for row in projects]
    return "\n".join(
        ["META", "key;value", f"budget;{budget}", f"vote_type;{kind}", f"rule;{rule}", *meta]
        + ["PROJECTS", columns, *rows, "VOTES", votes]
        + [f"v{number};{ballot}" for number, ballot in enumerate(ballots)]
    )


def file_of(words):
    return read(lambda: io.BytesIO(words.encode() if isinstance(words, str) else words))


def election_of(*args, **kwargs):
    return file_of(text(*args, **kwargs)).election


@st.composite
def drawn(draw, *, kinds=("approval", "cumulative")):
    """A file's projects, ballots, budget and kind."""
    costs = draw(st.lists(st.integers(1, 60), min_size=1, max_size=7))
    kind = draw(st.sampled_from(kinds))
    ballots = []
    for _ in range(draw(st.integers(1, 14))):
        named = draw(st.lists(st.integers(0, len(costs) - 1), unique=True, max_size=len(costs)))
        ballot = ",".join(f"p{each}" for each in named)
        if kind == "cumulative":
            ballot += ";" + ",".join(str(draw(st.integers(0, 5))) for _ in named)
        ballots.append(ballot)
    return [(f"p{n}", cost) for n, cost in enumerate(costs)], ballots, draw(st.integers(1, 200)), kind


def slow_equal_shares(election, share, ranks, *, worth_is_cost):
    """The method as https://equalshares.net/explanation tells it, voter by voter."""
    ballots = election.ballots
    voters = []
    for group, many in enumerate(ballots.counts):
        here = slice(ballots.starts[group], ballots.starts[group + 1])
        gains = dict(zip(ballots.projects[here].tolist(), ballots.points[here].tolist(), strict=True))
        voters += [{place: gain for place, gain in gains.items() if gain > 0}] * int(many)
    money = [Fraction(share)] * len(voters)
    won = []
    while True:
        best = None
        for place, project in enumerate(election.projects):
            who = [n for n, voter in enumerate(voters) if place in voter]
            if place in won or not who or sum(money[n] for n in who) < project.cost:
                continue
            rest, rich = Fraction(project.cost), sorted(who, key=lambda n: money[n] / voters[n][place])
            while True:
                price = rest / sum(voters[n][place] for n in rich)
                if money[rich[0]] >= price * voters[rich[0]][place]:
                    break
                rest -= money[rich.pop(0)]
            key = (price / (project.cost if worth_is_cost else 1), ranks[place])
            if best is None or key < best[0]:
                best = (key, place, price, who)
        if best is None:
            return won
        _, place, price, who = best
        won.append(place)
        for n in who:
            money[n] -= min(money[n], price * voters[n][place])
