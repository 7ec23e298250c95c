"""Files of reports as other systems export them: opened, recognised, read row by row."""

from .opening import MAX_MAPPING_BYTES, Unreadable, fingerprint, read_mapping_text
from .recognising import recognise
from .rows import MAX_JSON_BYTES, ReportFile, open_reports, open_rows

__all__ = [
    "MAX_JSON_BYTES",
    "MAX_MAPPING_BYTES",
    "ReportFile",
    "Unreadable",
    "fingerprint",
    "open_reports",
    "open_rows",
    "read_mapping_text",
    "recognise",
]
