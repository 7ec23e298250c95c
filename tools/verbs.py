"""The verbs of `./run`. Standard library only."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tools import environment, faults
from tools.environment import PYTHON, ROOT
from wardmote.project.progress import say


class Part(NamedTuple):
    """One part of the checks: what it looks at, and the command."""

    name: str
    command: Sequence[str]


WORKERS = "3"
"""Processes that test at once: one more than the fewest cores, because some of them wait for a browser."""
TOGETHER = ("-n", WORKERS, "--dist", "worksteal")
"""Whoever has nothing left to test takes half of what lies before the busiest."""

CHECKS = (
    Part("lint", ("ruff", "check")),
    Part("layout", ("ruff", "format", "--check")),
    Part("types", ("mypy",)),
    Part("contracts", ("lint-imports", "--no-logo")),
    Part("settings and migrations", ("wardmote", "check")),
    Part("reference", ("python", "-m", "tools.reference", "--check")),
)


def main(words: Sequence[str]) -> int:
    """Do what the command line says; return the exit code."""
    if not words or words[0] in ("-h", "--help", "help"):
        for name, verb in VERBS.items():
            say(f"./run {name:<9} {verb.__doc__ or ''}")
        return 0
    name, *rest = words
    if name not in VERBS:
        say(f"There is no verb {name}. The verbs are: {', '.join(VERBS)}.")
        return 2
    try:
        return VERBS[name](rest)
    except environment.Missing as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{error.strerror}: {error.filename}. Mend that, then start again.\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. Start again any time; it goes on where it was.\n")
        return 130


def demo(words: Sequence[str]) -> int:
    """Start the demo borough on this machine. --port N, --data DIR, --fresh"""
    began = time.time()
    _prepare()
    return _become_wardmote(["demo", *words], WARDMOTE_BEGAN_AT=str(began))


def wardmote(words: Sequence[str]) -> int:
    """Run the product's own command line, for example: ./run wardmote --help"""
    _prepare()
    return _become_wardmote(words)


def test(words: Sequence[str]) -> int:
    """Run all checks, then the tests. `./run test -- ARGS` runs pytest alone, with ARGS"""
    environment.python_packages("run", "test", "lint")
    environment.static_packages()
    chosen = list(words[1:] if words[:1] == ["--"] else words)
    surroundings = {"WARDMOTE_DATA": str(ROOT / "var/tests")}
    if browser := environment.browser():
        surroundings["WARDMOTE_BROWSER"] = str(browser)
    else:
        say("THE BROWSER JOURNEYS ARE SKIPPED: there is no chromium and no right to install it with apt-get.")
    failed = [] if chosen else _failed_checks()
    if failed:
        say(f"\nThese failed: {', '.join(failed)}. The tests run all the same.")
    say("\n== tests")
    code = _command(("python", "-m", "pytest", *(chosen or TOGETHER)), **surroundings)
    return code or int(bool(failed))


def check(words: Sequence[str]) -> int:
    """Run lint, types, contracts and the other checks, without the tests."""
    environment.python_packages("run", "test", "lint")
    failed = _failed_checks()
    say(f"\nThese failed: {', '.join(failed)}." if failed else "\nAll is well.")
    return 1 if failed else 0


def format_(words: Sequence[str]) -> int:
    """Lay out the code and mend what lint can mend itself."""
    environment.python_packages("run", "test", "lint")
    return _command(("ruff", "check", "--fix")) | _command(("ruff", "format"))


def docs(words: Sequence[str]) -> int:
    """Write docs/reference anew from the code."""
    environment.python_packages("run", "test", "lint")
    return _command(("python", "-m", "tools.reference"))


def bench(words: Sequence[str]) -> int:
    """Measure how fast it is on this machine; see benchmarks/README.md. --help lists what can be chosen"""
    environment.python_packages("run", "test")
    environment.static_packages()
    folder = str(ROOT / "var/bench")
    return _command(("python", "-m", "benchmarks", *words), WARDMOTE_DATA=folder)


def audit(words: Sequence[str]) -> int:
    """Ask whether faults are known of the locked packages. Needs the network; changes nothing."""
    return faults.look(environment.auditor(), sorted((ROOT / "requirements").glob("*.txt")))


def lock(words: Sequence[str]) -> int:
    """Choose the newest allowed versions and write requirements/*.txt anew."""
    environment.lock()
    say("Look at the change in requirements, run ./run test, then commit it.")
    return 0


VERBS: dict[str, Callable[[Sequence[str]], int]] = {
    "demo": demo,
    "test": test,
    "check": check,
    "format": format_,
    "docs": docs,
    "bench": bench,
    "audit": audit,
    "lock": lock,
    "wardmote": wardmote,
}


def _prepare() -> None:
    environment.python_packages("run")
    environment.static_packages()


def _become_wardmote(words: Sequence[str], **surroundings: str) -> int:
    """Replace this process, so that signals and the exit code need no passing on."""
    os.environ.setdefault("WARDMOTE_DATA", str(ROOT / "var"))
    os.environ |= surroundings
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), "-m", "wardmote", *words])  # noqa: S606 (our own command)


def _failed_checks() -> list[str]:
    failed = []
    for part in CHECKS:
        say(f"\n== {part.name}")
        if _command(part.command):
            failed.append(part.name)
    return failed


def _command(words: Sequence[str], **surroundings: str) -> int:
    """Run a program of our environment in sight of the person."""
    program = PYTHON.parent / words[0]
    return subprocess.run([program, *words[1:]], cwd=ROOT, env={**os.environ, **surroundings}).returncode  # noqa: S603 (our own commands)
