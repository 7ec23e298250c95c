"""A program we look after comes back when it ends, and never outlives us."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from wardmote.project import program as programs
from wardmote.project.program import Program

LASTING = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('on', flush=True); time.sleep(60)",
]
PARENT = """
import sys, time
from wardmote.project.program import Program
sys.platform = sys.argv[1]
child = Program(name="The child", command=[sys.executable, "-c", "import time; time.sleep(60)"])
child.start()
print(child.process.pid, flush=True)
time.sleep(60)
"""


def eventually(true: Callable[[], bool]) -> bool:
    """Whether it becomes true within ten seconds."""
    until = time.monotonic() + 10
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


def test_a_program_that_was_killed_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "_SHORTEST_PAUSE", 0.0)
    program = Program(name="The program", command=LASTING)
    program.start()
    assert program.process
    first = program.process.pid
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: not program.running)
    assert program.tend() == "The program ended (killed by SIGKILL); it starts again in 0.0 s."
    assert program.tend() is None
    assert program.running
    assert program.process.pid != first
    program.stop()


def test_a_program_that_keeps_ending_is_started_less_and_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(programs.time, "monotonic", lambda: clock[0])
    program = Program(name="It", command=[sys.executable, "-c", "raise SystemExit(3)"])
    program.start()
    said = []
    for _ in range(9):
        assert program.process
        program.process.wait()
        said.append(program.tend())
        clock[0] += 31
        program.tend()
    assert said[:3] == [f"It ended (code 3); it starts again in {s} s." for s in (0.5, 1.0, 2.0)]
    assert said[-1] == "It ended (code 3); it starts again in 30.0 s."
    program.stop()


def test_a_program_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    program = Program(name="The program", command=STUBBORN, log=log, patience=0.1)
    program.start()
    assert program.process
    pid = program.process.pid
    assert eventually(lambda: log.exists() and log.read_text() == "on\n")
    program.stop()
    assert not alive(pid)


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_a_program_ends_when_we_are_killed(platform: str) -> None:
    if platform == "linux" and sys.platform != "linux":
        pytest.skip("the signal at the parent's death is Linux's own; the guard below holds everywhere")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", PARENT, platform]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert alive(child)
        parent.kill()
    assert eventually(lambda: not alive(child))
