"""How a ranking becomes points."""

from enum import StrEnum


class RankedPoints(StrEnum):
    """From what the place at which a project stands, counted from 0, is taken away; or points beside the ranks."""

    WRITTEN = "written"
    MAXIMUM_LENGTH = "maximum length"
    BALLOT_LENGTH = "ballot length"
