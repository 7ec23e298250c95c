"""Runs the web server, the worker and the relay side by side, and the embedded database under them.

Each is a process of its own. One that ends is started again; what it was doing is in the database, so nothing
that was acknowledged is lost. To stop, those that work are asked to end first and the database last.
"""

import contextlib
import hashlib
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path

from wardmote.kernel import stopping
from wardmote.project import postgres
from wardmote.project.program import Program
from wardmote.project.progress import say, step

WEB_PROCESSES = 2
WEB_THREADS = 8
_LOOK = 0.25  # seconds between two looks at the programs
_PATIENCE = 60.0  # seconds the first page may take


def prepare() -> None:
    """Bring database and static files up to date. Django must be set up, and its database must answer.

    Raises KeysMissing or KeyMissing, before anything is served, when what is encrypted could not be read.
    """
    from wardmote.kernel.privacy import require_keys
    from wardmote.kernel.privacy.rotation import require_keys_that_fit

    require_keys()
    bring_database_up_to_date()
    require_keys_that_fit()
    collect_static_files()


def run(
    *, host: str, port: int, database: postgres.Server | None, logs: Path | None, ready: Callable[[], None]
) -> None:
    """Serve until SIGTERM or SIGINT; `ready` is called once the first page has been shown. Main thread only.

    What the programs say goes to files in `logs`, or to our own error output.
    """
    programs = _programs(host, port, logs)
    with stopping.on_signal() as stop:
        try:
            web, *others = programs
            web.start()
            with step("Showing the first page"):
                shown = _first_page(host, port, web, stop)
            for program in others:
                program.start()
            if shown:
                ready()
            watched: list[postgres.Server | Program] = [*([database] if database else []), *programs]
            while not stop.requested:
                stop.wait(_LOOK)
                for one in watched:
                    if said := one.tend():
                        say(said)
        finally:
            for program in programs:
                program.ask_to_end()
            for program in programs:
                program.wait_for_end()


def require_free_port(host: str, port: int) -> None:
    """Raise postgres.CannotStart with a sentence if somebody else listens there."""
    if _free(host, port):
        return
    other = next((n for n in range(port + 1, min(port + 100, 65536)) if _free(host, n)), None)
    hint = f"Use another, for example --port {other}" if other else "Use another with --port"
    raise postgres.CannotStart(f"Port {port} is taken by another program on this machine. {hint}.")


def _programs(host: str, port: int, logs: Path | None) -> list[Program]:
    web = (
        *(
            "gunicorn",
            "wardmote.project.wsgi:application",
            "--bind",
            f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        ),
        *("--worker-class", "gthread", "--workers", str(WEB_PROCESSES), "--threads", str(WEB_THREADS)),
        *("--graceful-timeout", "10", "--timeout", "60", "--log-level", "warning", "--no-control-socket"),
        "--preload",  # loaded once, then shared: less memory, and a killed process is back at once
    )

    def program(name: str, *words: str, patience: float) -> Program:
        log = logs / f"{name}.log" if logs else None
        command = [sys.executable, "-m", *words]
        return Program(name=f"The {name}", command=command, log=log, patience=patience)

    return [
        program("web server", *web, patience=15),
        program("worker", "wardmote", "worker", patience=25),
        program("relay", "wardmote", "relay", patience=10),
    ]


def _first_page(host: str, port: int, web: Program, stop: stopping.Stop) -> bool:
    """Ask for the first page until it comes; False if told to stop meanwhile. Raises postgres.CannotStart."""
    until = time.monotonic() + _PATIENCE
    at = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 (compares, binds nothing)
    request = urllib.request.Request(f"http://{at}:{port}/", headers={"Host": "localhost"})
    why = ""
    while time.monotonic() < until and not stop.requested:
        if not web.running:
            where = f"in {web.log}" if web.log else "above"
            raise postgres.CannotStart(
                f"The web server ended before its first page; what it said is {where}."
            )
        try:
            with urllib.request.urlopen(request, timeout=30):  # noqa: S310 (our own http address)
                return True
        except urllib.error.HTTPError as error:
            if error.code == HTTPStatus.BAD_REQUEST:  # it answers, but serves other host names
                return True
            raise postgres.CannotStart(f"The first page answers {error.code}.") from error
        except OSError as error:
            why = str(error)
            stop.wait(0.05)
    if stop.requested:
        return False
    raise postgres.CannotStart(f"The first page did not come within {_PATIENCE:.0f} s: {why}")


def _free(host: str, port: int) -> bool:
    with contextlib.closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def bring_database_up_to_date() -> None:
    """Run the migrations that are missing. Django must be set up, and its database must answer."""
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    from wardmote.kernel.database.roles import as_owner

    with as_owner():
        executor = MigrationExecutor(connections["default"])
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        with step("Bringing the database up to date"):
            call_command("migrate", verbosity=0)


def collect_static_files() -> None:
    """Collect the static files when one of them, the package that carries it, or how they are kept has changed.

    How they are kept is another thing for developers: without it a server for users, started after one for
    developers, would lack the list of the files' names and answer 500 to everything.
    """
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    kept = settings.STORAGES["staticfiles"]
    digest = hashlib.sha256(f"{version('django')} {kept}\n".encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            about = Path(storage.path(name)).stat()
            digest.update(f"{name} {about.st_size} {about.st_mtime_ns}\n".encode())
    root = Path(settings.STATIC_ROOT)
    made = root.parent / "static.made"
    if root.exists() and made.exists() and made.read_text() == digest.hexdigest():
        return
    made.unlink(missing_ok=True)
    with step("Collecting the static files"):
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    made.write_text(digest.hexdigest())
