"""Postcodes and addresses, from public lists of any size: all of a file or nothing of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import IO

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record

from ..audit import Audited
from ..models import Address, Postcode
from ..permissions import Permission
from ..queries import positions_of_addresses, positions_of_postcodes
from ..rules.address_files import AddressRow, read_addresses
from ..rules.coordinates import Position
from ..rules.list_files import lists_in
from ..rules.postcode_files import Row, read_postcodes

ROWS_AT_ONCE = 5_000

MOST_REJECTED = 10_000
"""Lines that are given back with their reason. Of a file of millions, the rest are only counted."""

Tell = Callable[[int], None]
"""Is told how many lines were looked at, now and then."""


def _nobody(_lines: int) -> None:
    pass


@dataclass(kw_only=True)
class Loaded:
    """What became of the lines of a file: how many were kept, and which were not, with the reason."""

    kept: int = 0
    ended: int = 0
    """Of those kept, the postcodes that are no longer in use."""
    rejected: list[Row | AddressRow] = field(default_factory=list)
    more_rejected: int = 0

    @property
    def lines(self) -> int:
        """How many lines were looked at."""
        return self.kept + len(self.rejected) + self.more_rejected

    @property
    def counts(self) -> dict[str, int]:
        """How many lines were kept and rejected, for the audit trail."""
        return {"kept": self.kept, "rejected": len(self.rejected) + self.more_rejected}

    def reject(self, row: Row | AddressRow) -> None:
        """Take note of a line that cannot be used."""
        if len(self.rejected) < MOST_REJECTED:
            self.rejected.append(row)
        else:
            self.more_rejected += 1


@transaction.atomic
def load_postcodes(*, by: Actor, lines: Iterable[str]) -> Loaded:
    """Load a published list of postcodes, line by line. Those known already move to where the list says.

    Lines that cannot be used are given back with the reason. Raises UnknownColumns when the file is no such
    list; then nothing is kept.
    """
    access.require(by, Permission.CHANGE_AREAS, Postcode())
    loaded = _keep_postcodes(read_postcodes(lines), _nobody)
    record(Audited.POSTCODES_LOADED, by=by, subject=Postcode(), **loaded.counts)
    return loaded


@transaction.atomic
def load_postcode_file(*, by: Actor, file: IO[bytes], tell: Tell = _nobody) -> Loaded:
    """Load postcodes from a file as published: CSV, or a zip of them. As `load_postcodes`; UnreadableFile as well."""
    rows = chain.from_iterable(read_postcodes(lines) for lines in lists_in(file))
    access.require(by, Permission.CHANGE_AREAS, Postcode())
    loaded = _keep_postcodes(rows, tell)
    record(Audited.POSTCODES_LOADED, by=by, subject=Postcode(), **loaded.counts)
    return loaded


def _keep_postcodes(rows: Iterator[Row], tell: Tell) -> Loaded:
    loaded = Loaded()
    usable = _usable(rows, loaded)
    while portion := {row.postcode: (row, at) for row, at in islice(usable, ROWS_AT_ONCE)}:
        tells = any(row.district is not None for row, _ in portion.values())
        Postcode.objects.bulk_create(
            [_postcode(row, at) for row, at in portion.values()],
            update_conflicts=True,
            unique_fields=["postcode"],
            update_fields=["latitude", "longitude", "ended_on", *(["district"] if tells else [])],
        )
        tell(loaded.lines)
    return loaded


def _usable(rows: Iterator[Row], loaded: Loaded) -> Iterator[tuple[Row, Position]]:
    for row in rows:
        if row.position is None:
            loaded.reject(row)
        else:
            loaded.kept += 1
            loaded.ended += row.ended_on is not None
            yield row, row.position


def _postcode(row: Row, at: Position) -> Postcode:
    return Postcode(
        postcode=row.postcode,
        latitude=at.latitude,
        longitude=at.longitude,
        district=row.district or "",
        ended_on=row.ended_on,
    )


@transaction.atomic
def load_address_file(*, by: Actor, file: IO[bytes], tell: Tell = _nobody) -> Loaded:
    """Load addresses from a file: OS Open UPRN as published, or a CSV with UPRN or address, and where it is.

    An address is one under its UPRN, or without one under its key: loaded again it moves, and is not there twice. A
    row without a position stands where its UPRN or its postcode is known to be. Raises UnreadableFile; then
    nothing is kept.
    """
    access.require(by, Permission.CHANGE_AREAS, Address())
    loaded = Loaded()
    for lines in lists_in(file):
        rows = read_addresses(lines)
        while portion := list(islice(rows, ROWS_AT_ONCE)):
            _keep([row for row in portion if not row.reason], loaded)
            for row in portion:
                if row.reason:
                    loaded.reject(row)
            tell(loaded.lines)
    record(Audited.ADDRESSES_LOADED, by=by, subject=Address(), **loaded.counts)
    return loaded


def _keep(rows: Sequence[AddressRow], loaded: Loaded) -> None:
    without = [row for row in rows if row.position is None]
    by_uprn = positions_of_addresses({row.uprn for row in without if row.uprn})
    by_postcode = positions_of_postcodes({row.postcode for row in without if row.postcode})
    numbered: dict[int, Address] = {}
    keyed: dict[tuple[str, str], Address] = {}
    for row in rows:
        at = row.position or by_uprn.get(row.uprn or 0) or by_postcode.get(row.postcode)
        if at is None:
            loaded.reject(
                row._replace(reason="It does not say where it is, and we do not know its postcode.")
            )
            continue
        loaded.kept += 1
        address = Address(
            uprn=row.uprn, words=row.words, house=row.house, postcode=row.postcode,
            latitude=at.latitude, longitude=at.longitude,
        )  # fmt: skip
        if row.uprn:
            numbered[row.uprn] = address
        else:
            keyed[row.house, row.postcode] = address
    where = ["latitude", "longitude"]
    for named in (True, False):  # a list of positions alone takes no address away
        Address.objects.bulk_create(
            [address for address in numbered.values() if bool(address.words) is named],
            update_conflicts=True,
            unique_fields=["uprn"],
            update_fields=[*where, *(["words", "house", "postcode"] if named else [])],
        )
    known = {
        (address.house, address.postcode): address
        for address in Address.objects.filter(uprn=None, house__in={house for house, _ in keyed})
    }
    Address.objects.bulk_create([address for key, address in keyed.items() if key not in known])
    for key in keyed.keys() & known.keys():
        known[key].latitude, known[key].longitude = keyed[key].latitude, keyed[key].longitude
        known[key].words = keyed[key].words
    Address.objects.bulk_update([known[key] for key in keyed.keys() & known.keys()], [*where, "words"])
