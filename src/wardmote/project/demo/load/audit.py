"""What is kept in the audit trail about the demo."""

from enum import StrEnum


class Audited(StrEnum):
    """Acts on the demo."""

    DEMO_LOADED = "demo.loaded"
