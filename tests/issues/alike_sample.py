"""The labelled pairs of `alike/pairs.csv`, read out of the real files as an import would read them."""

from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from math import cos, radians
from pathlib import Path
from typing import Any

import numpy as np
import shapely
import yaml
from tests.real_files import CHECKOUT, real

from wardmote.modules.issues.rules.alike import Surroundings, Telling, ordinary_words, weigh
from wardmote.modules.issues.rules.alike.places import metres_between

PAIRS = Path(__file__).parent / "alike" / "pairs.csv"
_FILES = {
    "boston": ("boston_311_2011_h2.csv.gz", "boston-311"),
    "newport": ("newport_ri_reports_1031.json", "newport-reports"),
}


@dataclass(frozen=True)
class Read:
    """A row of a real file; `type` is the file's own word, for the naive rule."""

    type: str
    telling: Telling


@dataclass(frozen=True)
class Pair:
    """Two rows, and what somebody who read them said of them."""

    file: str
    half: str
    is_same: bool
    one: Read
    other: Read
    ordinary: frozenset[str]


def ours(pair: Pair) -> bool:
    """Whether we would suggest it."""
    likeness = weigh(pair.one.telling, pair.other.telling, pair.ordinary)
    return likeness is not None and likeness.is_enough


def naive(pair: Pair) -> bool:
    """The rule to beat: the same type within 60 metres and 14 days."""
    one, other = pair.one.telling, pair.other.telling
    assert one.at
    assert other.at
    return (
        pair.one.type == pair.other.type
        and metres_between(one.point, other.point) <= 60
        and abs(one.at - other.at) <= timedelta(days=14)
    )


def precision_and_recall(pairs: Sequence[Pair], rule: Callable[[Pair], bool]) -> tuple[float, float]:
    """Of what the rule says is one problem how much is, and of what is one problem how much it finds."""
    said = [pair for pair in pairs if rule(pair)]
    right = sum(pair.is_same for pair in said)
    return right / len(said), right / sum(pair.is_same for pair in pairs)


@cache
def pairs_of(file: str) -> Sequence[Pair]:
    """The labelled pairs of one file, without those of which one cannot know. Skips where the file is not here."""
    name, mapping = _FILES[file]
    rows = _rows(real(f"reports/{name}"), mapping)
    with PAIRS.open(encoding="utf-8", newline="") as text:
        labelled = [row for row in csv.DictReader(text) if row["file"] == file and row["label"] != "unknown"]
    wanted = {row[side] for row in labelled for side in ("one", "other")}
    seen = _surroundings(rows, wanted)
    return [
        Pair(
            file,
            row["half"],
            row["label"] == "same",
            *(seen[row[side]][0] for side in ("one", "other")),
            seen[row["one"]][1] | seen[row["other"]][1],
        )
        for row in labelled
    ]


def _rows(path: Path, mapping: str) -> Mapping[str, Read]:
    kinds = yaml.safe_load((CHECKOUT / f"examples/mappings/{mapping}.yaml").read_text(encoding="utf-8"))
    category = kinds["category"]
    shipped = yaml.safe_load(
        (CHECKOUT / "src/wardmote/shared/partnerships/content/categories.yaml").read_text(encoding="utf-8")
    )
    groups = {each["key"]: each["group"] for each in shipped["categories"]}
    found = {}
    for raw in _boston(path) if path.suffix == ".gz" else _newport(path):
        kind = category["values"].get(raw["type"], category["default"])
        found[raw["id"]] = Read(raw["type"], Telling(kind=kind, group=groups[kind], **raw["telling"]))
    return found


def _boston(path: Path) -> Sequence[Mapping[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        return [
            {
                "id": row["case_enquiry_id"],
                "type": row["type"],
                "telling": {
                    "latitude": float(row["latitude"]),
                    "longitude": float(row["longitude"]),
                    "at": datetime.fromisoformat(row["open_dt"]).replace(tzinfo=UTC),
                    "ended_at": datetime.fromisoformat(row["closed_dt"]).replace(tzinfo=UTC)
                    if row["closed_dt"] and row["case_status"] == "Closed"
                    else None,
                    "place_words": row["location"],
                    "words": f"{row['case_title']}\n{row['subject']}, {row['reason']}: {row['type']}",
                },
            }
            for row in csv.DictReader(text)
            if row["latitude"]
        ]


def _newport(path: Path) -> Sequence[Mapping[str, Any]]:
    return [
        {
            "id": str(row["id"]),
            "type": row["request_type.title"] or "",
            "telling": {
                "latitude": row["lat"],
                "longitude": row["lng"],
                "at": datetime.fromtimestamp(row["created_at"] / 1000, UTC),
                "ended_at": datetime.fromtimestamp((row["closed_at"] or row["updated_at"]) / 1000, UTC)
                if row["status"] in {"Closed", "Archived"} and (row["closed_at"] or row["updated_at"])
                else None,
                "place_words": row["address"] or "",
                "words": f"{row['summary'] or ''}\n{row['description'] or ''}",
            },
        }
        for row in json.loads(path.read_text(encoding="utf-8"))
        if row["lat"]
    ]


def _surroundings(rows: Mapping[str, Read], wanted: set[str]) -> Mapping[str, tuple[Read, frozenset[str]]]:
    """Each wanted row as it weighs among what was told round it in the sixty days before and after."""
    all_rows = list(rows.values())
    across = cos(radians(all_rows[0].telling.latitude))
    degrees = np.array([(row.telling.longitude * across, row.telling.latitude) for row in all_rows])
    days = np.array([row.telling.at.timestamp() / 86_400 for row in all_rows if row.telling.at])
    tree = shapely.STRtree(shapely.points(degrees))
    found = defaultdict[str, tuple[Read, frozenset[str]]]()
    for number, (key, row) in enumerate(rows.items()):
        if key not in wanted:
            continue
        near = tree.query(shapely.Point(*degrees[number]), predicate="dwithin", distance=250 / 111_195)
        near = near[np.abs(days[near] - days[number]) <= 60]
        near = near[np.argsort(np.abs(days[near] - days[number]))][:300]
        told = [all_rows[each].telling for each in near]
        says = Surroundings((each.latitude, each.longitude, each.kind, each.place_words) for each in told)
        telling = replace(row.telling, place_says=says.says(*row.telling.point))
        same_kind = (each.words for each in told if each.kind == telling.kind)
        found[key] = replace(row, telling=telling), ordinary_words(same_kind)
    return found
