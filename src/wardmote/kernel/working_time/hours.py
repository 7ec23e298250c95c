"""The hours that a team works in a week, read from plain words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_DAY = 24 * 60
LEAST_A_WEEK = 60
"""Minutes. With less, the longest clocks would run for centuries."""

_USUAL = "Mon-Fri 09:00-17:00"
_WRITE = (
    'Write days and times such as "Mon-Fri 09:00-17:00", '
    '"Mon, Wed 09:00-12:00 and 13:00-17:00; Sat 10:00-14:00", "Every day 08:00-20:00" or "Day and night".'
)


class NoWorkingTime(ValueError):
    """A calendar in which nobody ever works, or not for more than a year: no deadline can stand in it."""


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The hours a team works in each week.

    `week` holds, for Monday to Sunday, the (start, end) minutes after that day's midnight, in order and not
    overlapping; an end past 1440 runs into the next day. `words` is what a person wrote. `stated` is False
    where the words name no times ("Volunteers, by telephone"): the usual week, Monday to Friday 09:00 to
    17:00, then stands in for clocks, and pages can say that it is assumed.
    """

    week: tuple[tuple[tuple[int, int], ...], ...]
    words: str = ""
    stated: bool = True

    def __post_init__(self) -> None:
        """Raise NoWorkingTime when no day has any hours."""
        if not any(self.week):
            raise NoWorkingTime(f"These hours hold no working time. {_WRITE}")

    @classmethod
    def parse(cls, words: str) -> Self:
        """Read plain words. Raises ValueError saying what to write instead.

        "School days" are Monday to Friday, "University term" says nothing of its own: holidays of either are
        closures of the calendar. Times run over midnight when the end is not after the start
        ("Fri-Sat 22:00-02:00"). Parts are parted by ";", times of the same days by "and".
        """
        text = " ".join(words.replace("–", "-").split())
        if re.match(r"(by rota|volunteers)\b[^0-9]*$", text, re.I):
            return cls(cls.parse(_USUAL).week, text, stated=False)
        if text.lower() in {"day and night", "24 hours"}:
            return cls((((0, _DAY),),) * 7, text)
        week: list[list[tuple[int, int]]] = [[] for _ in WEEKDAYS]
        for part in re.sub(r"^university term, ", "", text, flags=re.I).split(";"):
            days, spans = _read_part(part.strip(), words)
            for day in days:
                week[day].extend(spans)
        read = cls(tuple(_apart(sorted(spans), words) for spans in week), text)
        if sum(end - start for spans in read.week for start, end in spans) < LEAST_A_WEEK:
            raise NoWorkingTime(f'"{words}" is less than an hour a week. No deadline could be kept. {_WRITE}')
        return read


def _read_part(part: str, words: str) -> tuple[list[int], list[tuple[int, int]]]:
    found = re.fullmatch(r"([a-z ,-]+?) ?([0-9][0-9:]*-[0-9].*)", part, re.I)
    if not found:
        raise ValueError(f'"{words}" does not say which hours. {_WRITE}')
    spans = [_read_span(span, words) for span in re.split(r"\s*(?:,|\band\b)\s*", found[2], flags=re.I)]
    return list(_read_days(found[1], words)), spans


def _read_days(text: str, words: str) -> Iterator[int]:
    plain = text.strip().lower()
    if plain in {"every day", "daily"}:
        yield from range(7)
        return
    if plain in {"school days", "weekdays"}:
        yield from range(5)
        return
    for piece in re.split(r"\s*(?:,|\band\b)\s*", plain):
        names = [name.strip()[:3].title() for name in piece.split("-")]
        if len(names) > 2 or not set(names) <= set(WEEKDAYS):
            raise ValueError(f'"{words}" names a day we cannot read: "{piece}". {_WRITE}')
        first, last = WEEKDAYS.index(names[0]), WEEKDAYS.index(names[-1])
        yield from (day % 7 for day in range(first, (last if last >= first else last + 7) + 1))


def _read_span(text: str, words: str) -> tuple[int, int]:
    found = re.fullmatch(
        r"([01][0-9]|2[0-3]):([0-5][0-9]) ?- ?(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)", text
    )
    if not found:
        raise ValueError(f'"{words}" has a time we cannot read: "{text}". {_WRITE}')
    start = int(found[1]) * 60 + int(found[2])
    end = _DAY if found[3] is None else int(found[3]) * 60 + int(found[4])
    return start, end if end > start else end + _DAY


def _apart(spans: list[tuple[int, int]], words: str) -> tuple[tuple[int, int], ...]:
    for (_, end), (start, _) in pairwise(spans):
        if start < end:
            raise ValueError(f'"{words}" says the same time twice. {_WRITE}')
    return tuple(spans)
