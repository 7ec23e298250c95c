"""Times as other systems write them, to UTC."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from .model import TimeFormat, Times

_PARTS = {TimeFormat.EPOCH_SECONDS: 1, TimeFormat.EPOCH_MILLISECONDS: 1000}


class NoTime(ValueError):
    """The text is no time in any of the formats."""


def read_time(text: str, times: Times, not_before: datetime | None = None) -> datetime:
    """The moment a text tells of, in UTC. Raises NoTime.

    An hour that the clocks went through twice is its first passing, unless that is before ``not_before``. An hour
    that they skipped is counted on from the clock before the change, so 01:30 on that day in London is 02:30.
    """
    for written in times.formats:
        try:
            return _in_utc(_read(text, written), times.zone, not_before)
        except (ValueError, OverflowError, OSError):
            continue
    raise NoTime(text)


def _read(text: str, written: str) -> datetime:
    if written == TimeFormat.ISO:
        return datetime.fromisoformat(text)
    if written in list(TimeFormat):
        return datetime.fromtimestamp(float(text) / _PARTS[TimeFormat(written)], UTC)
    return datetime.strptime(text, written)  # noqa: DTZ007 (the zone comes from the mapping)


def _in_utc(at: datetime, zone: ZoneInfo, not_before: datetime | None) -> datetime:
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    first, second = (at.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return second if not_before and first < not_before <= second else first
