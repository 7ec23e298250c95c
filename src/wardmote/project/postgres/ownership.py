"""One owner at a time: the lock of a folder, and what a dead owner leaves behind."""

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from .refusals import CannotStart, InUse

_PATIENCE_WITH_THE_OLD = 15.0  # seconds a killed owner's server gets to end


def only_owner_of(folder: Path) -> IO[str]:
    """Take the folder's lock, held until the file is closed.

    A living owner refuses us at once; a dead one's server may need a moment to go.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (folder / "lock").open("a+")
    except OSError as error:
        raise CannotStart(f"Cannot write in {folder}: {error.strerror}.") from error
    until = time.monotonic() + _PATIENCE_WITH_THE_OLD
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            lock.seek(0)
            owner = lock.read().strip()
            if (owner.isdecimal() and _alive(int(owner))) or time.monotonic() > until:
                lock.close()
                raise InUse(
                    f"Another Wardmote (process {owner or 'unknown'}) is using the database in {folder}. "
                    "Stop that one first, or use another folder."
                ) from None
            time.sleep(0.02)
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def forget_dead_server(data: Path) -> None:
    """Remove the note of a server that was killed, if its process number now belongs to something else.

    The lock already proves that no server of ours is left; a server started by hand is still respected.
    """
    note = data / "postmaster.pid"
    try:
        pid = int(note.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return
    if _alive(pid) and not _is_postgres(pid):
        note.unlink()


def _is_postgres(pid: int) -> bool:
    if sys.platform == "linux":
        try:
            return "postgres" in Path(f"/proc/{pid}/comm").read_text()
        except FileNotFoundError:
            return False
    question = ["/bin/ps", "-o", "comm=", "-p", str(pid)]
    shown = subprocess.run(question, capture_output=True, text=True, check=False)  # noqa: S603 (programs of the wheel)
    return "postgres" in shown.stdout
