"""The only two ways in which what was written is emptied or removed: both belong to a role of narrow right.

`wm_shed` owns two functions and nothing else. They can empty and delete, never write a value, and only in the tables
that a migration has granted to it; rows must be visible, so only `as_system`. What triggers keep from everybody, they
let this role do. See `kernel/database/migrations/0001_shedding.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import OperationalError, connection, models

from wardmote.kernel.clock import now
from wardmote.kernel.database import in_turn, waited_in_vain
from wardmote.kernel.refusals import Conflict

from .declaring import Shed, Since, declared


def take_turns() -> None:
    """Wait until nobody sheds, then let nobody shed until this transaction ends. Raises Conflict after two seconds.

    Who changes what may go takes turns with who sheds: a hold that was placed is seen by the next to shed.
    """
    try:
        in_turn("retention")
    except OperationalError as error:
        if waited_in_vain(error):
            raise Conflict(
                "Wardmote is removing something at this moment. Nothing was changed. Try again in a few seconds."
            ) from error
        raise


def empty(model: type[models.Model], ids: Sequence[int], *, since: Since) -> int:
    """Empty every field of these rows that is declared so, with a time that runs from `since`. Gives how many rows.

    What the database works out from other fields goes with them. Where the table has a column `shed_at`, it says when.
    """
    declared_so = {
        name for name, keep in declared(model).items() if keep.after is since and keep.shed is Shed.EMPTIED
    }
    columns = [
        str(field.column)
        for field in model._meta.concrete_fields
        if field.name in declared_so and not field.generated
    ]
    if not ids or not columns:
        return 0
    return _asked(
        "select shed_empty(%s::regclass, %s, %s, %s)", [model._meta.db_table, list(ids), columns, now()]
    )


def empty_fields(model: type[models.Model], ids: Sequence[int], fields: Sequence[str]) -> int:
    """Empty some fields of these rows, of those declared to be emptied. Gives how many rows.

    What else the row says stays, so `shed_at` says nothing. Raises ValueError for a field that is not emptied.
    """
    privacy = declared(model)
    if any(privacy[name].shed is not Shed.EMPTIED for name in fields):
        raise ValueError(f"{model._meta.label} has fields that are not emptied among {fields}")
    columns = [str(model._meta.get_field(name).column) for name in fields]  # type: ignore[union-attr]  # a plain field
    if not ids or not columns:
        return 0
    return _asked("select shed_empty(%s::regclass, %s, %s, null)", [model._meta.db_table, list(ids), columns])


def remove(model: type[models.Model], ids: Sequence[int], *, by: str = "id") -> int:
    """Remove the rows whose column `by` is among these. Gives how many."""
    if not ids:
        return 0
    return _asked("select shed_remove(%s::regclass, %s, %s)", [model._meta.db_table, by, list(ids)])


def _asked(statement: str, values: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.fetchone()[0])
