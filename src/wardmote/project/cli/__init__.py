"""The command `wardmote`.

Every file in this folder is a verb: its `command` is loaded when it is asked for. A folder is a group of
verbs; its `command` is `Verbs(__name__, __path__)`. A trailing underscore keeps Python's own words free:
`import_/reports.py` is `wardmote import reports`.
"""

import importlib
import os
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click
import psycopg

from wardmote.project import postgres
from wardmote.project.demo import FIELD_KEY

_HOLDS_THE_DEMO = "select true from partnerships_partnership where is_demo"


class Verbs(click.Group):
    """A group whose commands are the modules of a package, imported only when needed."""

    def __init__(self, package: str, path: Iterable[str], summary: str) -> None:
        super().__init__(name=package.rpartition(".")[2].rstrip("_"), help=summary)
        self._modules = {
            found.name.rstrip("_").replace("_", "-"): f"{package}.{found.name}"
            for found in pkgutil.iter_modules(path)
        }

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the verbs."""
        return sorted(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one verb."""
        if cmd_name not in self._modules:
            return None
        command: click.Command = importlib.import_module(self._modules[cmd_name]).command
        return command


def data_folder() -> Path:
    """The folder for everything Wardmote keeps on this machine (WARDMOTE_DATA)."""
    return Path(os.environ.get("WARDMOTE_DATA", "var")).absolute()


def set_up_django() -> None:
    """Load the settings and the apps. Nothing is asked of the database yet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardmote.project.settings")
    import django

    django.setup()


@contextmanager
def database() -> Iterator[None]:
    """Django with its database: DATABASE_URL's, or a running Wardmote's, or the embedded one meanwhile."""
    if url := os.environ.get("DATABASE_URL"):
        _use_its_key(url)
        set_up_django()
        yield
        return
    with postgres.joined(data_folder() / "postgres") as url:
        os.environ["DATABASE_URL"] = url
        _use_its_key(url)
        set_up_django()
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()


def use_the_demos_key() -> None:
    """Read and write what is encrypted with the key that everybody knows, unless the environment names another."""
    if not os.environ.get("WARDMOTE_FIELD_KEYS"):
        os.environ["WARDMOTE_FIELD_KEYS"] = FIELD_KEY


def _use_its_key(url: str) -> None:
    """Read a demo borough's names also from a command line that was not told that it is one."""
    with suppress(psycopg.Error), psycopg.connect(url) as connection:  # without it, Django says what is wrong
        known = connection.execute("select to_regclass('partnerships_partnership')").fetchone()
        if known and known[0] and connection.execute(_HOLDS_THE_DEMO).fetchone():
            use_the_demos_key()


def lift_limits() -> None:
    """Let this connection take its time: the limits on statements and transactions are a web request's."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0; set idle_in_transaction_session_timeout = 0")


def main() -> None:
    """Run the command line. What may be expected to go wrong is told in a sentence, with exit code 1."""
    verbs = Verbs(
        __name__, __path__, "One shared place where a borough's partners record, pass on and answer."
    )
    try:
        verbs(prog_name="wardmote")
    except postgres.CannotStart as error:
        _fail(str(error))
    except Exception as error:
        from django.core.exceptions import ImproperlyConfigured
        from django.db import OperationalError

        if isinstance(error, ImproperlyConfigured):
            _fail(str(error))
        if isinstance(error, OperationalError):
            _fail(f"The database does not answer: {str(error).strip()}")
        raise


def _fail(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(1)
