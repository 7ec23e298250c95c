"""The embedded PostgreSQL starts anywhere, has one owner, dies with it, loses nothing (issue 2)."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from wardmote.project import postgres

OWNER_PROGRAM = """
import sys, time
from pathlib import Path
from wardmote.project import postgres
server = postgres.start(Path(sys.argv[1]))
print(server.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One set of server files for all tests here, at a path with a space, too long for a socket."""
    base = tmp_path_factory.mktemp("a folder") / ("long" * 20)
    for parent in (base.parent, *base.parents):
        if "pytest" in parent.name or parent == base.parent:
            parent.chmod(0o755)  # root's server runs as an account that must be able to enter
    yield base
    postgres.forget(base)


def eventually(true: Callable[[], bool]) -> bool:
    """Whether it becomes true, given a minute: a busy machine is no fault of the server."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.01)
    return False


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_starts_at_a_long_path_with_a_space_and_stops_cleanly(folder: Path) -> None:
    with postgres.start(folder) as server:
        pid = server.pid
        assert pid
        with psycopg.connect(server.url) as connection:
            row = connection.execute(
                "select current_user, rolsuper from pg_roles where rolname = current_user"
            ).fetchone()
    assert row == ("wm_owner", False)
    assert not alive(pid)
    with postgres.start(folder) as again:
        assert again.pid


def test_a_second_owner_is_told_in_a_sentence(folder: Path) -> None:
    with postgres.start(folder), pytest.raises(postgres.CannotStart, match=f"process {os.getpid()}"):
        postgres.start(folder)


def test_a_full_disk_is_told_before_anything_starts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wardmote.project.postgres.places.ENOUGH_SPACE", 10**18)
    with pytest.raises(postgres.CannotStart, match="MB is free"):
        postgres.start(folder)


def test_killing_the_owner_takes_the_server_down_and_the_next_owner_starts(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER_PROGRAM, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as owner:
        assert owner.stdout
        pid = int(owner.stdout.readline())
        owner.kill()
    assert eventually(lambda: not alive(pid))
    with postgres.start(folder) as server:
        assert server.pid


def test_killing_the_server_loses_no_committed_row(folder: Path) -> None:
    with postgres.start(folder) as server:
        pid = server.pid
        assert pid
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("create table if not exists kept (n int)")
            connection.execute("truncate kept")
            for n in range(100):
                connection.execute("insert into kept values (%s)", [n])
            os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: server.pid is None)
        with pytest.raises(postgres.InUse):
            postgres.start(folder)
        said = []

        def answers() -> bool:
            said.append(server.tend())
            try:
                with psycopg.connect(server.url) as connection:
                    return connection.execute("select count(*) from kept").fetchone() == (100,)
            except psycopg.OperationalError:
                return False

        assert eventually(answers)
        assert "PostgreSQL ended (killed by SIGKILL); it starts again in 0.5 s." in said
