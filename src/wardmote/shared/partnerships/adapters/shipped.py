"""What comes with Wardmote in files."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ..rules import Clocks, Shipped, ShippedCategory, ShippedGroup, fields_of

_CATEGORIES = Path(__file__).parent.parent / "content" / "categories.yaml"


@cache
def shipped() -> Shipped:
    """The categories, groups and clocks that come with Wardmote."""
    with _CATEGORIES.open(encoding="utf-8") as file:
        written = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (safe, in C)
    danger = written["danger_words"]
    return Shipped(
        clocks={key: clock_of(row) for key, row in written["clock_profiles"].items()},
        groups=[
            ShippedGroup(key=row["key"], name=row["name"], description=row["description"])
            for row in written["groups"]
        ],
        categories={row["key"]: _category(row, danger) for row in written["categories"]},
    )


def clock_of(row: dict[str, Any]) -> dict[str, str | int]:
    """A clock as it is written, with its times and waits in full."""
    words = ("name", "basis", "reason")
    clocks = Clocks.parse(**{name: value for name, value in row.items() if name not in words})
    return {**{name: row[name] for name in words}, **fields_of(clocks)}


def _category(row: Any, danger: dict[str, str]) -> ShippedCategory:
    return ShippedCategory(
        key=row["key"],
        group=row["group"],
        name=row["name"],
        description=row["description"],
        not_this=row.get("not_this") or "",
        audience=row["audience"],
        seriousness=row["seriousness"],
        sensitivity=row["sensitivity"],
        clock=row["clock"],
        urgent_clock=row.get("urgent_clock", ""),
        questions=tuple(row["questions"]),
        synonyms=tuple(row.get("synonyms", ())),
        danger_words=" ".join(danger[key] for key in row.get("danger", ())),
    )
