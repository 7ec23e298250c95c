"""Looking over the looks, and saying what became of what was found."""

from .judging import judge_finding
from .looking_over import FOUND, NOBODY_TO_JUDGE, look_over_day

__all__ = ["FOUND", "NOBODY_TO_JUDGE", "judge_finding", "look_over_day"]
