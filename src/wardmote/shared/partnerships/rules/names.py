"""Finds what a cell names, by name or key, and says what is near when there is none."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

_MOST_LOOKED_NEAR = 60
"""Unknown names for which we look for near ones: a file full of nonsense must not cost minutes."""


def fold(name: str) -> str:
    """A name as it is compared: case, spaces, how letters are composed, hyphens and apostrophes do not matter."""
    plain = unicodedata.normalize("NFC", name).replace("’", "'").replace("–", "-").replace("&", " and ")
    return " ".join(plain.split()).casefold()


@dataclass(frozen=True, kw_only=True)
class Named:
    """Something that a cell can name. `of` is what it belongs to: a team's organisation, an area's set."""

    id: int
    key: str
    name: str
    of: str = ""
    of_key: str = ""
    code: str = ""
    ended: bool = False


@dataclass
class Names:
    """Everything of one kind by what it may be called: its name, its code, its key, or these behind what it is of."""

    what: str
    rows: Sequence[Named]
    _by_call: Sequence[Mapping[str, Sequence[Named]]] = field(init=False)
    _near: dict[str, str] = field(default_factory=dict, init=False)
    _written: dict[tuple[int, str], str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        """Sort them by what they may be called, the likeliest way first."""
        ways: Sequence[Callable[[Named], str]] = (
            lambda row: row.name,
            lambda row: row.code,
            lambda row: row.key,
            lambda row: row.of and f"{row.of}: {row.name}",
            lambda row: row.of_key and f"{row.of_key}: {row.key}",
        )
        by_call: list[dict[str, list[Named]]] = []
        for way in ways:
            called: dict[str, list[Named]] = {}
            for row in self.rows:
                if name := way(row):
                    called.setdefault(fold(name), []).append(row)
            by_call.append(called)
        self._by_call = by_call

    def find(self, name: str, *, of: str = "", also: Iterable[int] = ()) -> Named | str:
        """The one that is so called, of the one named if any; or a sentence that says why there is none.

        Those that have ended are not found, but for the numbers in `also`.
        """
        if not name:
            return f"Write the {self.what}."
        found, ended = self._look(name, of, frozenset(also))
        if len(found) > 1:
            return self._say_which(name, found)
        if found:
            return found[0]
        if ended:
            return f"The {self.what} “{ended.name}” has ended. Name the one that took its place."
        return self._none(name, of)

    def write(self, row: Named, *, of: str = "") -> str:
        """The shortest way to name it by which it is found again, and nothing else."""
        if (known := (row.id, of)) not in self._written:
            ways = (row.name, row.code, f"{row.of}: {row.name}", row.key, f"{row.of_key}: {row.key}")
            kept = frozenset([row.id])
            good = (way for way in ways if way and ";" not in way and self._look(way, of, kept)[0] == [row])
            self._written[known] = next(good, row.key)
        return self._written[known]

    def _look(self, name: str, of: str, also: frozenset[int]) -> tuple[list[Named], Named | None]:
        """Those that are so called in the likeliest way that any is, and otherwise one that has ended."""
        ended: Named | None = None
        for called in self._by_call:
            found = [row for row in called.get(fold(name), ()) if not of or _is_of(row, of)]
            if good := [row for row in found if not row.ended or row.id in also]:
                return good, None
            ended = ended or next(iter(found), None)
        return [], ended

    def _say_which(self, name: str, found: Sequence[Named]) -> str:
        ways = list(dict.fromkeys(self.write(row) for row in found))[:3]
        qualified = [row.of for row in found[:3]]
        if len(set(qualified)) == len(found[:3]) and all(qualified) and self.what == "team":
            return f"More than one team is called “{name}”. Name its organisation: {either(qualified)}."
        return f"More than one {self.what} is called “{name}”. Write {either(ways)}."

    def _none(self, name: str, of: str) -> str:
        behind = f" of “{of}”" if of else ""
        wanted = fold(name)
        if wanted not in self._near:
            near: list[str] = []
            if len(self._near) < _MOST_LOOKED_NEAR:
                standing = {fold(row.name): row.name for row in self.rows if not row.ended}
                near = [standing[close] for close in get_close_matches(wanted, standing, n=3)]
            self._near[wanted] = f" Did you mean {either(near)}?" if near else ""
        return f"There is no {self.what} “{name}”{behind}.{self._near[wanted]}"


def either(names: Sequence[str]) -> str:
    """Names in quotation marks, with “or” before the last."""
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def _is_of(row: Named, of: str) -> bool:
    return fold(of) in (fold(row.of), fold(row.of_key))
