"""The only place that speaks to PostgreSQL in its own words: locks, row-level security, roles, pages."""

from .apart import Apart
from .inserting import insert_many
from .locks import Busy, in_turn, keep, lock, lock_every, only_one, waited_in_vain
from .paging import BadCursor, Page, page_of
from .sight import as_actor, as_system, whose_eyes

__all__ = [
    "Apart",
    "BadCursor",
    "Busy",
    "Page",
    "as_actor",
    "as_system",
    "in_turn",
    "insert_many",
    "keep",
    "lock",
    "lock_every",
    "only_one",
    "page_of",
    "waited_in_vain",
    "whose_eyes",
]
