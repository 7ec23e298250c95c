"""Every read of case reviews, actor first; the procedure and the figures are published."""

from .figures import figures_of
from .procedure import editions, procedure_on
from .reviews import (
    Counted,
    ask_for,
    count_of,
    desk,
    has_a_part,
    promises_of,
    recommendation_for,
    review_for,
    waiting,
)
from .watch import (
    TIE_IN_WORDS,
    IncidentSeen,
    ReportSeen,
    Watched,
    count_with,
    letter_for,
    said_for,
    watch,
)

__all__ = [
    "TIE_IN_WORDS",
    "Counted",
    "IncidentSeen",
    "ReportSeen",
    "Watched",
    "ask_for",
    "count_of",
    "count_with",
    "desk",
    "editions",
    "figures_of",
    "has_a_part",
    "letter_for",
    "procedure_on",
    "promises_of",
    "recommendation_for",
    "review_for",
    "said_for",
    "waiting",
    "watch",
]
