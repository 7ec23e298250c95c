"""What a file of boundaries holds, and what there is to say of it beside the map as it is."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import shapely

from wardmote.shared.geography.adapters.boundary_files import MOST_BYTES, are_boundaries, open_boundaries
from wardmote.shared.geography.rules.area_files import (
    AreaFile,
    Finding,
    Known,
    RawFile,
    Weight,
    areas_of,
    beside,
    far_away,
    findings,
    kind_called,
)
from wardmote.shared.geography.rules.words import AreaKind, plain

from .held import MappedSet, borough_now
from .placing import today

__all__ = ["MOST_BYTES", "are_boundaries", "findings_in", "kind_in", "read_boundaries"]

MOST_REMEMBERED = 4 * 1024 * 1024
"""Bytes of a file whose content is remembered for a while."""


def read_boundaries(content: bytes, *, column: str = "", codes: str = "", layer: str = "") -> AreaFile:
    """Read a file of boundaries: GeoJSON, TopoJSON, a zipped shapefile, a GeoPackage or KML, in any system it declares.

    Names and codes come from the columns named, or from those that look like it; of several layers one is read. What
    is wrong with single areas is told of each. Raises BadMap when the file as a whole cannot be used.
    """
    opened = (
        _opened(content, layer) if len(content) <= MOST_REMEMBERED else open_boundaries(content, layer=layer)
    )
    return areas_of(opened, column=column, codes=codes)


@lru_cache(maxsize=8)
def _opened(content: bytes, layer: str) -> RawFile:
    """A file is looked at, settled and used within minutes; opening it takes longer than all the rest."""
    return open_boundaries(content, layer=layer)


def kind_in(file: AreaFile, name: str) -> AreaKind | None:
    """Say what kind of areas a file holds: by its codes, by the set of this name that is here, or by the name.

    Wards of several boroughs, where we have wards of our own, are those of the neighbours. None where nothing tells.
    """
    if file.kind is AreaKind.WARDS and len(file.boroughs) > 1 and borough_now().wards(today()) is not None:
        return AreaKind.NEIGHBOURS
    here = next((each for each in borough_now().sets if plain(each.name) == plain(name)), None)
    return file.kind or (AreaKind(here.kind) if here else kind_called(name))


def findings_in(file: AreaFile, *, kind: AreaKind, name: str, since: date) -> list[Finding]:
    """Say what was found in a file that is to become a set from a day on: by itself, and beside what holds before."""
    before = _before(kind, name, since)
    compared = None
    if before is not None:
        compared = beside(
            [Known(area.name, area.code, file.ground_of(area)) for area in file.areas if not area.wrong],
            [
                Known(area.ref.name, area.code, None if area.is_schematic else area.boundary)
                for area in before.areas
            ],
        )
    wards = borough_now().wards(today())
    ours = [area.boundary for area in wards.areas if area.boundary is not None] if wards else []
    drawn = [file.ground_of(area) for area in file.areas]
    own = shapely.union_all(ours) if ours else None
    said = findings(file, kind=kind, far=far_away(drawn, own), compared=compared)
    return [*said, *_own_borough(file, drawn, own)] if kind is AreaKind.NEIGHBOURS else said


def _own_borough(file: AreaFile, drawn: Sequence[Any], own: Any) -> list[Finding]:
    """Say which of the neighbours is no neighbour: it has more than half of our own ground."""
    if own is None:
        return []
    names = [
        area.name
        for area, ground in zip(file.areas, drawn, strict=True)
        if ground is not None and shapely.intersection(shapely.make_valid(ground), own).area > own.area / 2
    ]
    if not names:
        return []
    return [
        Finding(
            Weight.DOUBT,
            "Your own borough is among them",
            [f"{name} lies on your own wards." for name in names],
            "Inside your wards they count, and not this. Take it out of the file, unless you want it.",
        )
    ]


def _before(kind: AreaKind, name: str, since: date) -> MappedSet | None:
    """The set that this one mends, or else follows: that of its name, or the wards of the eve."""
    sets = [each for each in borough_now().sets if each.kind == kind and each.areas]
    same = [each for each in sets if plain(each.name) == plain(name)]
    follows = [each for each in sets if kind == AreaKind.WARDS and each.holds(since)]
    eve = [each for each in sets if kind == AreaKind.WARDS and each.holds(since - timedelta(days=1))]
    found: Sequence[MappedSet] = same or eve or follows
    return found[0] if found else None
