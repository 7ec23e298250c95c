"""What a public report is looked at for, by when somebody has looked, and how much is too much."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from wardmote.kernel.working_time import Calendar, WorkingDuration
from wardmote.modules.referrals.rules import looks_personal


class WordsState(StrEnum):
    """How what everybody may read of a report stands."""

    WAITING = "waiting"
    SHOWN = "shown"
    REFUSED = "refused"
    TAKEN_DOWN = "taken_down"


STATES_OF_WORDS: Mapping[WordsState, str] = {
    WordsState.WAITING: "Waits for somebody to read it",
    WordsState.SHOWN: "Shown to everybody",
    WordsState.REFUSED: "Not shown",
    WordsState.TAKEN_DOWN: "Taken down",
}


class Sign(StrEnum):
    """Why to look twice before anything is shown."""

    PERSONAL = "personal"
    LINK = "link"
    ABUSE = "abuse"
    PHOTO = "photo"
    SCRIPTED = "scripted"


SIGNS_IN_WORDS: Mapping[Sign, str] = {
    Sign.PERSONAL: "May tell who somebody is",
    Sign.LINK: "Holds a link",
    Sign.ABUSE: "Holds abuse",
    Sign.PHOTO: "Has a photo: look for faces, number plates, windows of homes",
    Sign.SCRIPTED: "May have been sent by a program",
}

_LINK = re.compile(
    r"(?:https?://|www\.)\S|\b[\w-]{2,63}\.(?:com|net|org|info|biz|ru|cn|xyz|top|shop|online|co\.uk)\b", re.I
)
# Only what is abuse in any sentence: a list of hurtful words is never whole, and a person reads everything anyway.
_ABUSE = re.compile(
    r"\b(?:f+u+c+k\w*|c+u+n+t\w*|w+a+n+k+e+r\w*|t+w+a+t\w*|b+a+s+t+a+r+d\w*|b+i+t+c+h\w*|scum\w*)\b", re.I
)

TOO_FAST = timedelta(seconds=4)
"""Nobody tells, places and sends something in less."""

WITHIN = timedelta(hours=1)
MOST_FROM_ONE_ADDRESS = 12
"""Reports in that time. A library, a hostel or a telephone company stands behind one address, so more than a person."""
MOST_OF_ONE_SPOT = 40
"""Reports of one kind within about a hundred metres in that time: a street in an uproar, not a program."""

_A_DAY = timedelta(days=1)  # a desk that works day and night never closes
_ONE_WORKING_DAY = WorkingDuration.parse("1wd")


def signs_in(words: str, *, has_photo: bool = False, is_scripted: bool = False) -> list[Sign]:
    """Why to look twice at what somebody told, the gravest first."""
    found = {
        Sign.SCRIPTED: is_scripted,
        Sign.ABUSE: bool(_ABUSE.search(words)),
        Sign.PERSONAL: bool(looks_personal(words)),
        Sign.LINK: bool(_LINK.search(words)),
        Sign.PHOTO: has_photo,
    }
    return [sign for sign, is_there in found.items() if is_there]


def check_by(calendar: Calendar, told_at: datetime) -> datetime:
    """By when somebody has read it: before the desk closes on its next working day."""
    next_day = calendar.add(told_at, _ONE_WORKING_DAY)
    closes = calendar.closes(next_day)
    return closes if closes and closes - next_day < _A_DAY else next_day


def spot_of(latitude: float, longitude: float) -> str:
    """The square of about a hundred metres in which a place lies."""
    return f"{round(latitude, 3)},{round(longitude, 3)}"
