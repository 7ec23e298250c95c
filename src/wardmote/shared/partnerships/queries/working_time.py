"""When each team works: its hours, bank holidays, and the days on which it is closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from django.db.models import Q
from govuk_bank_holidays.bank_holidays import BankHolidays

from wardmote.kernel.clock import LONDON, now
from wardmote.kernel.working_time import Calendar, WorkingHours

from ..models import Closure, Team


@lru_cache(maxsize=1)
def bank_holidays() -> frozenset[date]:
    """England and Wales bank holidays, from the copy that comes with the library, so no network is used."""
    holidays = BankHolidays(use_cached_holidays=True)
    return frozenset(h["date"] for h in holidays.get_holidays(division=BankHolidays.ENGLAND_AND_WALES))


USUAL_WEEK = "Mon-Fri 09:00-17:00"


def usual_calendar() -> Calendar:
    """The usual week with its bank holidays: for saying what a clock means before a team is chosen."""
    return _calendar(USUAL_WEEK, ())


def calendars_for(teams: Sequence[Team]) -> dict[int, Calendar]:
    """The working calendar of each team: its hours, bank holidays and its own closures. One query."""
    closures = Closure.objects.filter(
        Q(team__in=teams) | Q(organisation__in={t.organisation_id for t in teams}),
        ends_on__gte=now().date() - timedelta(days=800),
        withdrawn_at__isnull=True,
    )
    by_team: dict[int, list[tuple[date, date]]] = {}
    by_organisation: dict[int, list[tuple[date, date]]] = {}
    for closure in closures:
        if closure.team_id:
            by_team.setdefault(closure.team_id, []).append((closure.starts_on, closure.ends_on))
        elif closure.organisation_id:
            by_organisation.setdefault(closure.organisation_id, []).append(
                (closure.starts_on, closure.ends_on)
            )
    return {
        team.pk: _calendar(
            team.hours,
            tuple(sorted(by_team.get(team.pk, []) + by_organisation.get(team.organisation_id, []))),
        )
        for team in teams
    }


@lru_cache(maxsize=2000)
def _calendar(hours: str, closures: tuple[tuple[date, date], ...]) -> Calendar:
    return Calendar(
        hours=WorkingHours.parse(hours), holidays=bank_holidays(), closures=closures, timezone=LONDON
    )


def calendar_for(team: Team) -> Calendar:
    """The working calendar of one team."""
    return calendars_for([team])[team.pk]
