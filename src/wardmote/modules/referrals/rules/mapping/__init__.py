"""Mapping files: how a person says which column of their system is which field of an observation."""

from wardmote.kernel.mapping_files import Fault, WrongMapping

from .model import Broken, EndedEarly, FileLayout, Format, ReportMapping, Row, TimeFormat, folded
from .reading import ENCODINGS, MAX_BECAUSE, MAX_SYSTEM, USUAL, read_mapping
from .recognising import TIME_FORMATS, has_ended, read_back, telling, time_formats
from .rejected import as_it_was, correctable_csv, is_correctable, rejected_csv
from .rows import Batch, Outcome, Rejected, Report, batches, read_row
from .suggesting import Field, Suggested, suggest_category, suggest_columns
from .written import Everything, Written, block, columns_in, from_yaml, in_words, is_usable, text_of, to_yaml

__all__ = [
    "ENCODINGS",
    "MAX_BECAUSE",
    "MAX_SYSTEM",
    "TIME_FORMATS",
    "USUAL",
    "Batch",
    "Broken",
    "EndedEarly",
    "Everything",
    "Fault",
    "Field",
    "FileLayout",
    "Format",
    "Outcome",
    "Rejected",
    "Report",
    "ReportMapping",
    "Row",
    "Suggested",
    "TimeFormat",
    "Written",
    "WrongMapping",
    "as_it_was",
    "batches",
    "block",
    "columns_in",
    "correctable_csv",
    "folded",
    "from_yaml",
    "has_ended",
    "in_words",
    "is_correctable",
    "is_usable",
    "read_back",
    "read_mapping",
    "read_row",
    "rejected_csv",
    "suggest_category",
    "suggest_columns",
    "telling",
    "text_of",
    "time_formats",
    "to_yaml",
]
