"""Where an issue lies: its ward, and all areas that hold it."""

from __future__ import annotations

from typing import NamedTuple

from wardmote.shared.geography import queries as geography


class Lies(NamedTuple):
    """The ward of an issue, and the numbers of all areas that hold it."""

    ward_id: int | None
    area_ids: list[int]


def lies(*, latitude: float | None, longitude: float | None, ward_id: int | None) -> Lies:
    """Where a point lies; without one, or outside the borough, where a ward does."""
    if latitude is not None and longitude is not None:
        found = geography.locate(latitude, longitude)
        if found.ward_id:
            return Lies(found.ward_id, sorted({*found.area_ids, *areas_of_ward(found.ward_id)}))
    return Lies(ward_id, areas_of_ward(ward_id) if ward_id else [])


def areas_of_ward(ward_id: int) -> list[int]:
    """A ward and every area that it is part of today. A ward that is no more reads as the one that follows it."""
    ward_id = geography.wards_today().get(ward_id, ward_id)
    return sorted(
        {ward_id}
        | {
            branch.area.id
            for division in geography.area_tree()
            for branch in division.areas
            if ward_id in {ward.id for ward in branch.wards}
        }
    )
