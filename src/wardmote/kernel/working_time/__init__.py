"""Working time: when a team works, and how to add and measure time that counts only then.

Pure: no database and no clock. Every moment that goes in or comes out is an aware `datetime`; results are in the
calendar's own time zone. Public names: `WorkingHours`, `WorkingDuration`, `Unit`, `Calendar`, `NoWorkingTime`,
`LONDON`.
"""

from .calendar import LONDON, Calendar
from .durations import Unit, WorkingDuration
from .hours import NoWorkingTime, WorkingHours

__all__ = ["LONDON", "Calendar", "NoWorkingTime", "Unit", "WorkingDuration", "WorkingHours"]
