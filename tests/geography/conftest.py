"""A borough to ask about: the demo's own wards, sketched, with two ways to divide them."""

import csv
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.real_files import real

from wardmote.kernel.actor import Actor, Role
from wardmote.shared.geography.actions import NewArea, NewPlace, load_places, replace_area_set
from wardmote.shared.geography.rules.coordinates import Position
from wardmote.shared.geography.rules.schematic import schematic_boundaries
from wardmote.shared.geography.rules.words import AreaKind, plain

ROOT = Path(__file__).parents[2]
FACTS = Path(__file__).parent

SINCE = date(2010, 5, 1)


class Ward(NamedTuple):
    key: str
    name: str
    at: Position
    size: float
    area: str
    neighbours: frozenset[str]


@pytest.fixture(scope="session")
def wards() -> list[Ward]:
    with (FACTS / "ward_facts.csv").open(encoding="utf-8") as file:
        return [
            Ward(
                plain(row["ward"]).replace(" ", "-"),
                row["ward"],
                Position(float(row["latitude"]), float(row["longitude"])),
                float(row["area_km2"]),
                row["area_2010"],
                frozenset(name.strip() for name in row["neighbours"].split(";")),
            )
            for row in csv.DictReader(file)
        ]


@pytest.fixture(scope="session")
def outline() -> list[Position]:
    with (FACTS / "borough_outline.csv").open(encoding="utf-8") as file:
        return [Position(float(row["latitude"]), float(row["longitude"])) for row in csv.DictReader(file)]


@pytest.fixture(scope="session")
def sketch(wards, outline):
    return schematic_boundaries({w.key: w.at for w in wards}, outline, {w.key: w.size for w in wards})


@pytest.fixture
def keeper() -> Actor:
    return Actor(
        id="person:1", name="Ines Okafor", roles=frozenset({Role("partnership_administrator", "partnership")})
    )


@pytest.fixture
def borough(db, keeper, wards, sketch) -> None:
    """Wards since 2004, six Areas since 2010, one Place of Focus, a few streets."""
    replace_area_set(
        by=keeper,
        key="wards-2004",
        name="Wards",
        kind=AreaKind.WARDS,
        valid_from=date(2004, 6, 10),
        areas=[
            NewArea(key=w.key, name=w.name, inside=w.at, boundary=sketch[w.key], is_schematic=True)
            for w in wards
        ],
    )
    replace_area_set(
        by=keeper,
        key="areas-2010",
        name="Area Partnerships",
        kind=AreaKind.AREAS,
        valid_from=SINCE,
        areas=[
            NewArea(
                key=plain(name).replace(" ", "-"),
                name=name,
                inside=next(w.at for w in wards if w.area == name),
                wards=[w.key for w in wards if w.area == name],
            )
            for name in sorted({w.area for w in wards})
        ],
    )
    blakenall = next(w for w in wards if w.key == "blakenall").at
    replace_area_set(
        by=keeper,
        key="focus-2010",
        name="Places of Focus",
        kind=AreaKind.FOCUS,
        valid_from=SINCE,
        areas=[
            NewArea(
                key="spur-green",
                name="Spur Green",
                inside=blakenall,
                boundary=square(blakenall, 0.002),
                wards=["blakenall"],
            )
        ],
    )
    streets = [
        ("saddler-court", "Saddler Court", "blakenall"),
        ("awl-street", "Awl Street", "bloxwich-east"),
        ("lock-road-n", "Lock Road", "willenhall-north"),
        ("lock-road-s", "Lock Road", "willenhall-south"),
        ("st-annes-row", "St Anne’s Row", "pleck"),
    ]
    at = {w.key: w.at for w in wards}
    load_places(
        by=keeper,
        on=SINCE,
        places=[
            NewPlace(key=key, name=name, kind="street", ward=ward, at=at[ward]) for key, name, ward in streets
        ],
    )


def square(middle: Position, half: float) -> dict[str, object]:
    """A square around a point, `half` degrees to each side."""
    n, s, w, e = (
        middle.latitude + half,
        middle.latitude - half,
        middle.longitude - half,
        middle.longitude + half,
    )
    return {"type": "Polygon", "coordinates": [[[w, s], [e, s], [e, n], [w, n], [w, s]]]}


@pytest.fixture(scope="session")
def real_files() -> Path:
    """The folder of real files, which the project does not carry."""
    return real("boundaries").parent
