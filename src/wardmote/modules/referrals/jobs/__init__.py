"""Background and scheduled work of the hub."""

from .deadlines import work_out_deadlines
from .imports import undo_import
from .nightly import check_readers, recount_flow

__all__ = ["check_readers", "recount_flow", "undo_import", "work_out_deadlines"]
