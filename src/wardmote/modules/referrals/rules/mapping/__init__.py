"""Mapping files: how a person says which column of their system is which field of an observation."""

from .faults import Fault, WrongMapping
from .model import Broken, EndedEarly, FileLayout, Format, ReportMapping, Row
from .reading import read_mapping
from .rejected import rejected_csv
from .rows import Batch, Outcome, Rejected, Report, batches, read_row

__all__ = [
    "Batch",
    "Broken",
    "EndedEarly",
    "Fault",
    "FileLayout",
    "Format",
    "Outcome",
    "Rejected",
    "Report",
    "ReportMapping",
    "Row",
    "WrongMapping",
    "batches",
    "read_mapping",
    "read_row",
    "rejected_csv",
]
