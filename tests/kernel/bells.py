"""What the killed processes do: count on a table, where every effect can be seen afterwards."""

import os
import signal
import time
from dataclasses import dataclass

from django.db import connection

from wardmote.kernel.events import Event, reacts_to
from wardmote.kernel.jobs import tasks


@dataclass(frozen=True, kw_only=True)
class Tolled(Event, key="tests.tolled"):
    bell: int
    number: int


@reacts_to(Tolled)
def write_down(event: Tolled) -> None:
    note(f"bell {event.bell}", event.number)
    time.sleep(0.002)


@tasks.task(name="tests.once_slow")
def once_slow() -> None:
    """Hang on the first run, until killed; end at once on the next."""
    if note("slow", os.getpid()) == 1:
        time.sleep(60)


@tasks.task(name="tests.kill_the_worker")
def kill_the_worker() -> None:
    note("killer", os.getpid())
    os.kill(os.getpid(), signal.SIGKILL)


def note(what: str, number: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("insert into tolls (what, number) values (%s, %s)", [what, number])
        cursor.execute("select count(*) from tolls where what = %s", [what])
        return int(cursor.fetchone()[0])
