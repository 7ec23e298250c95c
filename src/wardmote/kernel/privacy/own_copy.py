"""What is kept of somebody, across all modules: found, and gathered for their own copy (UK GDPR article 15).

Each module says in its `apps.ready` how somebody is found in what it keeps, and what belongs to what was found:

    kinds_come_from(Kind(key="referrals.person", words="People in observations", find=queries.find_people))
    parts_come_from(Part(of="referrals.person", tables=("referrals.Observation",), rows=queries.observation_rows))

Which fields of a row a copy holds follows from its privacy declaration alone (`Keep.own_copy`), so that a new field
cannot be forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.db import models

from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import LONDON

from .declaring import Shed, Since, declared


class Handling(StrEnum):
    """How something gathered is treated until somebody has decided on it."""

    GIVE = "give"
    READ = "read"
    OTHERS = "others"
    TELLS = "tells"


HANDLED = {
    Handling.GIVE: "Tells of nobody else",
    Handling.READ: "Somebody’s words: read them, they may tell of others",
    Handling.OTHERS: "Tells of another person",
    Handling.TELLS: "Says who told us, or who at work wrote it",
}


@dataclass(frozen=True, kw_only=True)
class Sought:
    """By what somebody is looked for. What is not known is empty."""

    name: str = ""
    born_on: date | None = None
    address: str = ""
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Found:
    """Something that may be of the person: `key` names it among its kind, `facts` tell it from others like it.

    `agrees` names what of the sought agrees with it. `readers` are the keys of those who may read it.
    """

    kind: str
    key: str
    title: str
    facts: Sequence[tuple[str, str]] = ()
    agrees: Sequence[str] = ()
    is_protected: bool = False
    readers: Sequence[int] = ()

    @property
    def code(self) -> str:
        """Its kind and key in one, as a form sends it back."""
        return f"{self.kind}/{self.key}"


@dataclass(frozen=True, kw_only=True)
class FoundPage:
    """A page of what was found, and where to go on."""

    rows: Sequence[Found]
    next: str | None = None


Find = Callable[[Actor, Sought, "str | None", int], FoundPage]
"""Finds with an actor's eyes: by what is sought, after a place in the list, so many at a time."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row that belongs to what was found, under a heading, with facts that say what it is.

    `handling` says of single fields how they are treated, where it is not as their declaration suggests;
    `hide` are other people's names that are likely to stand in its words.
    """

    row: models.Model
    heading: str
    facts: Sequence[tuple[str, str]] = ()
    handling: Mapping[str, Handling] = field(default_factory=dict)
    is_own: bool = False
    hide: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of thing that may be kept of somebody, and how it is found."""

    key: str
    words: str
    find: Find


@dataclass(frozen=True, kw_only=True)
class Part:
    """What belongs to something of a kind: the tables it comes from, and its rows, with an actor's eyes."""

    of: str
    tables: Sequence[str]
    rows: Callable[[Actor, str], Iterable[Row]]


@dataclass(frozen=True, kw_only=True)
class Item:
    """One field of one row as it would stand in the copy. `code` names it for good."""

    code: str
    name: str
    value: str
    handling: Handling


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """One row as it would stand in the copy."""

    heading: str
    table: str
    facts: Sequence[tuple[str, str]]
    items: Sequence[Item]
    hide: Sequence[str]


_kinds: dict[str, Kind] = {}
_parts: list[Part] = []


def kinds_come_from(*kinds: Kind) -> None:
    """Register how somebody is found. Two modules cannot claim one key: raises ValueError."""
    for kind in kinds:
        if _kinds.setdefault(kind.key, kind) is not kind:
            raise ValueError(f"Two kinds are called {kind.key}")


def parts_come_from(*parts: Part) -> None:
    """Register what belongs to things of a kind; any module may add to any kind."""
    _parts.extend(parts)


def kinds() -> Sequence[Kind]:
    """Every kind, in the order in which they were registered."""
    return list(_kinds.values())


def kind_called(key: str) -> Kind:
    """One kind. Raises KeyError for one that nobody registered."""
    return _kinds[key]


def tables_told() -> frozenset[str]:
    """The tables of which a copy tells."""
    return frozenset(table for part in _parts for table in part.tables)


def gather(actor: Actor, kind: str, key: str) -> Iterator[Gathered]:
    """All that belongs to something that was found, with an actor's eyes. Raises LookupError for undeclared tables."""
    for part in _parts:
        if part.of != kind:
            continue
        for row in part.rows(actor, key):
            table = row.row._meta.label
            if table not in part.tables:
                raise LookupError(f"{part.of} gathers {table} without saying so")
            items = list(items_of(row))
            if items:
                yield Gathered(heading=row.heading, table=table, facts=row.facts, items=items, hide=row.hide)


def items_of(row: Row) -> Iterator[Item]:
    """Each field that its declaration puts into the person's copy, unless it is empty."""
    model = type(row.row)
    for name, keep in declared(model).items():
        if not keep.own_copy:
            continue
        value = said(row.row, name)
        if not value:
            continue
        plain = model._meta.get_field(name)
        usual = Handling.GIVE
        if not row.is_own and keep.shed is Shed.REPLACED and keep.after is Since.LEFT:
            usual = Handling.TELLS
        elif not row.is_own and isinstance(plain, models.TextField):
            usual = Handling.READ
        yield Item(
            code=f"{model._meta.label}:{row.row.pk}:{name}",
            name=str(getattr(plain, "verbose_name", name)).capitalize(),
            value=value,
            handling=row.handling.get(name, usual),
        )


def said(row: models.Model, name: str) -> str:
    """A field's value as text: empty for nothing; a person or another record by its own name, if it was fetched."""
    plain = row._meta.get_field(name)
    if isinstance(plain, models.ForeignKey) and not plain.is_cached(row):
        return str(getattr(row, plain.attname) or "")
    value = getattr(row, name)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value.astimezone(LONDON):%-d %B %Y, %H:%M}"
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    if isinstance(value, models.Model):
        return str(getattr(value, "name", "") or value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False) if value else ""
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    return str(value)
