"""Both trails as chains: every minute the entries of transactions that have ended are sealed, in their order.

An entry that is altered, removed, added or swapped behind the house's back no longer fits its seal, and no seal fits
without the one before. Whoever removes the end of a trail together with its seals is found out by an anchor: the
newest digest, kept outside the database. What is younger than a minute is not sealed yet. See
docs/explanation/data-protection.md for what this proves and what it does not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db import connection, models, transaction

from wardmote.kernel.database import only_one

from .models import AuditEntry, Look, Seal, Trail

AT_ONCE = 5_000
_MODELS: Mapping[str, type[models.Model]] = {Trail.ACTS: AuditEntry, Trail.LOOKS: Look}
_COLUMNS: Mapping[str, Sequence[str]] = {
    # Never changed: what was sealed could not be checked any more.
    Trail.ACTS: ("id", "what", "subject_type", "subject_id", "actor_id", "details", "at", "xid"),
    Trail.LOOKS: ("id", "actor_id", "via", "page", "opened", "subjects", "grounds", "at", "xid"),
}
_HORIZON = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
"""Every transaction with a smaller number has ended, so nothing can appear any more among what is sealed."""

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something in a trail that is not as it was sealed: where, and what is wrong with it."""

    trail: str
    said: str

    def __str__(self) -> str:
        return f"{self.trail}: {self.said}"


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """The head of a trail at a moment, as it was kept outside the database."""

    trail: str
    number: int
    digest: str
    at: datetime

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%dT%H:%M:%SZ} {self.trail} {self.number} {self.digest}"


class NotAnAnchor(ValueError):
    """A line that is not of the form that `Anchor` is written in."""


def read_anchor(line: str) -> Anchor:
    """Read an anchor as it was written. Raises NotAnAnchor."""
    try:
        at, trail, number, digest = line.split()
        when = datetime.strptime(at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        anchor = Anchor(trail=Trail(trail).value, number=int(number), digest=digest, at=when)
    except ValueError as error:
        raise NotAnAnchor(line.strip()[:200]) from error
    if len(digest) != 64:
        raise NotAnAnchor(line.strip()[:200])
    return anchor


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What looking through a trail came to."""

    trail: str
    entries: int
    seals: int
    unsealed: int
    begun_anew: int
    faults: Sequence[Fault]


def seal_all() -> int:
    """Seal what can be sealed of both trails; return how many entries. Raises Busy while another does it."""
    with only_one("audit.seal"):
        sealed = 0
        for trail in Trail.values:
            while count := _seal_next(trail):
                sealed += count
        return sealed


@transaction.atomic
def _seal_next(trail: str) -> int:
    """Seal the next entries of a trail, at most AT_ONCE; return how many."""
    last = _last(trail)
    if last is None:
        return _seal(trail, None, epoch=1, floor=0, after=(0, 0))
    if not _began_anew(trail, last):
        return _seal(trail, last, epoch=last.epoch, floor=last.floor, after=(last.up_to_xid, last.up_to_id))
    # What the old count had not sealed when it was copied comes first: nothing new has so small an id.
    left = _seal(
        trail,
        last,
        epoch=last.epoch,
        floor=last.floor,
        after=(last.up_to_xid, last.up_to_id),
        ceiling=last.top,
    )
    return left or _seal(trail, last, epoch=last.epoch + 1, floor=last.top, after=(0, 0))


def _last(trail: str) -> Seal | None:
    return Seal.objects.filter(trail=trail).order_by("-number").first()


def _began_anew(trail: str, last: Seal) -> bool:
    """Whether the database counts its transactions anew: a young entry has an old number."""
    table = _MODELS[trail]._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"select exists (select from {table} where id > %s and (xid, id) <= (%s, %s))",  # noqa: S608 (our own)
            [last.top, last.up_to_xid, last.up_to_id],
        )
        return bool(cursor.fetchone()[0])


def _seal(
    trail: str,
    last: Seal | None,
    *,
    epoch: int,
    floor: int,
    after: tuple[int, int],
    ceiling: int | None = None,
) -> int:
    ended = f"xid < {_HORIZON}" if ceiling is None else "true"
    rows = list(
        _rows(trail, floor=floor, ceiling=ceiling, after=after, up_to=None, limit=AT_ONCE, where=ended)
    )
    if not rows:
        return 0
    seal = Seal(
        trail=trail,
        number=last.number + 1 if last else 1,
        epoch=epoch,
        floor=floor,
        after_xid=after[0],
        after_id=after[1],
        up_to_xid=rows[-1]["xid"],
        up_to_id=rows[-1]["id"],
        top=max([last.top if last else 0, *(row["id"] for row in rows)]),
        entries=len(rows),
        before=last.digest if last else "",
    )
    seal.digest = _digest(seal, rows)
    seal.save(force_insert=True)
    return len(rows)


def _rows(
    trail: str,
    *,
    floor: int,
    ceiling: int | None,
    after: tuple[int, int],
    up_to: tuple[int, int] | None,
    limit: int | None = None,
    where: str = "true",
) -> Iterator[Row]:
    """The entries of an epoch between two places, in the order in which they are sealed."""
    columns = _COLUMNS[trail]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            select {", ".join(columns)} from {_MODELS[trail]._meta.db_table}
            where id > %s and id <= %s and (xid, id) > (%s, %s) and (xid, id) <= (%s, %s) and {where}
            order by xid, id limit %s
            """,  # noqa: S608 (names and conditions of our own)
            [floor, _MOST if ceiling is None else ceiling, *after, *(up_to or (_MOST, _MOST)), limit],
        )
        for values in cursor.fetchall():
            yield dict(zip(columns, values, strict=True))


