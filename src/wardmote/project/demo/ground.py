"""The demo's ground: the wards' schematic outlines, where the invented places stand, and their postcodes.

Pure: the same content gives the same ground.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import Any

import shapely
from shapely.geometry import MultiPoint, Point, mapping, shape
from shapely.geometry.base import BaseGeometry

from wardmote.shared.geography.rules.coordinates import Position
from wardmote.shared.geography.rules.schematic import schematic_boundaries

from .content import Content
from .history.chance import chance

METRES = 1 / 111_195
"""A metre northwards, in degrees."""

OUTWARD = "VS"
"""No postcode area in the country begins with V, so no postcode made with it can be anybody's."""

INWARD = "ABDEFGHJLNPQRSTUWXYZ"
POSTCODES_AT_A_PLACE = 3
FOCUS_WIDTH = 260
"""How far a place of focus reaches round the named places in it, in metres."""


@dataclass(frozen=True)
class Ground:
    """Where everything is."""

    wards: Mapping[str, Mapping[str, Any]]
    focus: Mapping[str, tuple[Position, Mapping[str, Any]]]
    places: Mapping[str, Position]
    postcodes: Mapping[str, Position]
    shapes: Mapping[str, BaseGeometry]
    strips: Mapping[str, Mapping[str, Any]]
    """The ground along a ward's edge that goes to the area beyond it, by what people call it."""

    def near(self, place: str, ward: str, seed: int, key: str) -> Position:
        """A spot within a stone's throw of a place, in its ward."""
        draws = chance(seed, "spot", key)
        at = self.places[place]
        across = cos(radians(at.latitude))
        for _ in range(20):
            spot = Position(
                round(at.latitude + draws.gauss(0, 45) * METRES, 6),
                round(at.longitude + draws.gauss(0, 45) * METRES / across, 6),
            )
            if self.shapes[ward].contains(Point(spot.longitude, spot.latitude)):
                return spot
        return at


def lay_out(content: Content, seed: int) -> Ground:
    """Draw the wards from their points, sizes and the borough's outline, and set the places into them."""
    wards = schematic_boundaries(
        {key: Position(ward.latitude, ward.longitude) for key, ward in content.wards.items()},
        [Position(*corner) for corner in content.outline],
        {key: ward.km2 for key, ward in content.wards.items()},
    )
    shapes = {key: shape(boundary) for key, boundary in wards.items()}
    places = {key: _spot(shapes[p.ward], seed, key) for key, p in content.places.items()}
    return Ground(
        wards=wards,
        focus=_focus(content, shapes, places),
        places=places,
        postcodes=_postcodes(content, shapes, places, seed),
        shapes=shapes,
        strips={
            strip.name: mapping(
                shapes[strip.ward].intersection(shapes[strip.along].buffer(strip.metres * METRES))
            )
            for strip in content.strips
        },
    )


def _spot(ward: BaseGeometry, seed: int, key: str) -> Position:
    """A place well inside its ward."""
    draws = chance(seed, "place", key)
    west, south, east, north = ward.bounds
    inner = ward.buffer(-150 * METRES)
    while True:
        longitude, latitude = draws.uniform(west, east), draws.uniform(south, north)
        if inner.contains(Point(longitude, latitude)):
            return Position(round(latitude, 6), round(longitude, 6))


def _focus(
    content: Content, shapes: Mapping[str, BaseGeometry], places: Mapping[str, Position]
) -> dict[str, tuple[Position, Mapping[str, Any]]]:
    """The ground round the named places of each place of focus, within its ward."""
    drawn: dict[str, tuple[Position, Mapping[str, Any]]] = {}
    for member in content.focus:
        (ward,) = member.wards
        spots = [places[key] for key in content.focus_places[member.key]]
        hull = MultiPoint([(s.longitude, s.latitude) for s in spots]).convex_hull
        ground = hull.buffer(FOCUS_WIDTH * METRES).intersection(shapes[ward])
        ground = shapely.set_precision(ground.simplify(20 * METRES), 1e-6)
        middle = ground.representative_point()
        drawn[member.key] = (Position(round(middle.y, 6), round(middle.x, 6)), mapping(ground))
    return drawn


def _postcodes(
    content: Content, shapes: Mapping[str, BaseGeometry], places: Mapping[str, Position], seed: int
) -> dict[str, Position]:
    """A few postcodes at each place: one district for each ward, in the order of the wards."""
    found: dict[str, Position] = {}
    for district, ward in enumerate(content.wards, start=1):
        for key in [p.key for p in content.places.values() if p.ward == ward]:
            for n in range(POSTCODES_AT_A_PLACE):
                draws = chance(seed, "postcode", key, n)
                at = places[key]
                spot = Position(
                    at.latitude + draws.uniform(-90, 90) * METRES,
                    at.longitude + draws.uniform(-90, 90) * METRES,
                )
                if not shapes[ward].contains(Point(spot.longitude, spot.latitude)):
                    spot = at
                code = (
                    f"{OUTWARD}{district} {draws.randint(1, 9)}{draws.choice(INWARD)}{draws.choice(INWARD)}"
                )
                found.setdefault(code, spot)
    return found
