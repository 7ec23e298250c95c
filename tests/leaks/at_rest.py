"""Who reads the database without the keys: what they find of some words.

Every column of every table there is, so that a new one cannot be forgotten: text, arrays, search texts, bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db import connection
from tests import factories as make
from tests.leaks.world import tokens_in

from wardmote.modules.referrals.models import PersonConcerned, Referral

STAYS_PLAIN = {"their_reference"}
"""Another system's number, by which its people ask for the matter."""


def must_not_be_read(protected: Collection[str]) -> set[str]:
    """Of what the protected matters tell, their words; and whatever tells who somebody concerned is."""
    told = {one for one in protected if one.startswith("zq")}
    with make.everything():
        for person in PersonConcerned.objects.all():
            told |= tokens_in(" ".join(str(value) for value in vars(person).values()))
        for number in Referral.objects.values_list("their_reference", flat=True):
            told -= tokens_in(number)
    return told


def found(secrets: Collection[str]) -> set[str]:
    """The tables in which a secret stands as anybody could read it, plain or as bytes in hexadecimal."""
    whole, as_bytes = set(secrets), [secret.encode().hex() for secret in secrets]
    return {
        table
        for table, row in _everything_kept()
        if not whole.isdisjoint(tokens_in(row)) or ("\\x" in row and any(each in row for each in as_bytes))
    }


def _everything_kept() -> Iterator[tuple[str, str]]:
    """Every row of every table, as the owner of the database reads it: the table, and the row as text."""
    with make.everything(), connection.cursor() as cursor:
        cursor.execute("set role none")
        cursor.execute("select oid::regclass::text from pg_class where relkind = 'r' and relnamespace = 2200")
        tables = [table for (table,) in cursor.fetchall()]
        rows = []
        for table in tables:
            cursor.execute(f"select whole::text from {table} whole")  # noqa: S608 (our own tables)
            rows += [(table, row) for (row,) in cursor.fetchall()]
        cursor.execute("set role wm_app")
    yield from rows
