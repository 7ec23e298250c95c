"""Files in YAML by which a person says what stands where in somebody else's file. Every fault has its line."""

from .faults import Fault, WrongMapping
from .sections import Section, line_of, read_yaml, short

__all__ = ["Fault", "Section", "WrongMapping", "line_of", "read_yaml", "short"]
