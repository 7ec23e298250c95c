"""Entering what is put into areas: one by one, or a table of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import lock
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.table_files import RowFault, TableRow, read_table
from wardmote.shared.geography import queries as geography

from ..audit import Audited
from ..models import Resource
from ..models.resources import LONGEST_SOURCE, LONGEST_WHAT
from ..permissions import Permission
from ..rules.need import ResourceKind, amount_written, year_written

if TYPE_CHECKING:
    from wardmote.shared.geography.models import Area, AreaSet

COLUMNS = {
    "area": ("area", "area name", "area key", "area code"),
    "what": ("what", "item", "resource"),
    "kind": ("kind", "money or hours", "unit"),
    "amount": ("amount", "amount a year", "value"),
    "year": ("year", "financial year"),
    "source": ("source", "where it is from"),
}
_NEEDED = ("what", "kind", "amount", "year")
_KINDS = {
    **dict.fromkeys(("money", "pounds", "£", "gbp"), ResourceKind.MONEY),
    **dict.fromkeys(("hours", "staff hours", "staff time"), ResourceKind.HOURS),
}


@dataclass(frozen=True, kw_only=True)
class NewResource:
    """What to enter, as it was written. No area means: not given to one of them."""

    area: str = ""
    what: str
    kind: str
    amount: str
    year: str
    source: str = ""


class ResourceFaults(NotReady):
    """Rows of a table that cannot be entered. Nothing of it was."""

    def __init__(self, faults: Sequence[RowFault]) -> None:
        super().__init__(
            f"{len(faults)} of its rows cannot be read. Nothing was entered. Mend them and choose it again.",
            field="file",
        )
        self.faults = faults


@transaction.atomic
def enter_resource(*, by: Actor, area_set: AreaSet, new: NewResource) -> Resource:
    """Enter one thing that is put into an area in a year.

    Raises NotReady for what cannot be read, Conflict where the same is there already.
    """
    access.require(by, Permission.KEEP_RESOURCES)
    resource = _made(by, area_set, new)
    _save(resource)
    record(Audited.RESOURCE_ENTERED, by=by, subject=resource, year=resource.year)
    return resource


@transaction.atomic
def enter_resources_of(*, by: Actor, area_set: AreaSet, content: bytes) -> int:
    """Enter a table of them: all its rows, or none. What is there already is ended, and entered as the table says.

    Raises UnreadableTable, and ResourceFaults with a sentence for each row that cannot be read.
    """
    access.require(by, Permission.KEEP_RESOURCES)
    rows = read_table(content, columns=COLUMNS, needed=_NEEDED)
    faults: list[RowFault] = []
    made = list(_read(by, area_set, rows, faults))
    if not made and not faults:
        raise NotReady("The file has headings and no rows below them.", field="file")
    if faults:
        raise ResourceFaults(faults)
    for resource in made:
        _same(resource).update(ended_at=now(), ended_by=by.person_id)
        _save(resource)
    record(Audited.RESOURCES_BROUGHT, by=by, subject=area_set, rows=len(made))
    return len(made)


@transaction.atomic
def end_resource(*, by: Actor, resource: Resource) -> Resource:
    """Take one out of every table; it is kept that it was there. Raises Conflict where somebody has done so."""
    resource = lock(resource)
    access.require(by, Permission.KEEP_RESOURCES)
    if resource.ended_at is not None:
        raise Conflict("It has been taken out already.")
    resource.ended_at, resource.ended_by_id = now(), by.person_id
    resource.save(update_fields=["ended_at", "ended_by"])
    record(Audited.RESOURCE_ENDED, by=by, subject=resource, year=resource.year)
    return resource


def _read(
    by: Actor, area_set: AreaSet, rows: Sequence[TableRow], faults: list[RowFault]
) -> Iterator[Resource]:
    seen: dict[tuple[object, ...], int] = {}
    for row in rows:
        try:
            if row.fault:
                raise NotReady(row.fault, field="file")
            made = _made(by, area_set, NewResource(**{name: row[name] for name in COLUMNS}))
        except NotReady as refused:
            faults.append(RowFault(row=row.number, sentence=str(refused)))
            continue
        same = (made.area_id, made.year, made.kind, made.what.casefold())
        if (before := seen.setdefault(same, row.number)) != row.number:
            faults.append(RowFault(row=row.number, sentence=f"This says the same thing as row {before}."))
        yield made


def _made(by: Actor, area_set: AreaSet, new: NewResource) -> Resource:
    kind = _KINDS.get(new.kind.strip().casefold())
    if kind is None:
        raise NotReady("Say “money” or “hours” as its kind.", field="kind")
    year = year_written(new.year)
    if year is None:
        raise NotReady("Write the financial year like 2010/11.", field="year")
    amount = amount_written(new.amount)
    if amount is None:
        raise NotReady(
            "Write an amount above nought like 50,000 or 37.5, up to a thousand million.", field="amount"
        )
    return Resource(
        area_set=area_set,
        area=_area(area_set, new.area),
        year=year,
        kind=kind,
        what=wording.line(new.what, field="what", called="what it is", longest=LONGEST_WHAT, required=True),
        amount=_decimal(amount),
        source=wording.line(new.source, field="source", called="the source", longest=LONGEST_SOURCE),
        entered_at=now(),
        entered_by_id=by.person_id,
    )


def _area(area_set: AreaSet, written: str) -> Area | None:
    if not written.strip():
        return None
    try:
        return geography.area_named(written, area_set)
    except geography.NotOnTheMap as unknown:
        raise NotReady(str(unknown), field="area") from unknown


def _decimal(amount: Fraction) -> Decimal:
    return Decimal(amount.numerator) / Decimal(amount.denominator)


def _same(resource: Resource) -> QuerySet[Resource]:
    return Resource.objects.filter(
        area_set=resource.area_set,
        area=resource.area,
        year=resource.year,
        kind=resource.kind,
        what__iexact=resource.what,
        ended_at__isnull=True,
    )


def _save(resource: Resource) -> None:
    try:
        with transaction.atomic():
            resource.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("The same is entered already. Take that out first, then enter it anew.") from error
