"""One server for one folder, for as long as this process lives."""

import contextlib
import shutil
import signal
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

import psycopg

from wardmote.project.program import Program

from .cluster import DATABASE, ENVIRONMENT, OWNER, make_cluster, make_database
from .ownership import forget_dead_server, only_owner_of
from .places import (
    account_to_run_as,
    far_socket_directory,
    places,
    require_own,
    require_space,
    shelf,
    socket_directory,
)
from .refusals import CannotStart, InUse

_LARGEST_LOG = 10_000_000  # bytes
_PATIENCE_WITH_RECOVERY = 600.0  # seconds; PostgreSQL may have to read its log again after a crash


class Server:
    """A running PostgreSQL server. Use it as a context manager, or call `stop` when done."""

    def __init__(self, program: Program, socket: Path, lock: IO[str]) -> None:
        self._program = program
        self._socket = socket
        self._lock = lock

    @property
    def url(self) -> str:
        """Address of the application's database, as the role that owns it."""
        return self.address(OWNER, DATABASE)

    def address(self, role: str, database: str) -> str:
        """Address of a database on this server for a role."""
        return f"postgresql://{role}@/{database}?host={quote(str(self._socket), safe='')}"

    @property
    def pid(self) -> int | None:
        """Process number of the server, None when it is down."""
        process = self._program.process
        return process.pid if process is not None and self._program.running else None

    def tend(self) -> str | None:
        """Start the server again if it has ended; say what happened, if anything did. Main thread only."""
        return self._program.tend()

    def stop(self) -> None:
        """Roll back what is unfinished, close every connection, and end."""
        self._program.stop()
        self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start(folder: Path, options: Mapping[str, str] | None = None) -> Server:
    """Start the server whose files live in `folder`, making them the first time, and return when it answers.

    `options` are settings of PostgreSQL that differ from its own, for as long as it runs. Call from the main thread.
    Raises CannotStart with a sentence that says what to do.
    """
    folder = folder.absolute()
    with contextlib.ExitStack() as stack:
        lock = stack.enter_context(only_owner_of(folder))
        account = account_to_run_as()
        home, programs = places(folder, account)
        require_space(home)
        require_own(home, account)
        socket = socket_directory(home, account)
        make_cluster(home, programs, account)
        forget_dead_server(home / "data")
        log = home / "log"
        if log.exists() and log.stat().st_size > _LARGEST_LOG:
            log.unlink()
        program = Program(
            name="PostgreSQL",
            command=[
                *(programs / "postgres", "-D", home / "data", "-k", socket),
                *("-c", "listen_addresses=", "-c", "unix_socket_permissions=0700"),
                *(word for name, value in (options or {}).items() for word in ("-c", f"{name}={value}")),
            ],
            env=ENVIRONMENT,
            log=log,
            account=account,
            ending=signal.SIGINT,
            at_our_death=signal.SIGINT,
            patience=20.0,
            keep_open=(lock.fileno(),),
        )
        program.start()
        stack.callback(program.stop)
        server = Server(program, socket, lock)
        _wait_until_it_answers(server, program, log)
        make_database(server.address("postgres", "postgres"))
        (folder / "url").write_text(server.url)
        stack.pop_all()
        return server


@contextlib.contextmanager
def joined(folder: Path) -> Iterator[str]:
    """Address of the folder's database: of the server that runs, or of one that runs as long as this."""
    try:
        server = start(folder)
    except InUse:
        address = folder / "url"
        if not address.exists():  # the other one is only just starting
            raise
        yield address.read_text()
        return
    with server:
        yield server.url


def forget(folder: Path) -> None:
    """Delete the server's files for `folder`, and every row. Raises CannotStart while it is in use."""
    folder = folder.absolute()
    with only_owner_of(folder):
        for home in (folder, shelf(folder)):
            for made in (home, far_socket_directory(home)):
                if made.exists():
                    shutil.rmtree(made)


def _wait_until_it_answers(server: Server, program: Program, log: Path) -> None:
    until = time.monotonic() + _PATIENCE_WITH_RECOVERY
    address = server.address("postgres", "postgres")
    while program.running and time.monotonic() < until:
        try:
            psycopg.connect(address, connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    last = log.read_text(errors="replace").strip().splitlines()[-3:]
    raise CannotStart(f"PostgreSQL did not start. The end of {log} says: {' / '.join(last)}")
