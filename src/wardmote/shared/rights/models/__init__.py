"""What people have asked about what is kept of them, what was found, what was decided, and the copy that was made.

A request is read by the data protection officers of the organisation that was asked; where something protected is in
it, by the safeguarding leads who decide on that. Nothing here is deleted: what is taken back is ended, and a copy is
emptied when its time is over.
"""

from .keeping import FOR_A_TIME, MAX_WORDS, SIX_YEARS, SIX_YEARS_UNSEEN
from .matters import Decision, Matter
from .packs import Mark, Pack, PackPart
from .requests import Request, RequestGround, Waiting

__all__ = [
    "FOR_A_TIME",
    "MAX_WORDS",
    "SIX_YEARS",
    "SIX_YEARS_UNSEEN",
    "Decision",
    "Mark",
    "Matter",
    "Pack",
    "PackPart",
    "Request",
    "RequestGround",
    "Waiting",
]
