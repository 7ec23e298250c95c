"""`./run bench`: measures, prints tables, and says which bounds of `bounds.py` held. Exit code 1 when one did not."""

import os
import platform
import secrets
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.parse import urlsplit, urlunsplit

import click
import psycopg

from benchmarks import crowd
from benchmarks.probes import Probe, Timing
from benchmarks.tables import Bound, ninety_fifth, print_bounds, table
from wardmote.project import postgres
from wardmote.project.progress import say, step

_WARM_UP = 5
"""Rounds before the ones that count: the first of its kind loads code and plans."""


@click.command()
@click.option("--small", default=1_000, show_default=True, help="Observations, and as many referrals.")
@click.option("--large", default=100_000, show_default=True, help="The same, of the longer history.")
@click.option(
    "--rounds", default=100, show_default=True, type=click.IntRange(10, 130), help="Of each operation."
)
@click.option("--users", default=16, show_default=True, type=click.IntRange(1, 100))
@click.option("--seconds", default=60, show_default=True, help="How long the users are at work.")
@click.option("--rows", default=20_000, show_default=True, help="Rows of the file that is brought in.")
def main(small: int, large: int, rounds: int, users: int, seconds: int, rows: int) -> None:
    """Measure Wardmote on this machine."""
    cores, load = os.cpu_count() or 1, os.getloadavg()[0]
    say(f"{cores} cores, {platform.machine()}, Python {platform.python_version()}")
    if load > cores / 4:
        say(
            f"This machine is busy (load {load:.1f}). Ratios hold, the rest does not: measure again when it rests."
        )
    with ExitStack() as stack:
        server = stack.enter_context(_server())
        addresses = [stack.enter_context(_database(server, size)) for size in ("small", "large")]
        with step(f"Filling one database with {small:,} observations and one with {large:,}") as how_far:
            probes = [Probe(address, size) for address, size in zip(addresses, (small, large), strict=True)]
            for probe in probes:
                stack.enter_context(probe)
            for probe in probes:
                probe.wait_until_filled(how_far)
        bounds = [*_operations(*probes, rounds=rounds), _import(probes[1], rows)]
        bounds.append(_crowd(addresses[1], probes[1], users, seconds))
    print_bounds(bounds)
    sys.exit(not all(bound.held for bound in bounds))


def _operations(small: Probe, large: Probe, *, rounds: int) -> Iterator[Bound]:
    say(
        f"\nOne person's work, {rounds} times each, in turn with {small.size:,} observations and with {large.size:,}:\n"
    )
    lines = []
    for name in small.operations:
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
        yield Bound(f"{name}: large to small", ratio, at_most=1.3)
    table(
        ["", "queries", "", "median, ms", "", "95th percentile, ms", "", "ratio of"],
        ["", "small", "large", "small", "large", "small", "large", "medians"],
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


def _crowd(address: str, probe: Probe, users: int, seconds: int) -> Bound:
    say(f"\n{users} people at work at once for {seconds} seconds, beside {probe.size:,} observations:\n")
    with crowd.serving(address) as served:
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
