"""The tests' database: real PostgreSQL, migrated once, cloned per worker, used as the application's role.

With DATABASE_URL that server is used, else an embedded one in `var/` that lives as long as the run. The
migrated template is kept until a migration changes; its name carries this checkout, so that several can
share one server. After a test with `transaction=True` the worker's database is cloned anew: the
application may not truncate, and the audit trail must not be.
"""

import gc
import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.http import HttpRequest
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis
from pytest_django import DjangoDbBlocker

from wardmote.project import postgres
from wardmote.project.settings.base import database
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships.queries.face import _face

ROOT = Path(__file__).parent.parent
CHECKOUT = f"wm_{hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]}"
TEMPLATE = f"{CHECKOUT}_template"
CLONE = f"{CHECKOUT}_{os.getpid()}"
NEED_NOT_LAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""What the tests write is thrown away when they end; a machine that loses power in between has lost nothing."""
SERVER = pytest.StashKey[postgres.Server]()

# A busy machine is no fault of the rule under test.
hypothesis.register_profile("any-machine", deadline=None)
hypothesis.load_profile("any-machine")


def pytest_configure(config: pytest.Config) -> None:
    """Start one server for the whole run, in the process that outlives the workers."""
    if "DATABASE_URL" not in os.environ:
        server = config.stash[SERVER] = postgres.start(ROOT / "var" / "tests", NEED_NOT_LAST)
        os.environ["DATABASE_URL"] = server.url
        address = {**database(server.url), "OPTIONS": settings.DATABASES["default"]["OPTIONS"]}
        connections[DEFAULT_DB_ALIAS].settings_dict.update(address)


def pytest_collection_finish() -> None:
    """What was imported and collected lives as long as the run: to walk it again and again in search of litter took a
    tenth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, a minute and more each, so that nobody is left alone with it in the end."""
    items.sort(key=lambda item: item.path.parent.name != "leaks")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many histories were tried, also where another process lived them."""
    for report in terminalreporter.getreports("passed"):
        for name, said in report.user_properties:
            if name == "tried" and report.when == "call":
                terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {said}")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server this process started."""
    if server := config.stash.get(SERVER, None):
        connections.close_all()
        server.stop()
        del os.environ["DATABASE_URL"]


@pytest.fixture(scope="session", autouse=True)
def forced_sessions_have_shown_a_second_factor() -> Iterator[None]:
    """`force_login` stands for somebody who signed in as their role asks, with a second factor that stays good.

    A request that comes over the wire knows where from; the one that `force_login` makes up does not.
    """

    def prove(request: HttpRequest, user: Person, **_signal: object) -> None:
        if "REMOTE_ADDR" not in request.META:
            app = Authenticator(user=user, type=Authenticator.Type.TOTP, data={"secret": ""})
            Authenticator.objects.bulk_create([app], ignore_conflicts=True)  # in silence: no signal, no mail
            factor = Authenticator.objects.get(user=user, type=app.type)
            record_authentication(request, user, "mfa", id=factor.pk, type=factor.type)
            request.session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] += 10 * 365 * 24 * 60 * 60

    user_logged_in.connect(prove)
    yield
    user_logged_in.disconnect(prove)


@pytest.fixture(autouse=True)
def no_partnership_outlives_its_test() -> Iterator[None]:
    """A process remembers for a minute whose pages it shows: here for one test, however long a busy machine takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules[_face.__module__], "monotonic", lambda: 0.0)
        yield
    _face.cache_clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give this worker its own clone of the migrated template."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        with _server() as server:
            _prepare_template(server)
            _clone(server)
        patch.setitem(connection.settings_dict, "NAME", CLONE)
        patch.setattr(TransactionTestCase, "_fixture_teardown", _clone_anew)
        yield
        connections.close_all()
        with _server() as server:
            _drop(server, CLONE)


def _server() -> psycopg.Connection:
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


def _prepare_template(server: psycopg.Connection) -> None:
    """Migrate the template unless it is of these migrations. One worker does it while the others wait."""
    digest = hashlib.sha256(repr(settings.INSTALLED_APPS).encode())
    for migration in sorted(ROOT.glob("src/wardmote/**/migrations/*.py")):
        digest.update(migration.read_bytes())
    server.execute("select pg_advisory_lock(hashtext(%s))", [TEMPLATE])
    _forget_the_dead(server)
    made_with = server.execute(
        "select shobj_description(oid, 'pg_database') from pg_database where datname = %s", [TEMPLATE]
    ).fetchone()
    if made_with != (digest.hexdigest(),):
        _drop(server, TEMPLATE)
        server.execute(f"create database {TEMPLATE} template template0")
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(connection.settings_dict, "NAME", TEMPLATE)
            call_command("migrate", verbosity=0)
        server.execute(f"comment on database {TEMPLATE} is '{digest.hexdigest()}'")


def _forget_the_dead(server: psycopg.Connection) -> None:
    """Drop the clones of runs that were killed."""
    names = server.execute("select datname from pg_database where datname ~ %s", [rf"^{CHECKOUT}_\d+$"])
    for (name,) in names.fetchall():
        try:
            os.kill(int(name.rpartition("_")[2]), 0)
        except ProcessLookupError:
            _drop(server, name)


def _drop(server: psycopg.Connection, name: str) -> None:
    try:
        server.execute(f"drop database if exists {name} with (force)")
    except psycopg.errors.InsufficientPrivilege:
        # The server is tidying it up just now; only the plain form may send that work away.
        server.execute(f"drop database if exists {name}")


def _clone(server: psycopg.Connection) -> None:
    _drop(server, CLONE)
    server.execute(f"create database {CLONE} template {TEMPLATE}")


def _clone_anew(test_case: TransactionTestCase) -> None:
    connections.close_all()
    with _server() as server:
        _clone(server)
