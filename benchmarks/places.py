"""How many points a second are located, beside a bare search of the same boundaries: `python -m benchmarks.places`.

As many wards and small areas as a conurbation has, drawn by chance and always the same. Needs a database with an empty
map; whatever it writes is rolled back.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import shapely

from wardmote.project.cli import set_up_django

WARDS, SMALL_AREAS = 163, 1_680
POINTS, AT_ONCE = 50_000, 5_000
WEST, SOUTH, EAST, NORTH = -2.2, 52.35, -1.4, 52.67
CORNERS = 60
"""About how many a real ward's boundary has."""


def drawn(count: int, seed: int) -> list[Any]:
    """Divide the ground into so many areas, each edge broken into many."""
    chance = np.random.default_rng(seed)
    ground = shapely.box(WEST, SOUTH, EAST, NORTH)
    seeds = np.column_stack([chance.uniform(WEST, EAST, count), chance.uniform(SOUTH, NORTH, count)])
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=ground))
    kept = shapely.intersection(cells, ground)
    return list(shapely.segmentize(kept, shapely.length(kept).mean() / CORNERS))


def measure(rounds: int) -> tuple[float, float, float]:
    """Give points a second of ours in arrays, of ours as `Location`s, and of a bare search; medians, turn by turn."""
    from wardmote.shared.geography import queries

    chance = np.random.default_rng(3)
    spots = np.column_stack([chance.uniform(SOUTH, NORTH, POINTS), chance.uniform(WEST, EAST, POINTS)])
    portions = [spots[at : at + AT_ONCE] for at in range(0, POINTS, AT_ONCE)]
    points = [shapely.points(portion[:, ::-1]) for portion in portions]
    trees = [shapely.STRtree([shape.geometry for shape in queries.shapes(key)]) for key in ("wards", "small")]

    def bare() -> None:
        for portion in points:
            for tree in trees:
                tree.query(portion, predicate="intersects")

    def ours() -> None:
        for portion in portions:
            for layer in queries.place_many(portion).layers:
                _ = layer.first

    def as_locations() -> None:
        for portion in portions:
            queries.locate_many([queries.Position(*spot) for spot in portion.tolist()])

    ways: Sequence[Callable[[], None]] = (ours, as_locations, bare)
    took: list[list[float]] = [[] for _ in ways]
    for number in range(rounds + 1):
        for way, times in zip(ways, took, strict=True):
            began = perf_counter()
            way()
            if number:  # the first round builds the trees
                times.append(perf_counter() - began)
    in_arrays, locations, searched = (POINTS / median(times) for times in took)
    return in_arrays, locations, searched


def load() -> None:
    """Put the areas on the map."""
    from wardmote.kernel.actor import system
    from wardmote.shared.geography.actions import NewArea, replace_area_set
    from wardmote.shared.geography.rules.coordinates import Position
    from wardmote.shared.geography.rules.words import AreaKind

    for key, kind, count, seed in (
        ("wards", AreaKind.WARDS, WARDS, 1),
        ("small", AreaKind.SMALL_AREAS, SMALL_AREAS, 2),
    ):
        areas = []
        for number, ground in enumerate(drawn(count, seed)):
            middle = ground.representative_point()
            areas.append(
                NewArea(
                    key=f"a{number}",
                    name=f"Area {number}",
                    inside=Position(middle.y, middle.x),
                    boundary=json.loads(shapely.to_geojson(ground)),
                )
            )
        replace_area_set(
            by=system("benchmark"), key=key, name=key, kind=kind, valid_from=date(2020, 1, 1), areas=areas
        )


def main() -> None:
    """Fill the map, measure, print one line of JSON for the process that reads it."""
    set_up_django()
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        load()
        print(json.dumps(measure(rounds=5)))  # noqa: T201
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
