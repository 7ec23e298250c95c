"""Programs this process starts, looks after and ends.

A `Program` runs in a process group of its own, so that Ctrl-C in the terminal reaches only us and we choose
the order in which things stop. It never outlives us, not even when we are killed outright: Linux sends it a
signal at our death; elsewhere a small guard process does.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple

_PR_SET_PDEATHSIG = 1
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0  # seconds between two attempts to start what keeps ending
_STEADY = 60.0  # seconds after which a program counts as running well again
_GUARD = "import os, sys; sys.stdin.read(); os.kill(int(sys.argv[1]), int(sys.argv[2]))"


class Account(NamedTuple):
    """The operating system's account a program runs as."""

    name: str
    uid: int
    gid: int


@dataclass(kw_only=True)
class Program:
    """One program and how to run it.

    `ending` is the signal that asks it to end, `patience` how many seconds it then has before it is killed;
    `at_our_death` is the signal it gets when we are killed.
    """

    name: str
    command: Sequence[str | Path]
    env: Mapping[str, str] | None = None
    log: Path | None = None
    account: Account | None = None
    ending: signal.Signals = signal.SIGTERM
    at_our_death: signal.Signals = signal.SIGKILL
    patience: float = 10.0
    keep_open: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _guard: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _started_at: float = field(default=0.0, init=False)
    _ended_at: float | None = field(default=None, init=False)
    _pause: float = field(default=0.0, init=False)

    def start(self) -> None:
        """Start it. Call from the main thread: the signal at our death follows the thread that started it."""
        with contextlib.ExitStack() as stack:
            output: IO[bytes] | None = stack.enter_context(self.log.open("ab")) if self.log else None
            who = self.account
            self.process = subprocess.Popen(  # noqa: S603 (the commands are our own)
                [os.fspath(word) for word in self.command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self.env,
                cwd="/",
                start_new_session=True,
                pass_fds=self.keep_open,
                preexec_fn=_ends_with_us(self.at_our_death),
                user=who.uid if who else None,
                group=who.gid if who else None,
                extra_groups=[] if who else None,
            )
        self._started_at, self._ended_at = time.monotonic(), None
        if sys.platform != "linux":
            self._guard = subprocess.Popen(  # noqa: S603 (our own guard)
                [sys.executable, "-I", "-c", _GUARD, str(self.process.pid), str(int(self.at_our_death))],
                stdin=subprocess.PIPE,
                start_new_session=True,
            )

    @property
    def running(self) -> bool:
        """Whether the program is alive."""
        return self.process is not None and self.process.poll() is None

    def tend(self) -> str | None:
        """Start it again if it has ended, waiting longer each time; say what happened, if anything did."""
        if self.process is None or self.running:
            return None
        now = time.monotonic()
        if self._ended_at is None:
            self._dismiss_guard()
            self._ended_at = now
            steady = now - self._started_at > _STEADY
            longer = 0.0 if steady else self._pause * 2
            self._pause = min(max(longer, _SHORTEST_PAUSE), _LONGEST_PAUSE)
            how = _how(self.process.returncode)
            return f"{self.name} ended ({how}); it starts again in {self._pause:.1f} s."
        if now - self._ended_at >= self._pause:
            self.start()
        return None

    def stop(self) -> None:
        """Ask it to end, wait, and kill it if it does not listen."""
        self.ask_to_end()
        self.wait_for_end()

    def ask_to_end(self) -> None:
        """Send the signal that asks the program to end, without waiting."""
        if self.process is not None and self.running:
            self.process.send_signal(self.ending)

    def wait_for_end(self) -> None:
        """Wait for a program that was asked to end; kill it and all it started when its time is over."""
        if self.process is None:
            return
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self._dismiss_guard()
        self.process = None

    def _dismiss_guard(self) -> None:
        if self._guard is not None:
            self._guard.kill()
            self._guard.communicate()
            self._guard = None


def _ends_with_us(number: signal.Signals) -> Callable[[], None] | None:
    """What a child does before it becomes the program, to get the signal when we die; None off Linux."""
    if sys.platform != "linux":
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def before_the_program() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:
            os._exit(1)

    return before_the_program


def _how(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"code {code}"
