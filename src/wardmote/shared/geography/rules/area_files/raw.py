"""What a file of boundaries holds, as it stands there, before anything is made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class RawFile:
    """The features of one layer: their cells in words by column, and what is drawn as well-known binary.

    ``crs`` is the coordinate system it declares, empty where it declares none; a GeoJSON that says nothing says WGS
    84. ``is_recoded`` says that its text was not UTF-8.
    """

    format: str
    columns: Sequence[str]
    rows: Sequence[Mapping[str, str]]
    geometries: Sequence[bytes | None]
    crs: str = ""
    layers: Sequence[str] = ()
    layer: str = ""
    is_recoded: bool = False
