"""The mapping files that come with Wardmote. They lie in the package, so that they are there wherever it runs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

FOLDER = Path(__file__).resolve().parents[1] / "mappings"


class Shipped(NamedTuple):
    """A mapping: the title of the table it is for, whether that is a lookup, and its text."""

    title: str
    is_lookup: bool
    text: str


@cache
def shipped_mappings() -> Mapping[str, Shipped]:
    """Every mapping that comes with Wardmote, by its file's name without the ending; read once in each process."""
    return {path.stem: _read(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))}


def _read(text: str) -> Shipped:
    said = yaml.safe_load(text)
    return Shipped(said["release"]["title"], "from" in said, text)
