"""The one clock. Nothing else in Wardmote asks what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

_fixed: ContextVar[datetime | None] = ContextVar("fixed", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def today() -> date:
    """Return the day it is in London."""
    return now().astimezone(LONDON).date()


@contextmanager
def fixed(at: datetime) -> Iterator[None]:
    """Hold the clock at a moment, for tests and for the making of history. Raises ValueError if naive."""
    if at.utcoffset() is None:
        raise ValueError("The clock needs a time zone")
    token = _fixed.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
