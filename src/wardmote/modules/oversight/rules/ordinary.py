"""When a look is out of the ordinary (R1.8).

What is looked for is what privacy officers of the NHS look for when they go through who opened records: the own record,
the same surname, many records, at odd hours, without a working relationship. The numbers are declared here and are
ours: there is no published threshold. They are set so that a busy day is no alarm, and they say nothing of guilt.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from wardmote.modules.referrals.rules import Ground

MANY_OPENED = 40
"""Fewer records opened in a day than this are never many: a duty officer opens as many on a busy Monday."""
MANY_SEEN = 500
"""The same for records that stood in lists: a page of an inbox holds fifty."""
TIMES_USUAL = 2
"""Many is more than twice what is usual; twice is a holiday's work left over."""
COMPARED_DAYS = timedelta(days=60)
"""The days that tell what is usual: two months hold every weekday often enough."""
ENOUGH_DAYS = 10
"""With fewer days on which somebody looked, nothing is said of what is usual for them."""
WITHOUT_USUAL = 2.5
"""Where neither the person's own usual nor the role's is known: this many times the least that is many."""

MARGIN = timedelta(hours=1)
"""Who comes early or stays late works."""
OUT_OF_HOURS_LEAST = 3
"""One record opened at night is a call; three are an evening."""
OFTEN_OUT_OF_HOURS = 0.1
"""Who looks out of hours on more than one day in ten works like that, and it tells nothing."""

LOOK_BACK = timedelta(days=28)
AGAIN_DAYS = 5
"""Opened on so many days of four weeks, by somebody who does not work on it and did nothing with it."""
QUIET = timedelta(days=28)
"""The same of the same person and record is not found again for so long: it is being looked into, or explained."""

_WORKS_ON_IT = frozenset(
    {
        Ground.CLAIMED,
        Ground.ON_OUR_DESK,
        Ground.COORDINATOR,
        Ground.RECORDED,
        Ground.SENT,
        Ground.OUR_TEAM_SENT,
        Ground.OUR_TEAM_RECORDED,
    }
)
_MARKS = re.compile("[\u0300-\u036f]")


def works_on_it(ground: Ground) -> bool:
    """Whether somebody who read a record on this ground has it as their work."""
    return ground in _WORKS_ON_IT


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What is usual in a day, for somebody and for those with the same role; None where too little is known."""

    own: int | None = None
    role: int | None = None


def usual_of(counts: Sequence[int]) -> int | None:
    """What somebody reaches or stays below on nine days of ten on which they looked at all: no shape is assumed.

    The 90th percentile by nearest rank. None for fewer than ten days.
    """
    if len(counts) < ENOUGH_DAYS:
        return None
    return sorted(counts)[math.ceil(0.9 * len(counts)) - 1]


def is_many(count: int, usual: Usual, *, least: int) -> bool:
    """Whether somebody looked at more records in a day than the work explains, their own and that of their role."""
    known = [one for one in (usual.own, usual.role) if one is not None]
    if not known:
        return count >= WITHOUT_USUAL * least
    return count >= least and all(count > TIMES_USUAL * one for one in known)


class Within(Protocol):
    """A team's working time."""

    def is_open(self, at: datetime) -> bool:
        """Whether somebody works then."""


def is_worked(at: datetime, calendars: Collection[Within]) -> bool:
    """Whether one of the teams works at that time, or within an hour of it. True where no hours are known."""
    return not calendars or any(
        calendar.is_open(moment) for calendar in calendars for moment in (at, at - MARGIN, at + MARGIN)
    )


def is_out_of_hours(opened: int, *, days: int, days_outside: int) -> bool:
    """Whether so many records opened out of hours are unusual for somebody who looked out of hours on some days."""
    is_their_way = days >= ENOUGH_DAYS and days_outside > OFTEN_OUT_OF_HOURS * days
    return opened >= OUT_OF_HOURS_LEAST and not is_their_way


def is_again(days: int, *, did_something: bool, ground: Ground) -> bool:
    """Whether somebody opened one record on so many days without having it as their work."""
    return days >= AGAIN_DAYS and not did_something and not works_on_it(ground)


def is_own(*, name: str, email: str, phone: str, of_name: str, of_contact: str) -> bool:
    """Whether somebody concerned has the looker's own name, telephone or e-mail address.

    Names agree in whatever order, case and accents; a single word is not enough to be a name.
    """
    own, other = _words(name), _words(of_name)
    if len(own) > 1 and sorted(own) == sorted(other):
        return True
    if email and email.casefold() in of_contact.casefold().split():
        return True
    digits = _digits(phone)
    return len(digits) == _TELEPHONE and digits in _digits_of_each(of_contact)


def is_same_surname(name: str, of_name: str) -> bool:
    """Whether two people share the last word of their names: family, or neighbours who are; or nothing."""
    own, other = _words(name), _words(of_name)
    return len(own) > 1 and len(other) > 1 and own[-1] == other[-1]


_TELEPHONE = 9
"""The last digits, without the trunk's 0 or the country's 44."""


def _words(name: str) -> list[str]:
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", name).casefold())
    return [word for word in re.split(r"[^\w'’-]+", plain) if word]


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))[-_TELEPHONE:]


def _digits_of_each(text: str) -> Iterable[str]:
    return [_digits(part) for part in re.split(r"[,;/]|\s{2,}|[a-z]", text.casefold())]
