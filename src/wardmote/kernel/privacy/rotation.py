"""Changing keys: what stands under which key, and locking again with the first what stands under another.

A value says itself which key it was locked with, so a change that was interrupted goes on where it stopped. Runs as the
owner of the database: the guards that keep what was written as it was are laid aside for the moment of a batch, because
what was written stays and only the lock is another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

from wardmote.kernel.database import as_system

from .fields import BlindKey, EncryptedText
from .keys import KeyMissing, field_keys
from .sealing import MARK, Damaged, is_sealed, key_of, unseal

BATCH = 500
PLAIN = "plain"

Tell = Callable[[str], None]
"""Hears after each batch how far it is."""


@dataclass
class Standing:
    """How the values of one column stand: how many under each key, by its name, and which rows cannot be read."""

    column: str
    is_whole: bool
    """Whether nothing in it may stand plain."""
    under: Counter[str] = field(default_factory=Counter)
    unreadable: list[int] = field(default_factory=list)

    @property
    def is_wrong(self) -> bool:
        """Whether something cannot be read, or stands plain and must not."""
        return bool(self.unreadable) or (self.is_whole and self.under[PLAIN] > 0)

    def look(self, number: int, value: str) -> None:
        """Count the value of a row, and try to read it."""
        self.under[key_of(value) if is_sealed(value) else PLAIN] += 1
        try:
            unseal(value)
        except (KeyMissing, Damaged):
            self.unreadable.append(number)

    def look_blind(self, number: int, value: str) -> None:
        """Count the blind key of a row. By one whose key is not there nothing is found any more."""
        name = value.partition(".")[0]
        self.under[name] += 1
        if name not in {key.name for key in field_keys()}:
            self.unreadable.append(number)


def locked_models() -> Iterator[type[models.Model]]:
    """Every table that has something to lock."""
    return (model for model in apps.get_models() if _locked(model) or _blind(model))


def rotate(tell: Tell) -> Mapping[str, int]:
    """Lock again whatever does not stand under the first key. How many rows of each table were. As the owner.

    Each batch is a transaction. Raises KeyMissing and Damaged at what cannot be read, which stays as it is.
    """
    done = Counter[str]()
    for model in locked_models():
        last: int | None = 0
        while last is not None:
            rows, last = _some_again(model, last)
            if rows:
                done[model._meta.label] += rows
                tell(f"{sum(done.values()):,} rows")
    return done


def check() -> Iterator[Standing]:
    """Read every locked value, and say how those of each column stand."""
    for model in locked_models():
        locked = {
            _column(f): Standing(f"{model._meta.db_table}.{_column(f)}", not f.only_if)
            for f in _locked(model)
        }
        blind = {_column(f): Standing(f"{model._meta.db_table}.{_column(f)}", True) for f in _blind(model)}
        for number, values in _every_row(model, [*locked, *blind]):
            for column, value in values.items():
                if value and column in locked:
                    locked[column].look(number, value)
                elif value:
                    blind[column].look_blind(number, value)
        yield from (*locked.values(), *blind.values())


def require_keys_that_fit() -> None:
    """Refuse to start when the oldest or the newest names and words cannot be read. Raises KeyMissing or Damaged.

    A key that was lost or mistyped is found before anything is written with another. `check` looks at everything.
    """
    field_keys()
    with as_system("whether the keys fit what was locked"), connection.cursor() as cursor:
        for model in locked_models():
            for one in _locked(model):
                if one.only_if:
                    continue  # most of them may stand plain, and a search for one that does not would read them all
                for order in ("asc", "desc"):
                    cursor.execute(
                        f"select {_quoted(_column(one))} from {_quoted(model._meta.db_table)}"  # noqa: S608 (our own names)
                        f" where starts_with({_quoted(_column(one))}, %s) order by id {order} limit 1",
                        [MARK],
                    )
                    for (value,) in cursor.fetchall():
                        unseal(value)


def _some_again(model: type[models.Model], after: int) -> tuple[int, int | None]:
    """Lock some rows again: how many, and the last; None when none was left."""
    key, table = field_keys()[0].name, _quoted(model._meta.db_table)
    locked, blind = _locked(model), _blind(model)
    other = [
        *(_stands_otherwise(_column(f), f"{MARK}{key}:", MARK if f.only_if else "") for f in locked),
        *(_stands_otherwise(_column(f), f"{key}.", "") for f in blind),
    ]
    columns = [*(_quoted(_column(one)) for one in locked), *(_quoted(_column(one)) for one in blind)]
    with transaction.atomic(), as_system("keys are changed"), connection.cursor() as cursor:
        cursor.execute(
            f"select {', '.join(['id', *columns[: len(locked)]])} from {table}"  # noqa: S608 (our own names)
            f" where id > %s and ({' or '.join(other)}) order by id limit {BATCH} for update",
            [after],
        )
        if not (rows := cursor.fetchall()):
            return 0, None
        numbers, *values = zip(*rows, strict=True)
        again = [
            [_locked_again(one, value) for value in column]
            for one, column in zip(locked, values, strict=True)
        ]
        if blind:
            whole = model._base_manager.in_bulk(numbers)
            again += [[str(one.pre_save(whole[number], False)) for number in numbers] for one in blind]
        guards = _guards(cursor, model)
        for guard in guards:
            cursor.execute(f"alter table {table} disable trigger {_quoted(guard)}")
        cursor.execute(
            f"update {table} t set {', '.join(f'{column} = v.{column}' for column in columns)}"  # noqa: S608 (our own names)
            f" from unnest(%s::bigint[], {', '.join(['%s::text[]'] * len(columns))}) as v(id, {', '.join(columns)})"
            " where t.id = v.id",
            [list(numbers), *again],
        )
        for guard in guards:
            cursor.execute(f"alter table {table} enable trigger {_quoted(guard)}")
        return len(numbers), numbers[-1]


def _locked_again(one: EncryptedText, value: str) -> str:
    """The value under the first key; what stands plain because its row says so stays plain."""
    if not value or (one.only_if and not is_sealed(value)):
        return value
    return one.sealed(unseal(value))


def _guards(cursor: CursorWrapper, model: type[models.Model]) -> Sequence[str]:
    """The triggers that may refuse an update: those before it. Those after it write what search sees."""
    cursor.execute(
        "select tgname from pg_trigger where tgrelid = %s::regclass and not tgisinternal"
        " and tgtype & 2 > 0 and tgtype & 16 > 0 and tgenabled = 'O'",
        [model._meta.db_table],
    )
    return [name for (name,) in cursor.fetchall()]


def _every_row(model: type[models.Model], columns: Sequence[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    last = 0
    while True:
        with as_system("what stands under which key"), connection.cursor() as cursor:
            cursor.execute(
                f"select id, {', '.join(map(_quoted, columns))} from {_quoted(model._meta.db_table)}"  # noqa: S608 (our own names)
                f" where id > %s order by id limit {BATCH}",
                [last],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        for number, *values in rows:
            yield number, dict(zip(columns, values, strict=True))
        last = rows[-1][0]


def _stands_otherwise(column: str, first: str, locked: str) -> str:
    name = _quoted(column)
    return f"({name} <> '' and starts_with({name}, '{locked}') and not starts_with({name}, '{first}'))"


def _locked(model: type[models.Model]) -> Sequence[EncryptedText]:
    return [one for one in model._meta.concrete_fields if isinstance(one, EncryptedText)]


def _blind(model: type[models.Model]) -> Sequence[BlindKey]:
    return [one for one in model._meta.concrete_fields if isinstance(one, BlindKey)]


def _column(one: EncryptedText | BlindKey) -> str:
    return str(one.column)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
