"""`./run bench`: measures, prints tables, and says which bounds of `bounds.py` held. Exit code 1 when one did not."""

import json
import os
import platform
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.parse import urlsplit, urlunsplit

import click
import psycopg

from benchmarks import crowd
from benchmarks.probes import Probe, Timing, surroundings
from benchmarks.tables import Bound, ninety_fifth, print_bounds, table
from wardmote.project import postgres
from wardmote.project.progress import say, step

_PASSES = 10
_WARM_UP = 5
"""Rounds before the ones that count: the first of its kind loads code and plans."""


@click.command()
@click.option("--small", default=1_000, show_default=True, help="Observations, and as many referrals.")
@click.option("--large", default=100_000, show_default=True, help="The same, of the longer history.")
@click.option(
    "--rounds", default=100, show_default=True, type=click.IntRange(10, 130), help="Of each operation."
)
@click.option(
    "--due", default=1_000, show_default=True, help="Referrals on which silence sets something off."
)
@click.option("--users", default=16, show_default=True, type=click.IntRange(1, 100))
@click.option("--seconds", default=60, show_default=True, help="How long the users are at work.")
@click.option("--rows", default=20_000, show_default=True, help="Rows of the file that is brought in.")
@click.option("--locks", is_flag=True, help="Only what the second lock and encryption cost.")
@click.option("--places", is_flag=True, help="Only how many points a second are located.")
def main(
    small: int,
    large: int,
    rounds: int,
    due: int,
    users: int,
    seconds: int,
    rows: int,
    locks: bool,
    places: bool,
) -> None:
    """Measure Wardmote on this machine."""
    cores, load = os.cpu_count() or 1, os.getloadavg()[0]
    say(f"{cores} cores, {platform.machine()}, Python {platform.python_version()}")
    if load > cores / 4:
        say(
            f"This machine is busy (load {load:.1f}). Ratios hold, the rest does not: measure again when it rests."
        )
    with ExitStack() as stack:
        server = stack.enter_context(_server())
        if places:
            bounds = list(_places(server))
            print_bounds(bounds)
            sys.exit(not all(bound.held for bound in bounds))
        bounds = []
        if not locks:
            with _boroughs(server, {"small": small, "large": large}) as probes:
                bounds += [*_operations(*probes, rounds=rounds), _import(probes[1], rows)]
                bounds.append(_crowd(probes[1], users, seconds))
            sizes = {"small": large // 10, "large": large}
            with _boroughs(server, sizes, modes=(["open"], ["open"])) as probes:
                bounds.append(_silence(*probes, due=due))
        sizes = {"unlocked": small, "locked": small}
        with _boroughs(server, sizes, modes=(["protected", "unlocked"], ["protected"])) as probes:
            bounds += _locks(*probes, rounds=rounds)
    print_bounds(bounds)
    sys.exit(not all(bound.held for bound in bounds))


def _operations(small: Probe, large: Probe, *, rounds: int) -> Iterator[Bound]:
    say(
        f"\nOne person's work, {rounds} times each, in turn with {small.size:,} observations and with {large.size:,}:\n"
    )
    yield from _in_turn(small, large, ("small", "large"), small.operations, rounds=rounds)


_READ = ("inbox, a page of 50", "one referral", "search, a common word")
"""What is read through pages: no access token opens what is protected."""


def _locks(unlocked: Probe, locked: Probe, *, rounds: int) -> Iterator[Bound]:
    say(
        f"\nA safeguarding lead reads what is protected, {rounds} times each, in turn without row-level security and"
        f" encryption and with both, beside {locked.size:,} observations:\n"
    )
    yield from _in_turn(unlocked, locked, ("unlocked", "locked"), _READ, rounds=rounds)


def _in_turn(
    small: Probe, large: Probe, called: tuple[str, str], names: Sequence[str], *, rounds: int
) -> Iterator[Bound]:
    lines = []
    for name in names:
        timings = {small: Timing(), large: Timing()}
        queries = {probe: probe.count(name) for probe in timings}
        with step(name):
            for number in range(_WARM_UP + rounds):
                # Each goes first as often as second, so that neither finds the machine as the other left it.
                for probe in (small, large) if number % 2 else (large, small):
                    seconds = probe.do(name)
                    if number >= _WARM_UP:
                        timings[probe].append(seconds)
        ratio = median(timings[large]) / median(timings[small])
        lines.append([
            name, *(str(queries[probe]) for probe in timings),
            *(f"{1000 * median(timing):.1f}" for timing in timings.values()),
            *(f"{1000 * ninety_fifth(timing):.1f}" for timing in timings.values()), f"{ratio:.2f}",
        ])  # fmt: skip
        yield Bound(f"{name}: {called[1]} to {called[0]}", ratio, at_most=1.3)
    table(
        ["", "queries", "", "median, ms", "", "95th percentile, ms", "", "ratio of"],
        ["", *called * 3, "medians"],
        *lines,
    )


def _import(probe: Probe, rows: int) -> Bound:
    with step(f"Bringing in a file of {rows:,} reports"):
        took = probe.bulk(rows)
    say(f"\nA file of {rows:,} reports, brought in beside {probe.size:,} observations:\n")
    ways = {
        "import, with its checks, places and readers": took["import"],
        "COPY into the same table": took["copy"],
        "COPY into a table without index, constraint or trigger": took["bare"],
    }
    table(
        ["", "rows a second", "time beside the second line"],
        *([way, f"{rows / seconds:,.0f}", f"{seconds / took['copy']:.2f}"] for way, seconds in ways.items()),
    )
    return Bound(
        "import to COPY of the same rows into the same table", took["import"] / took["copy"], at_most=20
    )


def _crowd(probe: Probe, users: int, seconds: int) -> Bound:
    say(f"\n{users} people at work at once for {seconds} seconds, beside {probe.size:,} observations:\n")
    with crowd.serving(probe.address) as served:
        with step("They are at work"):
            began = perf_counter()
            answers = crowd.at_work(served.origin, probe.sessions(users), seconds)
            took = perf_counter() - began
        memory = served.memory()
    wrong = [answer for answer in answers if not answer.good]
    table(
        ["", "answers", "median, ms", "95th percentile, ms"],
        *(
            [kind, f"{len(timing):,}", f"{1000 * median(timing):.0f}", f"{1000 * ninety_fifth(timing):.0f}"]
            for kind, timing in crowd.by_kind(answers).items()
        ),
    )
    say(f"\n{len(answers) / took:.0f} answers a second, {len(wrong)} of them errors.")
    for said in sorted({f"  {answer.kind}: {answer.said}" for answer in wrong}):
        say(said)
    say("\nMemory afterwards, without what the processes share:\n")
    table(["", "MB"], *([name, f"{own:.0f}"] for name, own in memory.items()))
    return Bound("errors while many were at work", len(wrong), at_most=0)


def _silence(few: Probe, many: Probe, *, due: int) -> Bound:
    timings: dict[Probe, Timing] = {few: Timing(), many: Timing()}
    taken = dict.fromkeys(timings, 0)
    with step(f"Silence, on {due:,} referrals of those open"):
        for number in range(_PASSES):
            for probe in (few, many) if number % 2 else (many, few):
                seconds, rungs = probe.silence(due // _PASSES)
                timings[probe].append(seconds)
                taken[probe] += rungs
    say(f"\nOne pass of the scheduler of the ladder when {due // _PASSES:,} are due, {_PASSES} times each:\n")
    lines = []
    for probe, timing in timings.items():
        each = 1000 * sum(timing) / taken[probe]
        lines.append([f"{probe.size:,}", f"{taken[probe]:,}", f"{1000 * median(timing):.0f}", f"{each:.1f}"])
    table(["open referrals", "rungs taken", "median, ms", "ms a rung"], *lines)
    ratio = median(timings[many]) / median(timings[few])
    return Bound(f"a pass of the scheduler: {many.size:,} open to {few.size:,}", ratio, at_most=1.3)


def _places(server: str) -> Iterator[Bound]:
    """Locate points among as many areas as a conurbation has, in a process beside a database with an empty map."""
    with _database(server, "places") as address, step("Locating points"):
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.places"],
            env=surroundings(address),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        ours, as_locations, bare = json.loads(told.stdout.splitlines()[-1])
    say("\nPoints located among 163 wards and 1,680 small areas, in one process, turn by turn:\n")
    ways = {
        "which areas, in arrays": ours,
        "everything that is told of one place": as_locations,
        "a bare search of the same boundaries (shapely’s STRtree)": bare,
    }
    table(
        ["", "points a second", "time beside the bare search"],
        *([way, f"{speed:,.0f}", f"{bare / speed:.2f}"] for way, speed in ways.items()),
    )
    yield Bound("locating to a bare search of the same boundaries", bare / ours, at_most=2)
    yield Bound("seconds for 20,000 points", 20_000 / ours, at_most=1)


@contextmanager
def _boroughs(
    server: str, sizes: Mapping[str, int], *, modes: Sequence[Sequence[str]] = ((), ())
) -> Iterator[list[Probe]]:
    """Two filled databases, each with a process beside it. `modes` are told to each (see `probe.main`)."""
    what = "open referrals" if "open" in modes[0] else "observations"
    with ExitStack() as stack:
        one, other = sizes.values()
        addresses = [stack.enter_context(_database(server, name)) for name in sizes]
        with step(f"Filling one database with {one:,} {what} and one with {other:,}") as how_far:
            probes = [
                stack.enter_context(Probe(address, size, modes=mode))
                for address, size, mode in zip(addresses, sizes.values(), modes, strict=True)
            ]
            for probe in probes:
                probe.wait_until_filled(how_far)
        yield probes


@contextmanager
def _server() -> Iterator[str]:
    """The server of DATABASE_URL, or an embedded one that is forgotten afterwards."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    folder = Path(os.environ.get("WARDMOTE_DATA", "var")).absolute() / "postgres"
    postgres.forget(folder)
    with postgres.start(folder) as server:
        yield server.url
    postgres.forget(folder)


@contextmanager
def _database(server: str, name: str) -> Iterator[str]:
    """A new empty database on this server, dropped afterwards. Its address."""
    made = f"wm_bench_{name}_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create database {made} template template0")
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{made}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"drop database {made} with (force)")


if __name__ == "__main__":
    main()
