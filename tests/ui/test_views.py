"""Who may come in, whose eyes the database sees with, and what goes wrong said kindly (R8.1, R8.3, R1.9)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import NOBODY, Actor
from wardmote.kernel.database import Busy
from wardmote.kernel.ui import errors, navigation, sources
from wardmote.kernel.ui.navigation import Entry, Place
from wardmote.kernel.ui.views import public, signed_in

pytestmark = pytest.mark.django_db

NADIA = Actor(
    id="person:7", name="Nadia Hussain", person_id=7, keys=(3, -3, 0), standing="Duty officer, Parks"
)
ONCE_MORE = "Ringing the night shelter, they have one bed."


class Somebody:
    is_authenticated = True
    pk = 7


@pytest.fixture(autouse=True)
def sources_of_a_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_actor", lambda request: NADIA)
    monkeypatch.setattr(sources, "_still_there", lambda request: True)


@pytest.fixture
def no_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_entries", {})


def asked(method: str = "get", *, by: object = None, **words: str) -> HttpRequest:
    request: HttpRequest = getattr(RequestFactory(), method)("/inbox?team=3", words)
    request.user = by or Somebody()  # type: ignore[assignment]  # a stand-in for a person
    return request


def keys(*_: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('app.keys', true)")
        return str(cursor.fetchone()[0])


def text(response: Any) -> str:
    return re.sub('csrfmiddlewaretoken" value="[^"]*"', "", bytes(response.content).decode())


def test_a_view_and_its_template_see_as_the_actor_and_nothing_sees_so_afterwards() -> None:
    seen = []

    @signed_in
    def view(request: HttpRequest) -> TemplateResponse:
        seen.append(keys())
        template = engines["django"].from_string("{{ keys }}")
        return TemplateResponse(request, template, {"keys": keys})

    response = view(asked())
    assert seen == ["{3,-3,0}"]
    assert text(response) == "{3,-3,0}"
    assert keys() in ("", "{}")


def test_a_decorated_view_says_whom_it_lets_in() -> None:
    @signed_in
    def inside(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    @public
    def outside(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert (inside.access, outside.access) == ("signed_in", "public")


def test_who_is_signed_out_goes_to_sign_in_and_comes_back() -> None:
    @signed_in
    def view(request: HttpRequest) -> HttpResponse:
        raise AssertionError("must not be reached")

    response = view(asked(by=AnonymousUser()))
    assert response.status_code == 302
    assert response.headers["Location"] == "/account/login/?next=/inbox%3Fteam%3D3"


def test_a_part_of_a_page_leads_the_whole_page_to_sign_in() -> None:
    @signed_in
    def view(request: HttpRequest) -> HttpResponse:
        raise AssertionError("must not be reached")

    request = asked(by=AnonymousUser())
    request.META["HTTP_HX_REQUEST"] = "true"
    response = view(request)
    assert (response.status_code, response.headers["HX-Redirect"][:15]) == (204, "/account/login/")


def test_words_sent_after_the_session_ended_are_given_back_without_passwords() -> None:
    @signed_in
    def view(request: HttpRequest) -> HttpResponse:
        raise AssertionError("must not be reached")

    response = view(asked("post", by=AnonymousUser(), note=ONCE_MORE, password="correct horse"))
    assert response.status_code == 403
    assert ONCE_MORE in text(response)
    assert "correct horse" not in text(response)


@pytest.mark.parametrize(
    ("words", "given_back"),
    [
        ("Wanda", True),
        ("wanda@partner.example", True),
        ("ਖੇਤ", True),
        ("VS3 1AA", True),
        ("12", False),
        ("duty_officer", False),
        ("0b1c3f6e-51d4-4d0f-9f0e-3c6f3b6d9d11", False),
    ],
)
def test_one_typed_word_is_given_back_and_a_key_of_ours_is_not(words: str, given_back: bool) -> None:
    @signed_in
    def view(request: HttpRequest) -> HttpResponse:
        raise AssertionError("must not be reached")

    page = text(view(asked("post", by=AnonymousUser(), about=words, form_key="Only For Us")))
    assert (f'dir="auto">{words}</p>' in page) is given_back
    assert "Only For Us" not in page


def test_somebody_without_a_role_is_told_so_and_not_sent_in_a_circle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_actor", lambda request: NOBODY)

    @signed_in
    def view(request: HttpRequest) -> HttpResponse:
        raise AssertionError("must not be reached")

    response = view(asked())
    assert response.status_code == 403
    assert "You have no role here" in text(response)


@pytest.mark.parametrize("error", [NotAllowed("x"), ObjectDoesNotExist("x"), Http404("x")])
def test_hidden_and_missing_are_answered_alike(error: Exception) -> None:
    @signed_in
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    response = view(asked())
    assert response.status_code == 404
    assert text(response) == text(signed_in(lambda request: errors.not_found(request))(asked()))
    assert "Nadia Hussain" in text(response)


def test_two_people_at_once_get_a_kind_page_that_keeps_the_words() -> None:
    @signed_in
    def view(request: HttpRequest) -> HttpResponse:
        raise Busy

    response = view(asked("post", note=ONCE_MORE, team="3"))
    assert response.status_code == 409
    assert ONCE_MORE in text(response)
    assert "Nothing of yours was changed" in text(response)


def test_a_module_shows_its_own_page_for_its_own_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    class Taken(Exception):
        pass

    class TakenByNadia(Taken):
        pass

    monkeypatch.setattr(errors, "_templates", dict(errors._templates))
    errors.show(Taken, "ui/busy.html")

    @signed_in
    def view(request: HttpRequest) -> HttpResponse:
        raise TakenByNadia

    assert view(asked()).status_code == 409


def test_what_a_failed_view_wrote_is_undone() -> None:
    @signed_in
    def view(request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("create temporary table if not exists left_over (n int)")
        raise Busy

    view(asked())
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass('left_over')")
        assert cursor.fetchone() == (None,)


def test_pages_of_the_signed_in_are_never_stored_but_what_says_otherwise_is() -> None:
    @public
    def plain(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    @public
    def outlines(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Cache-Control": "public, max-age=300"})

    assert "no-store" in plain(asked()).headers["Cache-Control"]
    assert "Cache-Control" not in plain(asked(by=AnonymousUser())).headers
    assert outlines(asked()).headers["Cache-Control"] == "public, max-age=300"


def test_the_frame_says_who_you_are_and_lets_you_sign_out() -> None:
    @signed_in
    def view(request: HttpRequest) -> TemplateResponse:
        return TemplateResponse(request, "ui/desk.html")

    html = text(view(asked()))
    assert "Nadia Hussain" in html
    assert "Duty officer, Parks" in html
    assert '<form method="post" action="/account/logout/">' in html


def test_each_actor_sees_their_own_links_in_order_and_where_they_are(no_entries: None) -> None:
    navigation.register(
        Entry(words="Last", url_name="pages:privacy", order=9, shown_to=lambda actor: True),
        Entry(
            words="First",
            url_name="account_login",
            order=1,
            shown_to=lambda actor: actor == NADIA,
            count=lambda actor: 14,
            counted="waiting",
        ),
        Entry(
            words="Foot", url_name="pages:decisions", order=1, shown_to=lambda actor: True, place=Place.FOOT
        ),
    )
    shown = navigation.links(NADIA, Place.HEAD, path="/privacy")
    assert [(link.words, link.current, link.count) for link in shown] == [
        ("First", False, 14),
        ("Last", True, None),
    ]
    assert [link.words for link in navigation.links(NOBODY, Place.HEAD, path="/privacy")] == ["Last"]
    assert [link.words for link in navigation.links(NOBODY, Place.FOOT, path="/")] == ["Foot"]


def test_two_entries_cannot_lead_to_one_place(no_entries: None) -> None:
    entry = Entry(words="A", url_name="pages:privacy", order=1, shown_to=lambda actor: True)
    other = Entry(words="B", url_name="pages:privacy", order=1, shown_to=lambda actor: True)
    navigation.register(entry)
    with pytest.raises(ValueError, match="Two entries"):
        navigation.register(other)


def test_the_page_for_our_own_faults_needs_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise AssertionError("must not be asked")

    monkeypatch.setattr(sources, "_partnership", broken)
    response = errors.server_error(asked())
    assert response.status_code == 500
    assert "not your doing" in text(response)


def test_every_address_says_whom_it_lets_in() -> None:
    bare = [name for name, view in _views(get_resolver()) if not hasattr(view, "access")]
    assert bare == ["health"]


def _views(resolver: URLResolver) -> Iterator[tuple[str, object]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield str(pattern.pattern), pattern.callback
        else:
            yield from _views(pattern)
