"""For tests of two who act at once: hold still until the other one is held up."""

from django.db import connection


def until_somebody_waits_for_a_lock() -> None:
    """Look until another connection waits for a row that this transaction holds."""
    for _ in range(2000):
        with connection.cursor() as cursor:
            cursor.execute(
                "select exists (select from pg_locks"
                " where not granted and pg_backend_pid() = any(pg_blocking_pids(pid)))"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits: the two passed each other")
