"""The server's files, the owner's role and the application's database: each made once."""

import shutil
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from wardmote.project.program import Account

from .refusals import CannotStart

VERSION = "18"
OWNER = "wm_owner"
"""The role that owns the database and runs migrations. It is no superuser."""

DATABASE = "wardmote"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def make_cluster(home: Path, programs: Path, account: Account | None) -> None:
    """Make the server's files once; a half-made set from an earlier start is thrown away."""
    data, unfinished = home / "data", home / "data.new"
    if data.exists():
        return
    shutil.rmtree(unfinished, ignore_errors=True)
    made = subprocess.run(  # noqa: S603 (programs of the wheel)
        [
            *(programs / "initdb", "-D", unfinished, "-U", "postgres", "--auth=trust", "--encoding=UTF8"),
            # The same order of words on every machine.
            *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        ],
        env=ENVIRONMENT,
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        check=False,
    )
    if made.returncode:
        raise CannotStart(f"PostgreSQL could not make its files in {home}: {made.stderr.strip()}")
    unfinished.rename(data)


def make_database(superuser: str) -> None:
    """Make the owner's role and the application's database, if they are not there, at this address."""
    with psycopg.connect(superuser, autocommit=True) as connection:
        if not connection.execute("select 1 from pg_roles where rolname = %s", [OWNER]).fetchone():
            connection.execute(
                sql.SQL("create role {} login createrole createdb bypassrls").format(sql.Identifier(OWNER))
            )
        if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
            connection.execute(
                sql.SQL("create database {} owner {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
            )
