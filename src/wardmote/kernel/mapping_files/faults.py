"""A mapping file that cannot be used, said in one sentence for each fault."""

from typing import NamedTuple


class Fault(NamedTuple):
    """What is wrong at one line, and what to write instead."""

    line: int
    key: str
    sentence: str

    def __str__(self) -> str:
        return (
            f"Line {self.line}, {self.key}: {self.sentence}"
            if self.key
            else f"Line {self.line}: {self.sentence}"
        )


class WrongMapping(ValueError):
    """The mapping cannot be used."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, sorted(faults))))
        self.faults = sorted(faults)
