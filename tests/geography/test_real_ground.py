"""The real wards and postcodes: every point of the borough has one ward, on every edge and corner too (R3.1, R3.4)."""

from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from wardmote.kernel.actor import Actor
from wardmote.shared.geography.actions import NewArea, load_postcode_file, replace_area_set
from wardmote.shared.geography.models import Postcode
from wardmote.shared.geography.queries import NONE, place_many, read_boundaries
from wardmote.shared.geography.rules.words import AreaKind

pytestmark = pytest.mark.django_db

ON = date(2014, 1, 1)
STEPS = 5
"""Points on each straight edge, beside its corners."""


@lru_cache
def wards_in(folder: Path) -> tuple[NewArea, ...]:
    found = read_boundaries((folder / "boundaries" / "walsall_wards_2013.geojson").read_bytes())
    return tuple(
        NewArea(key=a.code.lower(), name=a.name, code=a.code, inside=a.inside, boundary=a.boundary)
        for a in found.areas
    )


@pytest.fixture
def real_wards(real_files: Path, keeper: Actor) -> tuple[NewArea, ...]:
    wards = wards_in(real_files)
    replace_area_set(
        by=keeper,
        key="wards-2013",
        name="Wards 2013",
        kind=AreaKind.WARDS,
        valid_from=date(2013, 5, 1),
        areas=wards,
    )
    return wards


def test_every_real_postcode_lands_in_one_of_the_wards_of_2013(real_wards, real_files, keeper):
    with (real_files / "postcodes" / "walsall_postcodes_codepoint_2014.csv").open("rb") as file:
        assert load_postcode_file(by=keeper, file=file).kept == 5_507
    spots = np.array(Postcode.objects.values_list("latitude", "longitude"))
    assert np.count_nonzero(place_many(spots, ON).wards.first == NONE) == 0


def test_every_point_inside_on_an_edge_or_at_a_corner_has_one_ward(real_wards):
    drawn = [shape(ward.boundary) for ward in real_wards]
    corners = [shapely.get_coordinates(ring) for ring in shapely.get_rings(drawn)]
    along = [
        a + (b - a) * n / STEPS for ring in corners for a, b in [(ring[:-1], ring[1:])] for n in range(STEPS)
    ]
    west, south, east, north = shapely.total_bounds(drawn)
    anywhere = np.random.default_rng(6).uniform([west, south], [east, north], (5_000, 2))
    within = shapely.intersects(shapely.union_all(drawn), shapely.points(anywhere))
    spots = np.concatenate([*along, anywhere[within]])[:, ::-1]
    assert len(spots) > 7_000
    placed = place_many(spots, ON)
    assert np.count_nonzero(placed.wards.first == NONE) == 0
    assert len(placed.wards.points) == len(spots), "one ward each, never two"
