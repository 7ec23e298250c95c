"""The map of deprivation: small areas of one area where figures of small areas are known, else the areas of its set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from math import cos, radians
from typing import Any

import shapely

from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.queries import AreaRef, Shape
from wardmote.shared.geography.rules.words import AreaKind

from ...queries.profiles import Profiles, Row, national_fifths, profiles
from ...rules import Kind, Topic
from ...rules.profiles import fifths, number

WIDTH, MARGIN = 500.0, 8.0
FINEST = 0.4
ROOM_FOR_A_NUMBER = 7.0
RAMP = ("#0e5f49", "#5a9b7f", "#84b59c", "#bcd6c8", "#e4eee8")
"""From the fifth with the highest scores to the one with the lowest, as the page's style sheet has them."""

UNKNOWN = "#ffffff"
IN_WORDS = (
    "Highest fifth: most deprived",
    "Second fifth",
    "Middle fifth",
    "Fourth fifth",
    "Lowest fifth: least deprived",
)


@dataclass(frozen=True)
class Patch:
    """One small area: how it is drawn, its number on the map, its figure."""

    name: str
    number: str
    value: str
    shade: int
    fill: str
    is_dark: bool
    path: str
    x: str
    y: str
    room: bool


@dataclass(frozen=True)
class Fifth:
    """A line of the legend."""

    number: int
    shade: int
    is_dark: bool
    words: str
    count: int


@dataclass(frozen=True)
class Smalls:
    """The map with its legend and what its table lists."""

    height: str
    title: str
    said: str
    about: str
    first: str
    table_words: str
    is_schematic: bool
    patches: tuple[Patch, ...]
    edges: tuple[str, ...]
    legend: tuple[Fifth, ...]
    listed: tuple[Patch, ...]


def smalls_of(known: Profiles, area: AreaRef) -> Smalls | None:
    """Draw the small areas within an area by their fifth; None where there is no score.

    The fifths are the country's where its scores or ranks are known, else the borough's.

    Without small areas on the map the areas of the set itself are drawn, so that one sees where each stands.
    """
    return _drawn(geography.map_version(), known.version, known.set_key, area, known.on)


@lru_cache(maxsize=64)
def _drawn(_map: str, version: str, set_key: str, area: AreaRef, on: date) -> Smalls | None:
    own = profiles(set_key, on, version=version)
    edge = next((each for each in geography.shapes(set_key, on) if each.area.id == area.id), None)
    if own is None or edge is None:
        return None
    for division in geography.area_tree(on, [AreaKind.SMALL_AREAS]):
        if division.key != set_key:
            found = profiles(division.key, on, version=version)
            row = found and _score(found)
            if found and row:
                inside = [
                    each for each in geography.shapes(division.key, on) if _lies_in(each, edge.geometry)
                ]
                among = national_fifths(found, row)
                drawn = _draw(area.name, row, inside, [edge], division.name, among, small=True)
                if drawn:
                    return drawn
    row = _score(own)
    if row is None or len(own.areas) < 2:
        return None
    return _draw(area.name, row, geography.shapes(set_key, on), [edge], own.set_name, None, small=False)


def _score(known: Profiles) -> Row | None:
    """The latest score of deprivation that most of the areas have."""
    rows = [
        row
        for row in known.of_topic(Topic.DEPRIVATION)
        if row.indicator.kind is Kind.SCORE
        and sum(row.cells[each.key].result.value is not None for each in known.areas) * 2 > len(known.areas)
    ]
    return max(rows, key=lambda row: row.until, default=None)


def _lies_in(small: Shape, edge: Any) -> bool:
    return bool(edge.contains(shapely.Point(small.inside.longitude, small.inside.latitude)))


def _draw(
    name: str,
    row: Row,
    shapes: Sequence[Shape],
    edges: Sequence[Shape],
    set_name: str,
    among: Mapping[str, int] | None,
    *,
    small: bool,
) -> Smalls | None:
    values = {
        key: v for key, cell in row.cells.items() if (v := cell.result.value) is not None and key != "*"
    }
    if not shapes or not values:
        return None
    numbered = (among or fifths(values)) if small else _places(values)
    whose = "country" if among else "borough"
    west, south, east, north = shapely.total_bounds([each.geometry for each in (*shapes, *edges)])
    across = cos(radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * across)

    def flat(degrees: Any) -> Any:
        return (degrees - [west, north]) * [across * scale, -scale] + MARGIN

    drawn = shapely.coverage_simplify([shapely.transform(each.geometry, flat) for each in shapes], FINEST)
    patches = tuple(
        _patch(shape, ground, numbered, values, row, len(values), small=small)
        for shape, ground in zip(shapes, drawn, strict=True)
    )
    counted = [patch for patch in patches if patch.number != "–"]
    of = row.indicator
    return Smalls(
        height=f"{(north - south) * scale + 2 * MARGIN:.0f}",
        title=f"{of.name}, {row.period}: {f'small areas of {name}' if small else set_name}",
        said=(
            f"{len(patches)} small areas, numbered 1 for the most deprived fifth of the {whose} to 5 for the least."
            if small
            else f"The areas numbered from the highest score to the lowest. {name} has a dark edge."
        ),
        about=(
            "Each patch is a small area of about 1,500 people. 1 means that it is among the most deprived fifth of"
            f" the {whose}’s small areas, 5 among the least."
            if small
            else "1 is the area with the highest score: the most deprived. Figures of small areas would show where"
            " within the area people have least; none are on the map yet."
        ),
        first="Small area" if small else "Area",
        table_words=f"The {len(patches)} {'small areas' if small else 'areas'} as a table",
        is_schematic=any(each.is_schematic for each in shapes),
        patches=patches,
        edges=tuple(_path(shapely.transform(edge.geometry, flat)) for edge in edges),
        legend=tuple(
            Fifth(n + 1, 5 - n, n < 1, IN_WORDS[n], sum(patch.number == str(n + 1) for patch in counted))
            for n in range(5)
        )
        if small
        else (),
        listed=tuple(sorted(patches, key=_in_order)),
    )


def _in_order(patch: Patch) -> tuple[bool, int, str]:
    known = patch.number.isdecimal()
    return not known, int(patch.number) if known else 0, patch.name


def _places(values: dict[str, Fraction]) -> dict[str, int]:
    return {key: 1 + sum(other > value for other in values.values()) for key, value in values.items()}


def _patch(
    shape: Shape,
    ground: Any,
    numbered: Mapping[str, int],
    values: dict[str, Fraction],
    row: Row,
    many: int,
    *,
    small: bool,
) -> Patch:
    key = shape.area.key
    place = numbered.get(key)
    step = None if place is None else (place - 1 if small else (place - 1) * 5 // many)
    room = shapely.maximum_inscribed_circle(
        max(shapely.get_parts(ground), key=lambda part: part.area), tolerance=1
    )
    (x, y), radius = shapely.get_coordinates(room)[0], room.length
    return Patch(
        name=shape.area.name,
        number="–" if place is None else str(place),
        value=number(values[key], row.indicator.decimals) if key in values else "–",
        shade=0 if step is None else 5 - step,
        fill=UNKNOWN if step is None else RAMP[step],
        is_dark=step == 0,
        path=_path(ground),
        x=f"{x:.0f}",
        y=f"{y + 5:.0f}",
        room=radius >= ROOM_FOR_A_NUMBER,
    )


def _path(geometry: Any) -> str:
    rings = [ring for part in shapely.get_parts(geometry) for ring in (part.exterior, *part.interiors)]
    return "".join("M" + " ".join(f"{x:.1f},{y:.1f}" for x, y in ring.coords) + "Z" for ring in rings)
