"""How a file goes from upload to import, and how long it is kept on the way."""

from datetime import timedelta
from enum import StrEnum


class DraftState(StrEnum):
    """Where a file stands that somebody brings in by the pages."""

    MAPPING = "mapping"
    """Its columns are being named."""
    LOOKING = "looking"
    """It is read once without keeping anything."""
    READY = "ready"
    """It was looked at, and can be imported as it was shown."""
    IMPORTING = "importing"
    """Its rows are being kept."""
    STOPPED = "stopped"
    """Somebody stopped it, or it could not go on. What was kept stays, and it can go on."""
    DONE = "done"
    """It was read to its end."""
    DISCARDED = "discarded"
    """It was thrown away before anything was kept."""


BEFORE_IMPORT = frozenset({DraftState.MAPPING, DraftState.LOOKING, DraftState.READY})
"""Nothing of it was kept yet: it can be changed, and thrown away."""
AT_WORK = frozenset({DraftState.LOOKING, DraftState.IMPORTING})
"""A job has it in hand."""
LOOKED_THROUGH = frozenset({DraftState.READY, DraftState.IMPORTING, DraftState.STOPPED, DraftState.DONE})
"""The whole file was read with the mapping as it stands."""
OPEN_DRAFT = BEFORE_IMPORT | {DraftState.IMPORTING, DraftState.STOPPED}
"""It is not over."""

MAX_FILE_BYTES = 25_000_000
"""The largest file that is taken by the pages, as it is sent."""

FILE_KEPT = timedelta(days=14)
"""How long a file is kept after somebody last did something with it. Long enough to mend rejected rows, no longer."""

SILENCE = timedelta(minutes=3)
"""After how long without a sign of life a job is taken for dead, and may be begun again."""
