"""Shows a person at the terminal what takes its time. Standard library only: `run` uses it first of all."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_QUIET = 1.0  # seconds a step may take without a word
_TICK = 0.5  # seconds between two looks of the clock on a terminal
_LINE = 20.0  # seconds between two lines where there is no terminal


def say(sentence: str) -> None:
    """Print a line at once, even into a pipe."""
    print(sentence, flush=True)  # noqa: T201 (the one place that speaks to a terminal)


@contextmanager
def step(what: str) -> Iterator[Callable[[str], None]]:
    """Show `what` and how many seconds it takes. Call what you get to say how far it is."""
    began, over, how_far = time.monotonic(), threading.Event(), ""
    terminal = sys.stdout.isatty()

    def note(text: str) -> None:
        nonlocal how_far
        how_far = f" ({text})"

    def show() -> None:
        pause = _QUIET
        while not over.wait(pause):
            pause = _TICK if terminal else _LINE
            line = f"{what}{how_far} … {time.monotonic() - began:.0f} s"
            if terminal:
                sys.stdout.write(f"\r\033[K{line}")
                sys.stdout.flush()
            else:
                say(line)

    shower = threading.Thread(target=show, daemon=True)
    shower.start()
    try:
        yield note
    finally:
        over.set()
        shower.join()
        took = time.monotonic() - began
        if took > _QUIET:
            say(f"{chr(13) + chr(27) + '[K' if terminal else ''}{what}{how_far}: {took:.1f} s")
