"""One observation as it is compared with others: when, where, of what kind, and whose it is; no words of it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class Met(NamedTuple):
    """An observation that was sent. ``place`` is where it was as it was written, ``team`` whose it is.

    ``teams`` are the numbers of the teams in its case, whose own keys, or those of their safeguarding leads, open it.
    """

    number: int
    at: datetime
    category: str
    sensitivity: str
    organisation: int | None
    team: int | None
    teams: tuple[int, ...]
    ward: int | None
    latitude: float | None
    longitude: float | None
    place: str
