"""Migration operations for row-level security."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

_KEYS = "(select nullif(current_setting('app.keys', true), '')::int[])"
_SYSTEM = "(select current_setting('app.system', true)) = 'on'"


class Protect(Operation):
    """Show each row of a table only to those who carry a key it names, and to the platform itself.

    The keys stand in an `int[] not null` column (`readers`) or, with `key=`, in a plain int
    column such as that of a reach table. With `also=`, of a row that tells of two things, a key
    of a second such column is needed too. Rows can be deleted by the platform alone. No joins
    and no EXISTS: measured, they turn every list into a scan of all grants.
    """

    reversible = True

    def __init__(
        self, table: str, *, readers: str = "readers", also: str | None = None, key: str | None = None
    ) -> None:
        self.table = table
        self.readers = readers
        self.also = also
        self.key = key

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing: models do not know of policies."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Switch row-level security on, for the owner too, and write the policies."""
        table = schema_editor.quote_name(self.table)
        if self.key:
            readable = f"{schema_editor.quote_name(self.key)} = any({_KEYS}::int[])"
        else:
            each = [self.readers, *([self.also] if self.also else [])]
            readable = " and ".join(f"{schema_editor.quote_name(column)} && {_KEYS}" for column in each)
        allowed = f"{_SYSTEM} or ({readable})"
        for statement in (
            f"alter table {table} enable row level security",
            f"alter table {table} force row level security",
            f"create policy readable on {table} for select using ({allowed})",
            f"create policy writable on {table} for insert with check ({allowed})",
            f"create policy changeable on {table} for update using ({allowed}) with check ({allowed})",
            f"create policy removable on {table} for delete using ({_SYSTEM})",
        ):
            schema_editor.execute(statement)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Take the policies away and switch row-level security off."""
        table = schema_editor.quote_name(self.table)
        for policy in ("readable", "writable", "changeable", "removable"):
            schema_editor.execute(f"drop policy {policy} on {table}")
        schema_editor.execute(f"alter table {table} no force row level security")
        schema_editor.execute(f"alter table {table} disable row level security")

    def describe(self) -> str:
        """Say what happens, for the list of migrations."""
        return f"Protect the rows of {self.table}"


class ShowPublished(Operation):
    """Show rows of a protected table whose boolean column says so to everybody, whoever asks.

    Only for reading. Everything else stays as `Protect` has it. Policies add up, so this one widens.
    """

    reversible = True

    def __init__(self, table: str, *, column: str = "is_public") -> None:
        self.table = table
        self.column = column

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing: models do not know of policies."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Write the policy."""
        table, column = schema_editor.quote_name(self.table), schema_editor.quote_name(self.column)
        schema_editor.execute(f"create policy published on {table} for select using ({column})")

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Take the policy away."""
        schema_editor.execute(f"drop policy published on {schema_editor.quote_name(self.table)}")

    def describe(self) -> str:
        """Say what happens, for the list of migrations."""
        return f"Show everybody the published rows of {self.table}"
