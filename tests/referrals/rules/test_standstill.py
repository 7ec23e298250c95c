"""A team is silent when it could have answered and did not, in its own working time (R1.3)."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wardmote.kernel.working_time import LONDON, Calendar, WorkingHours
from wardmote.modules.referrals.rules import SILENT_AFTER, silent_since

WEEK = Calendar(
    hours=WorkingHours.parse("Mon-Fri 09:00-17:00"), holidays=frozenset(), closures=(), timezone=LONDON
)
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(), timedelta(days=330)).map(lambda gone: YEAR + gone)
DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 1))


@given(oldest=MOMENTS, answered=DAYS, now=MOMENTS)
def test_a_silence_begins_with_what_waits_or_after_the_last_answer_and_lasts_three_working_days(
    oldest: datetime, answered: date | None, now: datetime
) -> None:
    since = silent_since(oldest, answered, WEEK, now)
    if answered is None:
        assert (since is None) == (now < WEEK.add(oldest, SILENT_AFTER))
    if since is None:
        return
    assert since >= oldest
    assert answered is None or since.astimezone(LONDON).date() > answered
    assert WEEK.add(since, SILENT_AFTER) <= now


@given(oldest=MOMENTS, answered=DAYS, now=MOMENTS, more=st.timedeltas(timedelta(), timedelta(days=60)))
def test_silence_ends_with_an_answer_and_not_with_time(
    oldest: datetime, answered: date | None, now: datetime, more: timedelta
) -> None:
    since = silent_since(oldest, answered, WEEK, now)
    if since is not None:
        assert silent_since(oldest, answered, WEEK, now + more) == since
    assert silent_since(oldest, now.astimezone(LONDON).date(), WEEK, now) is None


def test_the_days_on_which_a_team_is_closed_are_not_held_against_it() -> None:
    friday = datetime(2026, 3, 6, 10, tzinfo=UTC)
    closed = Calendar(
        hours=WEEK.hours,
        holidays=frozenset(),
        closures=((date(2026, 3, 9), date(2026, 3, 13)),),
        timezone=LONDON,
    )
    wednesday = datetime(2026, 3, 11, 10, tzinfo=UTC)
    assert silent_since(friday, None, WEEK, wednesday) == friday
    assert silent_since(friday, None, closed, wednesday) is None
