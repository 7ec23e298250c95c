"""Every change to case reviews: the procedure, what is said of reports, letters, and the life of a review."""

from .asking import Request, TooMany, ask_for_review
from .procedure import NewProcedure, keep_procedure
from .steps import (
    WITH_MORE,
    ask_agency,
    count_from,
    give_information,
    move_review,
    recommend,
    respond,
    set_panel,
)
from .watch import make_letter, say_incident, say_letter_sent, take_back_incident

__all__ = [
    "WITH_MORE",
    "NewProcedure",
    "Request",
    "TooMany",
    "ask_agency",
    "ask_for_review",
    "count_from",
    "give_information",
    "keep_procedure",
    "make_letter",
    "move_review",
    "recommend",
    "respond",
    "say_incident",
    "say_letter_sent",
    "set_panel",
    "take_back_incident",
]