_MOST = 2**63 - 1


def _digest(seal: Seal, rows: Iterable[Row]) -> str:
    """The digest of a link: what it covers, every entry as it stands, and the link before."""
    made = sha256()
    place = [seal.trail, seal.number, seal.epoch, seal.floor, seal.after_xid, seal.after_id]
    _add(made, [*place, seal.up_to_xid, seal.up_to_id, seal.top, seal.entries, seal.before])
    for row in rows:
        _add(made, [_plain(row[column]) for column in _COLUMNS[seal.trail]])
    return made.hexdigest()


def _add(made: Any, values: Sequence[Any]) -> None:
    line = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    made.update(len(line).to_bytes(8, "big") + line)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    # A JSON column comes as the text that PostgreSQL writes for it, which is the same each time.
    return value


def heads(at: datetime) -> list[Anchor]:
    """The newest seal of each trail that has one, to be kept outside."""
    newest = [last for trail in Trail.values if (last := _last(trail))]
    return [
        Anchor(trail=seal.trail, number=seal.number, digest=seal.digest, at=at.astimezone(UTC))
        for seal in newest
    ]


def verify(trail: str, anchors: Sequence[Anchor] = ()) -> Verified:
    """Look through a whole trail and its seals, and compare them with what was kept outside.

    Costs one reading of everything; holds nothing back. A fault names the entries among which it lies.
    """
    faults: list[Fault] = []
    kept: dict[int, list[Anchor]] = {}
    for anchor in anchors:
        if anchor.trail == trail:
            kept.setdefault(anchor.number, []).append(anchor)
    before, number, entries, last = "", 0, 0, None
    ceilings = _ceilings(trail)
    for seal in Seal.objects.filter(trail=trail).order_by("number").iterator(chunk_size=500):
        if seal.number != number + 1:
            faults.append(Fault(trail=trail, said=_missing(number + 1, seal.number - 1)))
        elif seal.before != before or (last and not _goes_on(last, seal)):
            faults.append(Fault(trail=trail, said=f"seal {seal.number} does not follow the one before it"))
        rows = list(
            _rows(
                trail,
                floor=seal.floor,
                ceiling=ceilings[seal.epoch],
                after=(seal.after_xid, seal.after_id),
                up_to=(seal.up_to_xid, seal.up_to_id),
            )
        )
        if _digest(seal, rows) != seal.digest:
            faults.append(Fault(trail=trail, said=_differs(seal, rows)))
        for anchor in kept.pop(seal.number, ()):
            if anchor.digest != seal.digest:
                said = (
                    f"seal {seal.number} is not the one that was kept outside at {anchor.at:%Y-%m-%d %H:%M}"
                )
                faults.append(Fault(trail=trail, said=said))
        before, number, last = seal.digest, seal.number, seal
        entries += seal.entries
    for lost in kept.values():
        said = (
            f"the end is missing: seal {lost[0].number} was kept outside at {lost[0].at:%Y-%m-%d %H:%M},"
            f" and here the last is {number}"
        )
        faults.append(Fault(trail=trail, said=said))
    return Verified(
        trail=trail,
        entries=entries,
        seals=number,
        unsealed=max(0, _MODELS[trail]._base_manager.count() - entries),
        begun_anew=last.epoch - 1 if last else 0,
        faults=faults,
    )


def _ceilings(trail: str) -> dict[int, int]:
    """The highest id of each epoch: where the next begins; of the last, what is sealed so far."""
    floors = dict(Seal.objects.filter(trail=trail).values_list("epoch").annotate(models.Min("floor")))
    last = _last(trail)
    return {epoch: floors.get(epoch + 1, last.top if last else 0) for epoch in floors}


def _goes_on(last: Seal, seal: Seal) -> bool:
    """Whether a seal begins where the last one ended: then no entry lies between them."""
    if seal.epoch == last.epoch:
        return (seal.floor, seal.after_xid, seal.after_id) == (last.floor, last.up_to_xid, last.up_to_id)
    return (seal.epoch, seal.floor, seal.after_xid) == (last.epoch + 1, last.top, 0)


def _missing(first: int, last: int) -> str:
    return f"seal {first} is missing" if first == last else f"seals {first} to {last} are missing"


def _differs(seal: Seal, rows: Sequence[Row]) -> str:
    ids = [row["id"] for row in rows]
    among = f"entries {min(ids)} to {max(ids)}" if ids else f"entries up to {seal.up_to_id}"
    if len(rows) < seal.entries:
        what = f"{seal.entries - len(rows)} removed"
    elif len(rows) > seal.entries:
        what = f"{len(rows) - seal.entries} put in"
    else:
        what = "something was altered"
    return f"{what} among {among}, which were sealed at {seal.at:%Y-%m-%d %H:%M} (seal {seal.number})"
