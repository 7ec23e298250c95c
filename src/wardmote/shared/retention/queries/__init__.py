"""Every read of periods, holds and runs, actor first."""

from .due import asked_for, counted, preview, shown_digest
from .holds import hold_with, holds_in_force, holds_kept, holds_to_review, is_held, what_is_held
from .periods import KeptFor, changes_of, months_of, schedule
from .runs import certificate_with, certificates, lines_of, run_now, run_to_carry_out

__all__ = [
    "KeptFor",
    "asked_for",
    "certificate_with",
    "certificates",
    "changes_of",
    "counted",
    "hold_with",
    "holds_in_force",
    "holds_kept",
    "holds_to_review",
    "is_held",
    "lines_of",
    "months_of",
    "preview",
    "run_now",
    "run_to_carry_out",
    "schedule",
    "shown_digest",
    "what_is_held",
]
