"""The whole runs, comes back from kills, and stops when told (issue 2, "Beyond doubt")."""

import json
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psutil
import pytest
from django.db import connection

from wardmote.project import postgres, serve


def eventually(true: Callable[[], object]) -> bool:
    """Whether it becomes true within thirty seconds."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.05)
    return False


class Served:
    """A running `wardmote serve` on the test's own database."""

    def __init__(self, folder: Path) -> None:
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
        environment = {
            **os.environ,
            "DATABASE_URL": urlunsplit(address),
            "DJANGO_SETTINGS_MODULE": "wardmote.project.settings",
            "PYTHONPATH": os.pathsep.join(sys.path),
            "WARDMOTE_DATA": str(folder),
            "WARDMOTE_SECRET_KEY": "of this test alone",
            "WARDMOTE_FIELD_KEYS": "of this test alone and long enough",
        }
        self.log = folder / "log"
        command = [sys.executable, "-m", "wardmote", "serve", "--port", str(self.port)]
        with self.log.open("w") as log:
            self.process = psutil.Popen(command, env=environment, stdout=log, stderr=log)

    def part(self, word: str) -> psutil.Process | None:
        """The child whose command line has the word."""
        for child in self.process.children():
            with suppress(psutil.NoSuchProcess):  # it ended, perhaps just now
                if word in child.cmdline():
                    return child
        return None

    def healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5) as answer:
                return bool(json.load(answer)["workers"])
        except OSError:
            return False


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shared, so that the static files are collected once."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture
def served(folder: Path, transactional_db: None) -> Iterator[Served]:
    running = Served(folder)
    assert eventually(lambda: "Serving on" in running.log.read_text() and running.healthy()), (
        running.log.read_text()
    )
    yield running
    if running.process.poll() is None:
        parts = running.process.children(recursive=True)
        running.process.kill()
        running.process.wait()
        psutil.wait_procs(parts, timeout=10)


def test_every_part_that_is_killed_comes_back_and_all_stop_when_told(served: Served) -> None:
    killed = {word: served.part(word) for word in ("gunicorn", "worker", "relay")}
    for process in killed.values():
        assert process
        process.kill()
    for word, process in killed.items():
        assert eventually(lambda word=word, process=process: served.part(word) not in (None, process))
    assert eventually(served.healthy)
    parts = served.process.children(recursive=True)
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(30) == 0
    assert not psutil.wait_procs(parts, timeout=10)[1]


def test_no_part_outlives_a_killed_parent(served: Served) -> None:
    parts = served.process.children(recursive=True)
    served.process.kill()
    assert not psutil.wait_procs(parts, timeout=10)[1]


def test_a_port_that_is_taken_is_told_with_another_to_try() -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(postgres.CannotStart, match=rf"Port {port} is taken .* for example --port \d+"):
            serve.require_free_port("127.0.0.1", port)


def test_a_server_for_users_started_after_one_for_developers_finds_its_files(
    tmp_path: Path, settings: Any
) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    for kept in ("StaticFilesStorage", "ManifestStaticFilesStorage"):
        storage = {"BACKEND": f"django.contrib.staticfiles.storage.{kept}"}
        settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}
        serve.collect_static_files()
    assert (tmp_path / "static" / "staticfiles.json").exists()
