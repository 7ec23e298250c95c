"""The same borough without its second lock and with nothing encrypted: what both cost is the difference."""

from django.db import connection

from wardmote.kernel.privacy import unseal
from wardmote.kernel.privacy.fields import EncryptedText
from wardmote.kernel.privacy.rotation import locked_models

_GUARDED = (
    "select oid::regclass::text from pg_class where relrowsecurity and relnamespace = 'public'::regnamespace"
)


def take_away() -> None:
    """Switch every policy off, and let every encrypted value stand plain. As the owner, in a database to be dropped."""
    with connection.cursor() as cursor:
        cursor.execute("alter table referrals_observation drop constraint observation_protected_is_encrypted")
        for model in locked_models():
            table = model._meta.db_table
            columns = [str(f.column) for f in model._meta.concrete_fields if isinstance(f, EncryptedText)]
            cursor.execute(f"select id, {', '.join(columns)} from {table}")
            rows = [(number, *map(unseal, values)) for number, *values in cursor.fetchall()]
            if not rows:
                continue
            cursor.execute(f"alter table {table} disable trigger user")
            cursor.execute(
                f"update {table} t set {', '.join(f'{column} = v.{column}' for column in columns)}"
                f" from unnest(%s::bigint[], {', '.join(['%s::text[]'] * len(columns))}) v(id, {', '.join(columns)})"
                " where t.id = v.id",
                [list(column) for column in zip(*rows, strict=True)],
            )
            cursor.execute(f"alter table {table} enable trigger user")
        cursor.execute(
            "select referrals_write_search(array_agg(id), true, true) from referrals_observation group by id / 1000"
        )
        cursor.execute(_GUARDED)
        for (table,) in cursor.fetchall():
            cursor.execute(f"alter table {table} no force row level security, disable row level security")
