"""Kinds of record: from when the time of each runs, how long it is kept, and how what is due is found and shed.

Each is registered once, by the module that keeps it, in its `apps.ready`:

    kinds_come_from(
        Kind(
            key="message",
            name="Messages",
            ...
            covers={Message: {TWO_YEARS}, Delivery: {TWO_YEARS}},
            source=Source(count=..., take=..., shed=...),
        )
    )

A guard test finds a field that is declared to go one day and that no kind covers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import models

from wardmote.kernel.clock import LONDON

from .blinding import words_of
from .declaring import Keep, Since, declared, is_declared


@dataclass(frozen=True, kw_only=True)
class Period:
    """How long something is kept: `months` unless the partnership says otherwise, from `shortest` to `longest`.

    `why` names where these come from, for whoever must justify them.
    """

    months: int
    shortest: int
    longest: int
    why: str

    def __post_init__(self) -> None:
        """Raise ValueError for a period outside its own bounds."""
        if not 0 <= self.shortest <= self.months <= self.longest:
            raise ValueError("A period lies within its own bounds")


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a kind that may be kept for a time of its own: what is protected, a group of categories."""

    key: str
    name: str
    period: Period
    secret: bool = False
    """Small numbers of it are told to nobody who may not know of each."""


@dataclass(frozen=True, kw_only=True)
class Holds:
    """What is under a legal hold: nothing that any of these touches is shed."""

    records: frozenset[str] = frozenset()
    """References, of observations or referrals."""
    teams: frozenset[int] = frozenset()
    categories: frozenset[int] = frozenset()
    colleagues: frozenset[int] = frozenset()
    """People with an account: what they recorded, sent or answered, and what is kept of themselves."""
    people: frozenset[str] = frozenset()
    """Folded names of people whom records are about."""

    def __bool__(self) -> bool:
        """Whether anything is held at all."""
        return bool(self.records or self.teams or self.categories or self.colleagues or self.people)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which rows are asked for: those of one part whose time began before a moment, except what is held.

    `part` is "" for what has no period of its own; `apart` are the parts that have, and so are left out of that.
    """

    part: str = ""
    before: datetime
    apart: frozenset[str] = frozenset()
    holds: Holds = Holds()


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many rows are due and may go, how many are due and held, and when the time of the oldest of either began."""

    due: int = 0
    held: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Source:
    """How the rows of a kind that are due are found and shed. All of it is called as the system, in a transaction.

    `take` gives at most so many ids, the longest due first, and holds these rows by a lock until the transaction ends.
    `shed` sheds them and all that belongs to them, and gives how many rows of which tables were emptied or removed;
    they are not due afterwards. `afterwards` removes what lies outside the database, such as files; it runs when the
    transaction is over, and again until it has nothing to do.
    """

    count: Callable[[Asked], Counted]
    take: Callable[[Asked, int], Sequence[int]]
    shed: Callable[[Sequence[int]], Mapping[str, int]]
    afterwards: Callable[[], int] | None = None


def _no_parts() -> Sequence[Part]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of record. `begins` says from when its time runs and `then` what happens when it is over, in words.

    `covers` names its fields, by how they are declared. One kind, `of_staff`, covers all that points to colleagues,
    wherever it stands: what it points to is emptied, and then it points to nobody.

    Without a `source` it goes by itself, as `itself` says in words, and nobody need approve it.
    """

    key: str
    name: str
    about: str
    begins: str
    then: str
    period: Period
    covers: Mapping[type[models.Model], Collection[Keep]]
    of_staff: bool = False
    source: Source | None = None
    itself: str = ""
    parts: Callable[[], Sequence[Part]] = field(default=_no_parts)
    """Those with a period of their own, if only by the partnership's wish."""

    def part(self, key: str) -> Part:
        """A part by its key, "" for what has no period of its own. Raises LookupError."""
        if not key:
            return Part(key="", name="", period=self.period)
        for part in self.parts():
            if part.key == key:
                return part
        raise LookupError(f"{self.key} has no part {key}")


_kinds: dict[str, Kind] = {}
_holds: list[Callable[[], Holds]] = []


def holds_are_kept_by(source: Callable[[], Holds]) -> None:
    """Register who says what is under a legal hold."""
    _holds[:] = [source]


def holds_now() -> Holds:
    """What is under a legal hold at this moment; as the system. Nothing, where nobody keeps holds."""
    return _holds[0]() if _holds else Holds()


def is_held_by_name(holds: Holds, name: str) -> bool:
    """Whether a hold lies on somebody of this name: all words of the held name are among those of this one."""
    words = set(words_of(name))
    return any(set(words_of(held)) <= words for held in holds.people)


def kinds_come_from(*kinds: Kind) -> None:
    """Register what a module keeps. Raises ValueError where two claim one key, or one says not how it goes."""
    for kind in kinds:
        if (kind.source is None) is not bool(kind.itself):
            raise ValueError(f"{kind.key} needs a source, or words for how it goes by itself")
        if _kinds.setdefault(kind.key, kind) is not kind:
            raise ValueError(f"Two kinds of record are called {kind.key}")


def kinds() -> Sequence[Kind]:
    """Every kind, in the order in which they were registered: those of lower modules first."""
    return tuple(_kinds.values())


def kind_called(key: str) -> Kind:
    """The kind with this key. Raises LookupError."""
    if key not in _kinds:
        raise LookupError(f"No kind of record is called {key}")
    return _kinds[key]


def goes_one_day(keep: Keep) -> bool:
    """Whether a field has a time of its own, and does not simply stay as long as its row."""
    return keep.after is not Since.ROW


def covered_by(model: type[models.Model], name: str) -> Kind | None:
    """The kind by which a field goes, by how it is declared. None where nothing covers it, or it stays."""
    keep = declared(model)[name]
    for kind in _kinds.values():
        if keep in kind.covers.get(model, ()):
            return kind
    if keep == Keep.STAFF and not _says_who(model, name):
        return next((kind for kind in _kinds.values() if kind.of_staff), None)
    return None


def _says_who(model: type[models.Model], name: str) -> bool:
    """Whether a field holds words of its own: these do not go when what they point to is emptied."""
    of = model._meta.get_field(name)
    return isinstance(of, models.CharField | models.TextField) and not of.choices and not name.endswith("_id")


def uncovered(every: Collection[type[models.Model]]) -> Sequence[str]:
    """The fields among these tables that are declared to go one day, and that no kind covers.

    What the database works out from other fields goes with them.
    """
    return [
        f"{model._meta.label}.{name}"
        for model in every
        if is_declared(model)
        for name, keep in declared(model).items()
        if goes_one_day(keep) and covered_by(model, name) is None and not _worked_out(model, name)
    ]


def _worked_out(model: type[models.Model], name: str) -> bool:
    return isinstance(model._meta.get_field(name), models.GeneratedField)


def ends_before(on: date, months: int) -> datetime:
    """The moment before which a time must have begun that is over on a day, after so many months.

    Counted in whole days of London, by the calendar: what began on 28 February 2025 is over after 84 months on
    28 February 2032. Where a month has no such day the next one counts: a time never ends early. So from 29 February
    2028 twelve months end on 1 March 2029.
    """
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    if year < 1:
        return datetime.combine(date.min, time(), tzinfo=LONDON)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = min(date(year, month + 1, 1) + timedelta(days=on.day - 1), following - timedelta(days=1))
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=LONDON)
