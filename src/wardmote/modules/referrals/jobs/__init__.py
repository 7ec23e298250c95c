"""Background and scheduled work of the hub."""

from .climbing import climb
from .deadlines import work_out_deadlines
from .feed import forget_feed
from .imports import look_through_import, run_import, shed_import_files, undo_import
from .nightly import check_readers, recount_flow

__all__ = [
    "check_readers",
    "climb",
    "forget_feed",
    "look_through_import",
    "recount_flow",
    "run_import",
    "shed_import_files",
    "undo_import",
    "work_out_deadlines",
]
