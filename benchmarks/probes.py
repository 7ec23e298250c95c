"""The other end of `probe.py`: one process beside one database, told what to do."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from tempfile import TemporaryDirectory
from typing import Any, Self

Timing = list[float]
"""Seconds, one figure for each time an operation was done."""


def surroundings(address: str) -> dict[str, str]:
    """What a process needs to work beside this database, with no limit to how often a token may ask."""
    return {
        **os.environ,
        "DATABASE_URL": address,
        "WARDMOTE_SECRET_KEY": "only for measuring",
        "WARDMOTE_FIELD_KEYS": "only for measuring: what is encrypted is invented",
        "WARDMOTE_API_RATE": "1000000",
    }


class Probe:
    """A filled database and the process beside it. A context manager."""

    def __init__(self, address: str, size: int, *, modes: Sequence[str] = ()) -> None:
        self.address, self.size = address, size
        self.operations: list[str] = []
        self._data = (
            TemporaryDirectory()
        )  # of its own: each collects static files, and clears what stood there
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.beside", str(size), *modes],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**surroundings(address), "WARDMOTE_DATA": self._data.name},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._data.cleanup()

    def wait_until_filled(self, tell: Callable[[str], None]) -> None:
        """Return when the history is written, telling on the way how far it is."""
        while not self.operations:
            match self._answer():
                case {"filled": filled}:
                    tell(f"{filled:,} of {self.size:,}")
                case {"ready": operations}:
                    self.operations = operations

    def do(self, operation: str) -> float:
        """Do it once. Returns seconds."""
        return float(self._ask("do", operation))

    def count(self, operation: str) -> int:
        """Do it once. Returns how often it asks the database."""
        return int(self._ask("count", operation))

    def bulk(self, rows: int) -> dict[str, float]:
        """Bring in a file of so many reports, and COPY the same rows. Returns the seconds of each way."""
        return dict(self._ask("bulk", rows))

    def silence(self, referrals: int) -> tuple[float, int]:
        """Let the scheduler pass when so many are due. Returns its seconds, and the rungs it took."""
        took = self._ask("silence", referrals)
        return float(took["seconds"]), int(took["rungs"])

    def sessions(self, people: int) -> list[str]:
        """Let so many people sign in, each of another team. Returns what their cookies hold."""
        return list(self._ask("sessions", people))

    def _ask(self, *order: object) -> Any:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("The process beside the database ended; what it said is above.")
        return json.loads(line)
