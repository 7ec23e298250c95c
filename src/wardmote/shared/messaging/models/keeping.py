"""How long what was told is kept, and why."""

from __future__ import annotations

from wardmote.kernel.privacy import Keep, Shed, Since

TWO_YEARS = Keep(months=24, after=Since.CREATED, shed=Shed.EMPTIED)
"""To whom what was told: long enough to answer whether somebody heard of a deadline."""
ADDRESS = Keep(months=24, after=Since.CREATED, shed=Shed.REPLACED)
OWN_WISH = Keep(months=0, after=Since.LEFT, shed=Shed.EMPTIED)
