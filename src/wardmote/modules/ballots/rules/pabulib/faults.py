"""What is wrong with a file of ballots, line by line."""

from __future__ import annotations

from dataclasses import dataclass

MOST_TOLD = 20
"""Faults that are told before reading stops."""


@dataclass(frozen=True, order=True)
class Fault:
    """A line, counted from 1, and what is wrong with it; line 0 is the file as a whole."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.sentence}" if self.line else self.sentence


class UnreadableBallots(ValueError):
    """The file cannot be counted. Nothing of it was."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults)[:MOST_TOLD]
        super().__init__("\n".join(map(str, self.faults)))


class Faults:
    """Collects faults, and gives up when there are many."""

    def __init__(self) -> None:
        self._found: list[Fault] = []

    def add(self, line: int, sentence: str) -> None:
        """Keep a fault. Raises UnreadableBallots when there are many already."""
        self._found.append(Fault(line, sentence))
        if len(self._found) >= MOST_TOLD:
            self.stop()

    def stop(self) -> None:
        """Raise UnreadableBallots if anything was wrong so far."""
        if self._found:
            raise UnreadableBallots(self._found)
