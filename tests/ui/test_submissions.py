"""A form sent twice does its work once; a form whose words were changed is another form (issue: replayed forms)."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.ui.jobs import forget_submissions
from wardmote.kernel.ui.models import Submission
from wardmote.kernel.ui.submissions import once

NADIA = Actor(id="person:7", name="Nadia Hussain", person_id=7)
IMRAN = Actor(id="person:8", name="Imran Sethi", person_id=8)


class Work:
    """Counts how often it is done."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self) -> str:
        self.done += 1
        return f"/observations/{self.done}"


def sent(by: Actor = NADIA, path: str = "/record", key: str = "k1", **words: Any) -> HttpRequest:
    request = RequestFactory().post(path, {"form_key": key, **words})
    request.actor = by  # type: ignore[attr-defined]  # as a decorated view gets it
    return request


@pytest.mark.django_db
def test_the_same_form_sent_twice_does_its_work_once_and_leads_to_the_same_place() -> None:
    work = Work()
    first, second = (once(sent(words="A broken lamp"), work) for _ in range(2))
    assert (work.done, first.url, second.url) == (1, "/observations/1", "/observations/1")


@pytest.mark.django_db
def test_a_new_token_against_forgery_does_not_make_it_another_form() -> None:
    work = Work()
    for token in ("one", "two"):
        once(sent(words="A broken lamp", csrfmiddlewaretoken=token), work)
    assert work.done == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [
        {"words": "Two broken lamps"},
        {"words": "A broken lamp", "key": "k2"},
        {"words": "A broken lamp", "by": IMRAN},
        {"words": "A broken lamp", "path": "/elsewhere"},
        {"words": ["A broken lamp", "and a bench"]},
        {"words": "A broken lamp", "photo": SimpleUploadedFile("lamp.jpg", b"x")},
    ],
)
def test_another_form_does_its_own_work(other: dict[str, Any]) -> None:
    work = Work()
    once(sent(words="A broken lamp"), work)
    once(sent(**other), work)
    assert work.done == 2


@pytest.mark.django_db
def test_words_cannot_move_from_one_field_to_the_next_unseen() -> None:
    work = Work()
    once(sent(a="b", c="d"), work)
    once(sent(a="bc", d=""), work)
    assert work.done == 2


@pytest.mark.django_db
def test_a_form_that_failed_may_be_sent_again() -> None:
    def fails() -> str:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once(sent(words="A broken lamp"), fails)
    work = Work()
    once(sent(words="A broken lamp"), work)
    assert work.done == 1


@pytest.mark.django_db
def test_a_form_without_a_key_is_not_ours() -> None:
    with pytest.raises(BadRequest):
        once(sent(key=""), Work())


@pytest.mark.django_db
def test_a_form_is_forgotten_after_a_week_and_not_before() -> None:
    work, monday = Work(), datetime(2026, 11, 9, 12, 0, tzinfo=UTC)
    for day, words in enumerate(("A broken lamp", "A broken bench")):
        with clock.fixed(monday + timedelta(days=day)):
            once(sent(words=words), work)
    with clock.fixed(monday + timedelta(days=7, hours=1)):
        forget_submissions(timestamp=0)
    assert [row.target for row in Submission.objects.all()] == ["/observations/2"]


@pytest.mark.django_db(transaction=True)
def test_a_double_tap_waits_for_the_first_and_follows_it() -> None:
    work, start, urls = Work(), Barrier(4), []

    def tap() -> None:
        try:
            start.wait()
            urls.append(once(sent(words="A broken lamp"), work).url)
        finally:
            connection.close()

    taps = [Thread(target=tap) for _ in range(4)]
    for each in taps:
        each.start()
    for each in taps:
        each.join()
    assert (work.done, set(urls)) == (1, {"/observations/1"})
    assert Submission.objects.count() == 1
