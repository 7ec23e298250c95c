"""The profile of an area (R3.3)."""
