"""The question how the dates of a file are written, asked in dates that somebody can check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from zoneinfo import ZoneInfo

from wardmote.kernel.ui.fields import Option

from ...queries.import_drafts import SeenFile, shown
from ...rules.mapping import TIME_FORMATS, Written, block, in_words, read_back, telling, time_formats
from .value_answers import texts_of

KEPT = "as-the-mapping-says"
_LONDON = ZoneInfo("Europe/London")
_OFFERED = 6


@dataclass(frozen=True, kw_only=True)
class DateQuestion:
    """The ways to read the dates that fit most of those in the beginning of the file.

    ``chosen`` is "" where nobody has said yet and they read some dates differently: 03/04 is in April or in March.
    ``unread`` is a date that can be read in no way, where that is true of most.
    """

    choices: list[tuple[str, str]]
    formats: list[list[str]]
    chosen: str = ""
    unread: str = ""


def date_question(written: Written, file: SeenFile) -> DateQuestion:
    """What to ask about the dates of a file. No choices where it has no dates, or nobody can read them."""
    times = block(written, "times")
    said = texts_of(times.get("format"))
    zone = zone_named(times.get("zone", "")) or _LONDON
    each = _columns_of_dates(written, file)
    together = [value for values in each for value in values]
    fitting = _fitting([time_formats(values) for values in each])[:_OFFERED]
    every = [one for formats in fitting for one in formats] or said
    by_which = telling(together, every)

    def read(formats: Sequence[str]) -> list[str]:
        return [next(filter(None, (read_back(v, one, zone) for one in formats)), "") for v in by_which]

    def option(words: str, formats: Sequence[str]) -> Option:
        pairs = zip(by_which, read(formats), strict=True)
        return Option(words, hint="; ".join(f"{shown(value)} is {at}" for value, at in pairs if at))

    choices: list[tuple[str, str]] = [
        (str(place), option(" or ".join(TIME_FORMATS[one] for one in formats), formats))
        for place, formats in enumerate(fitting)
    ]
    if said and said not in fitting:
        choices.append((KEPT, option(f"As the mapping says: {in_words(said)}", said)))
    if not choices:
        unread = next((value for value in together if not time_formats([value])), "")
        return DateQuestion(choices=[], formats=[], unread=shown(unread))
    if said:
        chosen = str(fitting.index(said)) if said in fitting else KEPT
    else:
        chosen = "0" if all(read(formats) == read(fitting[0]) for formats in fitting) else ""
    return DateQuestion(choices=choices, formats=fitting, chosen=chosen)


def _fitting(each: Sequence[Sequence[str]]) -> list[list[str]]:
    """The formats that fit every column, or else a format for each."""
    common = [one for one in each[0] if all(one in others for others in each[1:])] if each else []
    return [[one] for one in common] or [list(pair) for pair in product(*(one[:2] for one in each)) if pair]


def zone_named(name: str) -> ZoneInfo | None:
    """The time zone of this name, if there is one."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def _columns_of_dates(written: Written, file: SeenFile) -> list[list[str]]:
    said = [written.get("observed_at"), block(written, "ended").get("at")]
    found = [file.values(*texts_of(names)) for names in said if not isinstance(names, dict)]
    return [values for values in found if values]
