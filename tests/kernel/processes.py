"""Real processes on the test's own database, to be killed."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.db import connection

START = "import sys, django; django.setup(); {code}"


@contextmanager
def process(code: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run Python code beside the test, as its own process; killed at the end if it still lives."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    running = subprocess.Popen(
        [sys.executable, "-c", START.format(code=code)],
        env={
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.kernel.quick_settings",
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        },
    )
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def wait_for(condition: Callable[[], object], seconds: float) -> None:
    """Return as soon as the condition holds; fail after these seconds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"Not within {seconds} seconds"
        time.sleep(0.02)
