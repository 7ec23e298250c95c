"""An invented electorate whose answer is known beforehand, to rehearse a count on.

Voters form camps of different sizes. Everybody in a camp names the same projects and nobody else names them. So
every project of a camp has as many votes as the camp has voters (ties, which only the lot can settle), and under
equal shares each camp spends its own money and nothing else. Both answers follow by plain sums, below, which use
nothing of what counts real ballots. Some voters leave their ballot blank; some are in the file twice, which
must be refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from .lots import lot


@dataclass(frozen=True)
class Camp:
    """So many voters and the costs of the projects that they name, by id."""

    voters: int
    projects: dict[str, int]


@dataclass(frozen=True)
class Electorate:
    """Camps, blank ballots, those who are in the file twice, and the budget."""

    seed: str
    camps: tuple[Camp, ...]
    blank: int
    twice: tuple[int, ...]
    budget: int

    @property
    def voters(self) -> int:
        """Everybody, once."""
        return self.blank + sum(camp.voters for camp in self.camps)

    def tally(self) -> dict[str, int]:
        """Votes, known beforehand."""
        return {name: camp.voters for camp in self.camps for name in camp.projects}

    def most_votes(self) -> list[str]:
        """Who wins under most votes first, passing over what does not fit, ties by the lot of the seed."""
        left, won = self.budget, []
        for camp in sorted(self.camps, key=lambda each: -each.voters):
            for name in sorted(camp.projects, key=lambda each: lot(self.seed, each)):
                if camp.projects[name] <= left:
                    left -= camp.projects[name]
                    won.append(name)
        return won

    def equal_shares(self) -> list[str]:
        """Who wins under equal shares without completion: each camp buys what its own money buys, by the lot."""
        won = []
        for camp in sorted(self.camps, key=lambda each: -each.voters):
            spent = 0
            for name in sorted(camp.projects, key=lambda each: lot(self.seed, each)):
                if (spent + camp.projects[name]) * self.voters <= self.budget * camp.voters:
                    spent += camp.projects[name]
                    won.append(name)
        return won

    def text(self, *, with_twice: bool) -> str:
        """The file, in an order drawn by the seed; with or without those who voted twice."""
        ballots = [",".join(camp.projects) for camp in self.camps for _ in range(camp.voters)] + [
            ""
        ] * self.blank
        Random(f"{self.seed} order").shuffle(ballots)  # noqa: S311  a rehearsal, and the same for everybody
        rows = [f"v{number};{ballot}" for number, ballot in enumerate(ballots)]
        if with_twice:
            rows += [rows[number] for number in self.twice]
        projects = [
            f"{name};{cost};{camp.voters}" for camp in self.camps for name, cost in camp.projects.items()
        ]
        meta = {
            "description": f"Rehearsal {self.seed}: an invented electorate",
            "num_projects": len(projects),
            "num_votes": self.voters,
            "budget": self.budget,
            "vote_type": "approval",
            "rule": "greedy",
            "currency": "GBP",
        }
        lines = ["META", "key;value", *(f"{key};{value}" for key, value in meta.items())]
        lines += ["PROJECTS", "project_id;cost;votes", *projects, "VOTES", "voter_id;vote", *rows]
        return "\n".join(lines) + "\n"


def electorate(seed: str) -> Electorate:
    """Draw an electorate; the same for the same seed."""
    chance = Random(f"{seed} camps")  # noqa: S311  a rehearsal, and the same for everybody
    sizes = chance.sample(range(20, 400), chance.randint(3, 8))
    names = iter(chance.sample(range(1, 400), 60))
    camps = tuple(
        Camp(size, {str(next(names)): 100 * chance.randint(5, 250) for _ in range(chance.randint(1, 6))})
        for size in sizes
    )
    asked = sum(cost for camp in camps for cost in camp.projects.values())
    blank = chance.randint(5, 40)
    voters = blank + sum(sizes)
    return Electorate(
        seed=seed,
        camps=camps,
        blank=blank,
        twice=tuple(sorted(chance.sample(range(voters), chance.randint(2, 6)))),
        budget=asked * chance.randint(30, 70) // 100,
    )
