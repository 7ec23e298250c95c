"""Every change to periods, holds and runs."""

from .holds import lift_hold, place_hold, review_hold
from .periods import change_period
from .runs import APPROVED, approve_run, count_due, finish_run, shed_next, stop_run

__all__ = [
    "APPROVED",
    "approve_run",
    "change_period",
    "count_due",
    "finish_run",
    "lift_hold",
    "place_hold",
    "review_hold",
    "shed_next",
    "stop_run",
]
