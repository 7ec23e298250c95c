"""Stop a long-running process cleanly when it is told to."""

import os
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Stop:
    """Set by SIGTERM or SIGINT. Waits like select, and wakes at once when set."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        self.requested = False

    def request(self) -> None:
        """Ask for the stop."""
        self.requested = True
        os.write(self._write, b"x")

    def wait(self, seconds: float, *descriptors: int) -> None:
        """Return after these seconds, or when a descriptor has something to read, or on the stop."""
        select.select([self._read, *descriptors], [], [], seconds)

    def close(self) -> None:
        """Give the pipe back."""
        os.close(self._read)
        os.close(self._write)


@contextmanager
def on_signal() -> Iterator[Stop]:
    """Within the block SIGTERM and SIGINT set the stop. Main thread only."""
    stop = Stop()

    def request(number: int, frame: FrameType | None) -> None:
        stop.request()

    before = {number: signal.signal(number, request) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        stop.close()
