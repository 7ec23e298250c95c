"""What is measured is what Wardmote does today: a benchmark that nobody runs for months still works."""

import pytest
from benchmarks import borough, locks, tables
from benchmarks.probe import Operations, sessions
from django.db import connection

pytestmark = pytest.mark.django_db

SIZE = 200


@pytest.fixture
def filled() -> list[int]:
    told: list[int] = []
    borough.fill(SIZE, tell=told.append)
    return told


def test_every_operation_is_answered_as_it_should_be(filled: list[int]) -> None:
    assert filled == [SIZE]
    for operation in Operations().all().values():
        operation()


def test_each_of_the_crowd_has_a_session_of_their_own(filled: list[int]) -> None:
    assert len(set(sessions(16))) == 16


def test_a_bound_is_held_by_the_figure_that_is_shown() -> None:
    assert tables.Bound("ratio", 1.3049, at_most=1.3).held
    assert not tables.Bound("ratio", 1.31, at_most=1.3).held


def test_the_95th_percentile_leaves_five_in_a_hundred_above() -> None:
    assert tables.ninety_fifth([float(n) for n in range(101)]) == 95
    assert tables.ninety_fifth([4.0]) == 4


def test_who_reads_what_is_protected_does_so_with_and_without_the_locks() -> None:
    borough.fill(SIZE, tell=lambda _filled: None, protected=True)
    lead = Operations()
    lead.show_a_second_factor()
    lead.inbox()
    lead.detail()
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; set role none")
        locks.take_away()
        cursor.execute("select count(*) from referrals_observation where starts_with(words, 'wm1:')")
        assert cursor.fetchone() == (0,)
        cursor.execute("set role wm_app")
    lead.inbox()
    lead.detail()
