"""When and how somebody hears of something, in winter, in summer and when the clocks change (R4.4)."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.kernel.clock import LONDON
from wardmote.shared.messaging.rules import (
    Channel,
    Ordinary,
    Quiet,
    Urgent,
    Wished,
    code_for,
    mobile_number,
    next_digest,
    when_and_how,
)

CHANGES = [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)]
_YEARS = (datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2030-01-01"))
moments = st.one_of(
    st.datetimes(*_YEARS, timezones=st.just(UTC)),
    st.builds(
        lambda day, minutes: datetime.combine(day, time(0), UTC) + timedelta(minutes=minutes),
        st.sampled_from(CHANGES),
        st.integers(-1440, 2880),
    ),
)
times = st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0))
quiets = (
    st.tuples(times, times)
    .filter(lambda two: two[0] != two[1])
    .map(lambda two: Quiet(begins=two[0], ends=two[1]))
)
wishes = st.builds(
    Wished,
    ordinary=st.sampled_from(Ordinary),
    urgent=st.sampled_from(Urgent),
    quiet=st.none() | quiets,
    urgent_in_quiet=st.booleans(),
    can_text=st.booleans(),
)


@given(wishes, st.booleans(), st.booleans(), moments)
def test_nothing_is_sent_in_quiet_hours_but_what_may_come_through(wished, urgent, has_text, now) -> None:
    for way in when_and_how(wished, urgent=urgent, has_text=has_text, now=now):
        assert now <= way.due_at <= now + timedelta(hours=50)
        through = urgent and wished.urgent_in_quiet
        if wished.quiet and not through:
            assert not wished.quiet.holds(way.due_at)
        if through or (urgent and not wished.quiet):
            assert way.due_at == now
        assert way.channel is not Channel.TEXT or (wished.can_text and has_text and urgent)
        assert not (way.digest and urgent)


@given(wishes, st.booleans(), st.booleans(), moments)
def test_each_way_goes_once_and_who_wishes_the_desk_only_gets_the_desk_only(
    wished, urgent, has_text, now
) -> None:
    ways = when_and_how(wished, urgent=urgent, has_text=has_text, now=now)
    assert len({way.channel for way in ways}) == len(ways)
    only_desk = wished.urgent is Urgent.DESK if urgent else wished.ordinary is Ordinary.DESK
    assert bool(ways) is not only_desk


@given(quiets, moments)
def test_quiet_hours_end_within_a_day_and_the_hour_that_comes_twice(quiet, now) -> None:
    over = quiet.over(now)
    free = (quiet.begins.hour - quiet.ends.hour) * 60 + quiet.begins.minute - quiet.ends.minute
    # Whoever leaves an hour or less free may find it skipped on the one night when the clocks jump.
    assert now <= over <= now + timedelta(hours=25 if free % (24 * 60) > 60 else 49)
    assert not quiet.holds(over)
    before = now
    while before < over and before < now + timedelta(hours=3):
        assert quiet.holds(before), "it ends no later than it must"
        before += timedelta(minutes=1)


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)) | st.sampled_from(CHANGES))
def test_each_day_has_one_digest_on_the_days_that_the_clocks_change_too(day) -> None:
    midnight = datetime.combine(day, time(0), LONDON).astimezone(UTC)
    next_midnight = datetime.combine(day + timedelta(days=1), time(0), LONDON).astimezone(UTC)
    minutes = int((next_midnight - midnight) / timedelta(minutes=15))
    digests = {next_digest(midnight + timedelta(minutes=15 * n)) for n in range(minutes)}
    assert sorted(digest.astimezone(LONDON).date() for digest in digests) == [day, day + timedelta(days=1)]
    assert {digest.astimezone(LONDON).time() for digest in digests} == {time(8, 0)}


@pytest.mark.parametrize(
    ("now", "over"),
    [
        # The clocks jump from 1:00 to 2:00: half past one never comes, and two o'clock is not quiet.
        ("2026-03-29T00:30+00:00", "2026-03-29T02:00+01:00"),
        # The clocks go back from 2:00 to 1:00: half past one comes twice, and the hours are over at the first.
        ("2026-10-25T01:00+01:00", "2026-10-25T01:30+01:00"),
        # In the hour that comes again they hold again, until the second half past one.
        ("2026-10-25T01:10+00:00", "2026-10-25T01:30+00:00"),
    ],
)
def test_quiet_hours_that_end_while_the_clocks_change(now, over) -> None:
    quiet = Quiet(begins=time(22), ends=time(1, 30))
    assert quiet.over(datetime.fromisoformat(now)) == datetime.fromisoformat(over)


def test_quiet_hours_pause_where_the_clocks_go_back_to_before_they_begin() -> None:
    quiet = Quiet(begins=time(1, 1), ends=time(0))
    over = quiet.over(datetime.fromisoformat("2026-10-25T01:45+01:00"))
    assert over == datetime.fromisoformat("2026-10-25T01:00+00:00")


def test_who_has_said_nothing_gets_a_digest_and_urgent_e_mails_at_once() -> None:
    now = datetime(2026, 3, 3, 10, tzinfo=UTC)
    (urgent,) = when_and_how(Wished(), urgent=True, has_text=True, now=now)
    assert (urgent.channel, urgent.due_at, urgent.digest) == (Channel.EMAIL, now, False)
    (ordinary,) = when_and_how(Wished(), urgent=False, has_text=True, now=now)
    assert (ordinary.due_at, ordinary.digest) == (datetime(2026, 3, 4, 8, tzinfo=UTC), True)


@pytest.mark.parametrize(
    "typed", ["07700 900123", "+44 7700 900123", "0044 7700900123", "+44 (0)7700-900 123", "447700900123"]
)
def test_a_mobile_number_has_one_spelling(typed) -> None:
    assert mobile_number(typed) == "+447700900123"


@given(st.text())
def test_what_is_no_mobile_number_is_refused(typed) -> None:
    with suppress(ValueError):
        assert re.fullmatch(r"\+447[0-9]{9}", mobile_number(typed), re.ASCII)


def test_a_code_is_of_one_person_one_number_and_one_moment() -> None:
    now = datetime(2026, 3, 3, 10, tzinfo=UTC)
    codes = {
        code_for(person, phone, now + timedelta(seconds=later))
        for person in (1, 2)
        for phone in ("+447700900123", "+447700900124")
        for later in (0, 1)
    }
    assert len(codes) == 8
    assert all(len(code) == 6 and code.isdigit() for code in codes)
