"""Hold a row while deciding about it, or a name while doing something that only one may do at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import OperationalError, connection, models

Row = TypeVar("Row", bound=models.Model)

_LOCK_NOT_AVAILABLE = "55P03"


_ONLY_ONE = 8  # the first keys of these advisory locks; the outbox has 7
_IN_TURN = 9


class Busy(Exception):
    """Somebody else holds the row, or the name, at this moment. A transaction can only be rolled back."""


def waited_in_vain(error: BaseException) -> bool:
    """Whether an error says that somebody else held what was needed: the same may be tried again in a while."""
    return isinstance(error, Busy) or getattr(error.__cause__, "sqlstate", None) == _LOCK_NOT_AVAILABLE


@contextmanager
def _busy() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if waited_in_vain(error):
            raise Busy from error
        raise


def lock(row: Row, nowait: bool = False) -> Row:
    """Fetch the row afresh and hold it until the transaction ends.

    With `nowait`, as for claims, anybody else's hold raises Busy at once; without, after the
    connection's lock_timeout of two seconds. Raises DoesNotExist if the row is gone or out of sight.
    """
    with _busy():
        return type(row)._base_manager.select_for_update(nowait=nowait, of=("self",)).get(pk=row.pk)


def lock_every(model: type[models.Model]) -> None:
    """Hold every row of a small table against change until the transaction ends; who only refers to one need not wait.

    Raises Busy after the connection's lock_timeout, as `lock` does.
    """
    with _busy():
        list(model._base_manager.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def in_turn(name: str) -> None:
    """Wait until no other transaction holds the name, then hold it until this one ends.

    Whatever is numbered after it is visible in the order of its numbers. Raises OperationalError after two seconds.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [_IN_TURN, name])


def keep(row: models.Model) -> None:
    """Hold a row together with others who do: nobody can `lock` it, to end it, until the transaction ends.

    Waits for whoever has locked it, at most the connection's lock_timeout: then raises Busy. What is read of it
    before is stale; ask again.
    """
    table = connection.ops.quote_name(row._meta.db_table)
    with _busy(), connection.cursor() as cursor:
        cursor.execute(f"select from {table} where id = %s for key share", [row.pk])


@contextmanager
def only_one(name: str) -> Iterator[None]:
    """Hold a name over several transactions. Raises Busy at once while another connection holds it.

    The hold belongs to the connection, so it ends with the process, however that ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, hashtext(%s))", [_ONLY_ONE, name])
        if not cursor.fetchone()[0]:
            raise Busy
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s, hashtext(%s))", [_ONLY_ONE, name])
