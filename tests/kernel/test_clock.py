"""One clock, always aware, that tests can hold."""

from datetime import UTC, datetime, timedelta

import pytest

from wardmote.kernel import clock

NOON = datetime(2026, 3, 29, 12, 0, tzinfo=clock.LONDON)


def test_the_clock_is_aware_and_right():
    assert clock.now().utcoffset() == timedelta(0)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_held_clock_stands_still_nests_and_runs_on():
    with clock.fixed(NOON):
        assert clock.now() == NOON
        assert clock.now().tzinfo is UTC
        with clock.fixed(NOON + timedelta(days=1)):
            assert clock.now() == NOON + timedelta(days=1)
        assert clock.now() == NOON
    assert clock.now() != NOON


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"), clock.fixed(datetime(2026, 1, 1)):  # noqa: DTZ001 (that is what is refused)
        pass
