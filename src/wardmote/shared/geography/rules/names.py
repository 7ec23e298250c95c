"""Which of several things somebody means who writes a name or a key of one."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import NamedTuple, TypeVar

from .words import plain

SHOWN = 12
"""Names that are listed when none was meant; the rest are counted."""


class Nameable(NamedTuple):
    """What something is called: every way in which it may be named, the surest first, and how we name it in words."""

    ways: Sequence[str]
    said: str


Thing = TypeVar("Thing")


def folded(name: str) -> str:
    """Give a name as it is compared: without capitals, accents, punctuation and spaces."""
    return plain(name.replace("&", " and ")).replace(" ", "")


def named(words: str, things: Iterable[tuple[Nameable, Thing]]) -> list[Thing]:
    """Give what the words name, however capitals, hyphens and spaces stand.

    A thing's first way (its key) goes before its second (its name), and so on: only what is named in the surest
    way is given. Several when they are called the same; none when nothing is called so.
    """
    wanted = folded(words)
    if not wanted:
        return []
    found: dict[int, list[Thing]] = {}
    for nameable, thing in things:
        place = next((at for at, way in enumerate(nameable.ways) if folded(way) == wanted), None)
        if place is not None:
            found.setdefault(place, []).append(thing)
    return found[min(found)] if found else []


def there_is(words: str, things: Iterable[Nameable]) -> str:
    """Say in a sentence what there is instead: the nearest names, or all of them when there are few."""
    said = list(dict.fromkeys(thing.said for thing in things))
    if not said:
        return "There is none yet."
    by_fold = {folded(name): name for name in reversed(said)}
    if near := get_close_matches(folded(words), by_fold, n=3, cutoff=0.75):
        return f"Did you mean {' or '.join(f'“{by_fold[name]}”' for name in near)}?"
    listed = ", ".join(f"“{name}”" for name in said[:SHOWN])
    more = f" and {len(said) - SHOWN:,} more" if len(said) > SHOWN else ""
    return f"There is: {listed}{more}."
