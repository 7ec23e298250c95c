"""No borough's name stands in the program: the demo's stand in its own folder and nowhere else (R1.1)."""

import re
from functools import cache
from pathlib import Path

from wardmote.project.demo import content

SOURCE = Path(__file__).parents[2] / "src" / "wardmote"
DEMO = SOURCE / "project" / "demo"
EVERYWHERE = {"Paddock"}
"""Names of its wards that are words as well."""


@cache
def _theirs() -> re.Pattern[str]:
    wards = {ward.name for ward in content.read().wards.values()} - EVERYWHERE
    names = "|".join(re.escape(name) for name in sorted(wards))
    return re.compile(rf"walsall|\bWS[0-9]|wards-2004|areas-2010|localities-2019|{names}", re.IGNORECASE)


def of_the_demo(text: str) -> list[str]:
    """The names of the demo's borough in a text."""
    return _theirs().findall(text)


def test_only_the_demo_names_its_borough() -> None:
    said = [
        f"{path.relative_to(SOURCE)}: {hit}"
        for path in sorted(SOURCE.rglob("*"))
        if path.suffix in {".py", ".html", ".js", ".css", ".svg", ".yaml", ".txt", ".json"}
        and DEMO not in path.parents
        and "vendor" not in path.parts
        for hit in of_the_demo(path.read_text(encoding="utf-8"))
    ]
    assert said == []
