"""Long lists page by page (design 7): every row once, in order, whatever ties there are."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from wardmote.kernel.database import BadCursor, Page, page_of
from wardmote.kernel.events.models import ParkedEvent

START = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
ORDERS = [("-published", "-id"), ("published", "id"), ("part", "-published", "id"), ("aggregate", "-id")]


def make(minutes: list[int]) -> None:
    ParkedEvent.objects.bulk_create(
        ParkedEvent(
            part=minute % 3,
            aggregate="أبcafé"[minute % 6],
            key="k",
            body={},
            reason="",
            published=START + timedelta(minutes=minute),
        )
        for minute in minutes
    )


def walk(order: tuple[str, ...], size: int, cursor: str | None, forwards: bool) -> list[Page[ParkedEvent]]:
    pages = []
    while True:
        page = page_of(ParkedEvent.objects.all(), order=order, after=cursor, size=size)
        pages.append(page)
        cursor = page.next if forwards else page.previous
        if not cursor:
            return pages


class EveryRowOnce(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.integers(0, 4), max_size=25), st.integers(1, 7), st.sampled_from(ORDERS))
    def test_pages_visit_every_row_once_and_in_order_there_and_back(self, minutes, size, order):
        make(minutes)
        expected = [row.pk for row in ParkedEvent.objects.order_by(*order)]
        there = walk(order, size, None, forwards=True)
        assert [row.pk for page in there for row in page.rows] == expected
        assert all(len(page.rows) == size for page in there[:-1])
        assert there[0].previous is None

        back = walk(order, size, there[-1].previous, forwards=False) if there[-1].previous else []
        before = expected[: len(expected) - len(there[-1].rows)]
        assert [row.pk for page in reversed(back) for row in page.rows] == before


@pytest.mark.django_db
def test_a_page_costs_one_query_and_one_row_more_than_it_shows():
    make(list(range(10)))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = page_of(ParkedEvent.objects.all(), order=("-published", "-id"), size=4)
    assert len(queries) == 1
    assert "LIMIT 5" in queries[0]["sql"]
    assert (page.next is not None, page.previous) == (True, None)


@pytest.mark.django_db
def test_a_list_that_just_fits_has_no_next_page():
    make([1, 2])
    page = page_of(ParkedEvent.objects.all(), order=("-id",), size=2)
    assert (page.next, page.previous) == (None, None)


def cursor_of(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


BAD = [
    "x",
    "é",
    "\x00",
    "AAAA",
    cursor_of("n"),
    cursor_of("q", "2026-01-01T00:00:00+00:00", "1"),
    cursor_of("n", "soon", "1"),
    cursor_of("n", "2026-01-01T00:00:00+00:00", "one"),
    cursor_of("n", "2026-01-01T00:00:00+00:00", "1", "2"),
    cursor_of("n", 5, 6),
    base64.urlsafe_b64encode(b'{"a": 1}').decode(),
    base64.urlsafe_b64encode(b"5").decode(),
]


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", BAD)
def test_a_place_we_never_gave_out_is_refused(cursor):
    with pytest.raises(BadCursor):
        page_of(ParkedEvent.objects.all(), order=("-published", "-id"), after=cursor)


@pytest.mark.django_db
def test_a_null_byte_in_a_place_is_refused():
    with pytest.raises(BadCursor):
        page_of(ParkedEvent.objects.all(), order=("aggregate", "id"), after=cursor_of("n", "a\x00", "1"))


@pytest.mark.django_db
def test_a_number_beyond_any_id_is_an_empty_page_and_no_error():
    make([1])
    page = page_of(ParkedEvent.objects.all(), order=("id",), after=cursor_of("n", str(10**30)))
    assert page.rows == []
