"""How much was recorded is published once for each ward and quarter, and never again (R1.8, R3.5)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import Actor
from wardmote.kernel.privacy.disclosure import published
from wardmote.modules.referrals import jobs, queries
from wardmote.modules.referrals.actions import publish_counts
from wardmote.modules.referrals.models import PublishedCount
from wardmote.modules.referrals.rules.quarters import quarter_after, quarter_of, quarters_over
from wardmote.shared.geography.models import Area
from wardmote.shared.partnerships.models import Category, Team
from wardmote.shared.partnerships.rules import Sensitivity

pytestmark = pytest.mark.django_db

QUARTER = date(2026, 1, 1)
OVER = datetime(2026, 4, 1, 3, 40, tzinfo=clock.LONDON)


class Scene:
    """One ward with a worker in it, and another where nothing happens."""

    def __init__(self) -> None:
        make.a_partnership()
        self.ward: Area = make.a_ward()
        self.quiet: Area = make.a_ward("Quiet", latitude=52.7)
        self.team: Team = make.a_team()
        self.worker: Actor = make.an_actor(team=self.team)
        self.category: Category = make.a_category()
        self.hidden: Category = make.a_category("Child", sensitivity=Sensitivity.PROTECTED)

    def cell(self, ward: Area, count: int, quarter: date = QUARTER) -> int:
        """What must be published of so many."""
        return published("observations by ward and quarter", (quarter.isoformat(), "wards", ward.key), count)


@pytest.fixture
def scene() -> Iterator[Scene]:
    with clock.fixed(make.TUESDAY):
        yield Scene()


def kept() -> dict[tuple[int, date], int]:
    return {(one.ward_id, one.quarter_from): one.value for one in PublishedCount.objects.all()}


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)), st.integers(0, 900))
def test_every_day_lies_in_one_quarter_and_none_is_over_early(day: date, later: int) -> None:
    quarter, on = quarter_of(day), day + timedelta(days=later)
    assert quarter <= day < quarter_after(quarter)
    over = quarters_over(day, on)
    assert all(quarter_after(one) <= on for one in over)
    assert list(over) == sorted(set(over))
    assert quarter_after(over[-1] if over else quarter) > on or (
        over and quarter_after(quarter_after(over[-1])) > on
    )


def test_a_quarter_is_published_when_it_is_over_with_a_cell_for_every_ward(scene: Scene) -> None:
    for _ in range(2):
        make.an_observation(scene.worker, scene.team, scene.category)
    make.an_observation(scene.worker, scene.team, scene.hidden)
    jobs.publish_counts(0)
    assert kept() == {}, "it is not over"
    with clock.fixed(OVER):
        jobs.publish_counts(0)
    assert kept() == {
        (scene.ward.pk, QUARTER): scene.cell(scene.ward, 2),
        (scene.quiet.pk, QUARTER): scene.cell(scene.quiet, 0),
    }, "and what is protected is in none"


def test_what_was_published_stays_whatever_is_recorded_later(scene: Scene) -> None:
    make.an_observation(scene.worker, scene.team, scene.category)
    with clock.fixed(OVER):
        jobs.publish_counts(0)
    before = kept()
    make.an_observation(scene.worker, scene.team, scene.category)
    with clock.fixed(OVER + timedelta(days=1)):
        jobs.publish_counts(0)
    assert kept() == before
    with clock.fixed(OVER + timedelta(days=91)):
        jobs.publish_counts(0)
    assert len(kept()) == 4
    for change in (
        lambda: PublishedCount.objects.update(value=1),
        lambda: PublishedCount.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_only_wardmote_itself_publishes(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        publish_counts(by=scene.worker)


def test_numbers_are_told_of_published_cells_of_the_newest_year_alone(scene: Scene) -> None:
    assert queries.recorded_lately() is None
    wards = [scene.ward.pk, scene.quiet.pk]
    for quarter in (date(2025, 1, 1), date(2025, 4, 1), date(2025, 7, 1), date(2025, 10, 1), QUARTER):
        for ward, value in zip(wards, (41, -2), strict=True):
            PublishedCount.objects.create(
                ward_id=ward, quarter_from=quarter, value=value, published_at=clock.now()
            )
    lately = queries.recorded_lately()
    assert lately is not None
    assert (lately.since, lately.last) == (date(2025, 4, 1), date(2026, 3, 31))
    assert (lately.about(wards[:1]), lately.about(wards[1:]), lately.about(wards)) == (165, None, 155)
    assert lately.give_or_take(wards) == 14
    assert not lately.missing(wards)
    assert lately.missing([*wards, 0])
