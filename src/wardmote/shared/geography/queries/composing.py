"""Of which blocks an area is made on a day, and how much ground areas share."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import shapely

from wardmote.shared.geography.rules.composition import SLIVER, How, Part, moved, settled
from wardmote.shared.geography.rules.coordinates import to_metres
from wardmote.shared.geography.rules.words import AreaKind

from .held import Borough, Mapped, MappedSet, borough_now
from .placing import today


def composition(area_id: int, on: date | None = None, *, blocks: str) -> list[Part]:
    """Say of which blocks an area is made on a day (today when none is given): code, share of its ground, how known.

    ``blocks`` is the key of a set of wards or small areas. A block is whole where the composition says so or it lies
    in the area but for slivers, by lookup where only its code tells, cut where the area holds a part of its ground.
    Over the areas of a partition the shares of a block that lies within it add up to 1. Nothing for an area or a
    set that does not exist, and for blocks that the area does not reach.
    """
    borough = borough_now()
    area, block_set = borough.by_id.get(area_id), borough.named(blocks)
    if area is None or block_set is None:
        return []
    if area.ref.area_set == blocks:
        return [Part(area.code or area.ref.key, 1.0, How.WHOLE)]
    found = _composed(borough.fingerprint, area.ref.area_set, blocks, on or today())
    return [
        Part(block.code or block.ref.key, *found[block.ref.id][area_id])
        for block in block_set.areas
        if area_id in found.get(block.ref.id, {})
    ]


def square_metres(geometry: Any) -> Any:
    """Measure ground that is given in degrees: one geometry or an array of them."""
    return shapely.area(shapely.transform(geometry, to_metres))


def ground_on(area_id: int, on: date) -> Any:
    """Give the ground of an area on a day, as geometry in degrees; None where it has none that is drawn."""
    borough = borough_now()
    area = borough.by_id.get(area_id)
    return None if area is None else borough.geometry(area, on)


def moved_ground_on(adjustment_id: int, on: date) -> Any:
    """Give what an adjustment moves on a day, as geometry in degrees; empty where it moves nothing."""
    borough = borough_now()
    move = next((m for s in borough.sets for m in s.moves if m.id == adjustment_id), None)
    return shapely.Polygon() if move is None or not move.holds(on) else borough.ground_moved(move, on)


@lru_cache(maxsize=64)
def _composed(
    _version: str, set_key: str, blocks: str, on: date
) -> Mapping[int, Mapping[int, tuple[float, How]]]:
    """Give of each block, by its id, the areas of a set that it belongs to, with share and how that is known."""
    borough = borough_now()
    area_set, block_set = borough.named(set_key), borough.named(blocks)
    if area_set is None or block_set is None:
        return {}
    said = _said(borough, area_set, on)
    measured = [block for block in block_set.areas if block.ref.id not in said and block.boundary is not None]
    shares = {block: {area: 1.0} for block, area in said.items()} | _by_ground(
        borough, area_set, measured, on
    )
    shares = _after_moves(borough, area_set, block_set.areas, shares, on)
    found = {
        block: {area: (share, How.WHOLE if share > 1 - 1e-9 else How.CUT) for area, share in parts.items()}
        for block, parts in shares.items()
    }
    return found | _by_code(borough, area_set, [b for b in block_set.areas if b.ref.id not in shares], on)


def _said(borough: Borough, area_set: MappedSet, on: date) -> dict[int, int]:
    """The blocks that the composition names, with their area. A Place of Focus only lies in a ward."""
    if area_set.kind == AreaKind.FOCUS:
        return {}
    return {ward: areas[0].id for ward, areas in area_set.made_of(on).items() if len(areas) == 1}


def _by_ground(
    borough: Borough, area_set: MappedSet, blocks: Sequence[Mapped], on: date
) -> dict[int, dict[int, float]]:
    """Share out blocks by where their ground lies, before any adjustment."""
    drawn = [
        (area.ref.id, ground)
        for area in area_set.areas
        if area.holds(on) and (ground := borough.own_ground(area, on)) is not None
    ]
    if not drawn or not blocks:
        return {}
    grounds = shapely.transform([ground for _, ground in drawn], to_metres)
    squares = shapely.transform([block.boundary for block in blocks], to_metres)
    which_block, which_area = shapely.STRtree(grounds).query(squares, predicate="intersects")
    common = shapely.area(shapely.intersection(squares[which_block], grounds[which_area]))
    shares: dict[int, dict[int, float]] = {}
    for b, a, size in zip(which_block.tolist(), which_area.tolist(), common.tolist(), strict=True):
        if size > 0:
            shares.setdefault(blocks[b].ref.id, {})[drawn[a][0]] = size / squares[b].area
    if area_set.kind == AreaKind.FOCUS:  # places of focus divide nothing: each has its own share
        return {b: {a: min(s, 1.0) for a, s in parts.items()} for b, parts in shares.items()}
    return {block: kept for block, parts in shares.items() if (kept := settled(parts))}


def _after_moves(
    borough: Borough,
    area_set: MappedSet,
    blocks: Sequence[Mapped],
    shares: dict[int, dict[int, float]],
    on: date,
) -> dict[int, dict[int, float]]:
    """Pass on what adjustments move, however small; but not what is a sliver of the block and of the piece as well."""
    for move in area_set.moves:
        ground = borough.ground_moved(move, on) if move.holds(on) else shapely.Polygon()
        piece = square_metres(ground)
        for block in blocks if piece else ():
            if block.ref.id not in shares or block.boundary is None:
                continue
            size = square_metres(block.boundary)
            common = square_metres(shapely.intersection(block.boundary, ground))
            if common >= SLIVER * min(size, piece):
                shares[block.ref.id] = moved(
                    shares[block.ref.id], move.gives, move.receives.id, common / size
                )
    return shares


def _by_code(
    borough: Borough, area_set: MappedSet, blocks: Sequence[Mapped], on: date
) -> dict[int, dict[int, tuple[float, How]]]:
    """Blocks without a boundary whose code is that of a ward which an area is made of."""
    wards = {borough.by_id[ward].code: area for ward, area in _said(borough, area_set, on).items()}
    wards.pop("", None)
    return {
        block.ref.id: {wards[block.code]: (1.0, How.LOOKUP)}
        for block in blocks
        if block.boundary is None and block.code in wards
    }
