"""A mapping as it is kept while somebody makes it by eye: the same blocks as in the file, as plain values.

Pages change some of its keys and leave the others alone, so a mapping that says more than the pages can show keeps
what it says. Out of it comes the text that the command line takes.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, TypeAlias

import yaml

from wardmote.kernel.mapping_files import Fault, WrongMapping, read_yaml

from .reading import ABOUT, FIRST, read_mapping

Written: TypeAlias = dict[str, Any]
"""Blocks, lists and texts: what YAML makes of a mapping when every value stays text."""

LONGEST_COLUMN = 120


class Everything(Collection[str]):
    """Categories as long as it does not matter which there are."""

    def __contains__(self, _key: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def to_yaml(written: Written) -> str:
    """The mapping as a file that the command line takes."""
    return yaml.safe_dump(written, allow_unicode=True, sort_keys=False, width=110)


def from_yaml(source: str) -> Written:
    """A mapping file as plain values. Which categories it names is not asked yet. Raises WrongMapping."""
    read_yaml(source, first=FIRST, about=ABOUT)
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(source, Loader=yaml.SafeLoader)):
            raise WrongMapping(
                [Fault(1, "", "it uses “*”, which repeats a block. Write the block out twice.")]
            )
        read_mapping(source, Everything())
        written: Written = yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506 (makes texts, lists and dicts only)
    except RecursionError as error:
        raise WrongMapping([Fault(1, "", "it is nested too deep.")]) from error
    return written


def is_usable(name: str) -> bool:
    """Whether a column can be named in a mapping: printable, without braces or blank ends, and not too long."""
    return (
        name == name.strip()
        and 0 < len(name) <= LONGEST_COLUMN
        and name.isprintable()
        and not set("{}") & set(name)
    )


def columns_in(written: Any) -> list[str] | None:
    """The columns of a text that is nothing but columns, one a line; None when it is anything else."""
    if not isinstance(written, str) or not written.strip():
        return None
    if "{" not in written:
        return [written.strip()]
    lines = written.strip().splitlines()
    names = [line.strip()[1:-1].strip() for line in lines]
    whole = all(line.strip().startswith("{") and line.strip().endswith("}") for line in lines)
    return names if whole and all(is_usable(name) for name in names) else None


def text_of(columns: Sequence[str]) -> str:
    """The text that is these columns, one a line."""
    return columns[0] if len(columns) == 1 else "\n".join(f"{{{name}}}" for name in columns)


def block(written: Written, key: str) -> Written:
    """A block of the mapping; an empty one, not yet part of it, where there is none."""
    found = written.get(key)
    return found if isinstance(found, dict) else {}


def in_words(value: Any) -> str:
    """What stands in a mapping, short, for somebody who does not read YAML."""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {in_words(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(map(in_words, value))
    return " / ".join(line.strip() for line in str(value).splitlines() if line.strip())
