"""Columns that stand encrypted in the database, and blind keys to find rows by.

The row itself holds plain text; it is locked on its way to the database and opened on its way back. A key that is
missing or a value that was altered raises (`KeyMissing`, `Damaged`): never garbage, never emptiness for what is there.
"""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import Lookup
from django.db.models.sql.compiler import SQLCompiler

from .blinding import Language, blind, tokens_of, ways_to_find
from .sealing import MARK, is_sealed, seal, unseal


class _InPlain(str):
    """Text of a row that says it need not be encrypted."""


class Opened(str):
    """Text that came from a column, and how it stands there: unchanged, it is written back as it was.

    So a row can be saved whole where the database refuses to change what was written.
    """

    field: object
    kept: str


class EncryptedText(models.TextField):  # type: ignore[type-arg]  # as Django's own fields are without the plugin
    """Text of any length, encrypted in the database. Empty stays empty, so constraints may ask whether it is.

    With ``only_if``, the name of a property of the row, only where that is true: what else is written, by `update` and
    `bulk_update` too, is encrypted, because there is no row to ask. With ``search`` its words can be found by tokens.
    It cannot be compared or sorted by. ``=""`` can be asked, and ``__icontains``, which looks for whole words in what
    is encrypted.
    """

    def __init__(self, *args: Any, only_if: str = "", search: Language | None = None, **kwargs: Any) -> None:
        self.only_if = only_if
        self.search = search
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Ask the row whether it needs to be encrypted."""
        value = super().pre_save(model_instance, add)
        if isinstance(value, str) and self.only_if and not getattr(model_instance, self.only_if):
            return _InPlain(value)
        return value

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Lock it."""
        if not isinstance(value, str):
            return super().get_db_prep_save(value, connection)
        if isinstance(value, _InPlain) and not is_sealed(value):
            return str(value)
        if isinstance(value, Opened) and value.field is self:
            return value.kept
        return self.sealed(str(value))

    def sealed(self, text: str) -> str:
        """The text as it stands in the database, encrypted, with its tokens. Raises ValueError when it is too long."""
        if self.max_length is not None and len(text) > self.max_length:
            raise ValueError(f"{self} takes {self.max_length} characters, not {len(text)}")
        return seal(text, tokens_of(text, self.search) if self.search else ())

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        """Open it. Raises KeyMissing or Damaged."""
        if not value or not is_sealed(value):
            return value
        opened = Opened(unseal(value))
        opened.field, opened.kept = self, value
        return opened

    def get_prep_value(self, value: Any) -> Any:
        """Refuse to compare: two encryptions of one text are not equal."""
        if isinstance(value, str) and value:
            raise TypeError(f"{self} stands encrypted and cannot be compared with a text")
        return super().get_prep_value(value)


@EncryptedText.register_lookup
class HoldsWords(Lookup):
    """Whether a text holds what was typed: plain text its letters, encrypted text each of its words."""

    lookup_name = "icontains"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:  # type: ignore[override]  # as a list
        """Ask both ways, each of the rows it fits."""
        text, given = self.process_lhs(compiler, connection)
        typed = str(self.rhs)
        letters = f"%{connection.ops.prep_for_like_query(typed)}%"
        words = [
            [f"% {connection.ops.prep_for_like_query(token)}%" for token in ways]
            for ways in ways_to_find(typed, unfinished=True)
        ]
        each = " and ".join(f"{text} like any(%s::text[])" for _ in words) or "false"
        return (
            f"case when starts_with({text}, '{MARK}') then {each} else upper({text}) like upper(%s) end",
            [*given, *(p for ways in words for p in (*given, ways)), *given, letters],
        )


@EncryptedText.register_lookup
class IsEncrypted(Lookup):
    """Whether a value stands encrypted in the database."""

    lookup_name = "encrypted"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:  # type: ignore[override]  # as a list
        """Look at its beginning."""
        text, given = self.process_lhs(compiler, connection)
        return f"{'' if self.rhs else 'not '}starts_with({text}, '{MARK}')", [*given]


class BlindKey(models.CharField):  # type: ignore[type-arg]  # as above
    """What a row is found by without being read: written from ``of``, an attribute of the row, whenever it is saved.

    Look for rows with ``filter(name__in=blinds(purpose, value))``. Fold the value before: only equal ones are found.
    """

    def __init__(self, *args: Any, of: str = "", purpose: str = "", **kwargs: Any) -> None:
        self.of = of
        self.purpose = purpose
        super().__init__(*args, **{"max_length": 40, "blank": True, "editable": False} | kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Blind what the row holds now."""
        if self.of:
            setattr(model_instance, self.attname, blind(self.purpose, getattr(model_instance, self.of) or ""))
        return super().pre_save(model_instance, add)
