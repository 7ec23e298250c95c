"""A file of people to invite: how its rows are read, and what each row will do. No database, no clock."""

from .judging import SKIPPED, WILL_DO, Does, Known, Offer, Verdict, decide
from .places import Place, Places
from .reading import COLUMNS, MAX_ROWS, Column, PersonRow, UnreadablePeople, read_people

__all__ = [
    "COLUMNS",
    "MAX_ROWS",
    "SKIPPED",
    "WILL_DO",
    "Column",
    "Does",
    "Known",
    "Offer",
    "PersonRow",
    "Place",
    "Places",
    "UnreadablePeople",
    "Verdict",
    "decide",
    "read_people",
]
