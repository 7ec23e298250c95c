"""Bringing in a file of reports, beside a plain COPY of the same rows into the same table."""

import csv
import time
from pathlib import Path

from django.db import connection

from wardmote.kernel.actor import system
from wardmote.kernel.database.roles import as_owner
from wardmote.modules.referrals.actions.imports import import_reports
from wardmote.modules.referrals.queries import imports

_MAPPING = """
system: Bench
file: {format: csv}
times: {zone: Europe/London, format: iso}
their_reference: number
words: said
observed_at: seen
place: {latitude: lat, longitude: lon, words: street}
category: {from: kind, values: {Rubbish: kind-1, Lamps: kind-2}, default: kind-3}
"""


def measure(rows: int, folder: Path) -> dict[str, float]:
    """Seconds that each way takes for so many rows."""
    file, mapping = folder / "reports.csv", folder / "mapping.yaml"
    mapping.write_text(_MAPPING)
    with file.open("w", newline="") as written:
        table = csv.writer(written)
        table.writerow(["number", "said", "seen", "lat", "lon", "street", "kind"])
        for n in range(rows):
            table.writerow(
                [n, f"A report, number {n}, of something on the pavement that somebody should take away",
                 f"2025-{1 + n % 12:02}-{1 + n % 28:02}T10:{n % 60:02}:00+00:00", 52.505 + n % 190 / 1000, -1.98,
                 f"{n % 90} Bench Row", ("Rubbish", "Lamps", "Other")[n % 3]]
            )  # fmt: skip
    by = system("benchmark")
    to = imports.destination(by, imports.mapping_in(by, mapping), None)
    began = time.perf_counter()
    run = import_reports(by=by, path=file, to=to)
    took = time.perf_counter() - began
    if run.imported != rows:
        raise RuntimeError(f"{run.imported} of {rows} rows were imported")
    return {"import": took, **_copies(run.pk)}


def _copies(run: int) -> dict[str, float]:
    """COPY of the same observations: into the same table with all that hangs on it, and into a bare one."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0")
        cursor.execute(
            "select string_agg(column_name, ', ' order by ordinal_position) from information_schema.columns"
            " where table_name = 'referrals_observation' and column_name <> 'id' and is_generated = 'NEVER'"
        )
        columns = cursor.fetchone()[0]
        # Their own numbers, so that both stand side by side under the same constraints.
        cursor.execute(
            "create temporary table again as select * from referrals_observation where import_run_id = %s",
            [run],
        )
        cursor.execute(
            "update again set reference = 'C' || reference, their_reference = 'C' || their_reference;"
            f" create table bare as select {columns} from again limit 0"
        )
        with cursor.cursor.copy(f"copy (select {columns} from again) to stdout") as out:
            data = b"".join(bytes(piece) for piece in out)
        took = {}
        for name, table in (("copy", "referrals_observation"), ("bare", "bare")):
            began = time.perf_counter()
            with cursor.cursor.copy(f"copy {table} ({columns}) from stdin") as into:
                into.write(data)
            took[name] = time.perf_counter() - began
        return took
