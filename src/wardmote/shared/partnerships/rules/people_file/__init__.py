"""A file of people to invite: how its rows are read, and what each row will do. No database, no clock."""

from wardmote.kernel.table_files import MAX_ROWS, UnreadableTable

from .judging import SKIPPED, WILL_DO, Does, Known, Offer, Verdict, decide, names_sensitive_role
from .keeping import BATCH, FILE_KEPT, MOST_FILES, UNFINISHED, FileState
from .places import Place, Places
from .reading import COLUMNS, HEADINGS, LONGEST, MAX_BYTES, MENDING, Column, PersonRow, read_people

__all__ = [
    "BATCH",
    "COLUMNS",
    "FILE_KEPT",
    "HEADINGS",
    "LONGEST",
    "MAX_BYTES",
    "MAX_ROWS",
    "MENDING",
    "MOST_FILES",
    "SKIPPED",
    "UNFINISHED",
    "WILL_DO",
    "Column",
    "Does",
    "FileState",
    "Known",
    "Offer",
    "PersonRow",
    "Place",
    "Places",
    "UnreadableTable",
    "Verdict",
    "decide",
    "names_sensitive_role",
    "read_people",
]
