"""Background and scheduled work of the hub."""

from .imports import undo_import
from .nightly import check_readers, recount_flow

__all__ = ["check_readers", "recount_flow", "undo_import"]
