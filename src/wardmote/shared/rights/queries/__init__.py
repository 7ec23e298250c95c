"""Every read of people's requests, actor first."""

from .copies import (
    Judged,
    copy_as_data,
    copy_to_read,
    eyes_of_organisation,
    gathered_for,
    pack_of,
    packs_due_to_be_emptied,
)
from .erasing import Erasure, erasure_of, marked_matters
from .finding import possible, proposed, sought_of
from .requests import (
    Standing,
    day_due,
    marked,
    matter_for,
    matters_of,
    request_for,
    requests_due_to_be_shed,
    requests_ended,
    requests_open,
    standing_of,
    to_decide,
    waits_of,
)

__all__ = [
    "Erasure",
    "Judged",
    "Standing",
    "copy_as_data",
    "copy_to_read",
    "day_due",
    "erasure_of",
    "eyes_of_organisation",
    "gathered_for",
    "marked",
    "marked_matters",
    "matter_for",
    "matters_of",
    "pack_of",
    "packs_due_to_be_emptied",
    "possible",
    "proposed",
    "request_for",
    "requests_due_to_be_shed",
    "requests_ended",
    "requests_open",
    "sought_of",
    "standing_of",
    "to_decide",
    "waits_of",
]
