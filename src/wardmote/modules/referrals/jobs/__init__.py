"""Background and scheduled work of the hub."""

from .climbing import climb, look_again
from .deadlines import work_out_deadlines
from .erasing import remove_erased_files
from .feed import forget_feed
from .imports import look_through_import, run_import, shed_import_files, undo_import
from .links import end_links, renew_links_of
from .nightly import check_readers, publish_counts, recount_flow
from .sharing import tell_of_agreements

__all__ = [
    "check_readers",
    "climb",
    "end_links",
    "forget_feed",
    "look_again",
    "look_through_import",
    "publish_counts",
    "recount_flow",
    "remove_erased_files",
    "renew_links_of",
    "run_import",
    "shed_import_files",
    "tell_of_agreements",
    "undo_import",
    "work_out_deadlines",
]
