"""Bad requests get a clear answer, change nothing and are never our fault (never 5xx)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from wardmote.kernel.ui import errors
from wardmote.project import health as health_page
from wardmote.project.health import health


def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{len(request.POST.get('words', ''))} {len(request.FILES)}")


urlpatterns = [path("echo", echo), path("health", health)]
handler400 = errors.bad_request
pytestmark = [pytest.mark.urls(__name__)]


def test_every_answer_carries_a_policy_that_allows_nothing_inline(client):
    policy = client.get("/echo").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "img-src 'self' data:;" in policy


def test_no_answer_is_framed_sniffed_or_told_to_other_sites(client):
    headers = client.get("/echo").headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "object-src 'none'; base-uri 'none'; form-action 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Content-Type"] == "text/html; charset=utf-8"


@override_settings(WARDMOTE_TILES="https://tiles.example/{z}/{x}/{y}.png")
def test_the_policy_lets_the_tile_server_in_when_there_is_one():
    policy = Client().get("/echo").headers["Content-Security-Policy"]
    assert "img-src 'self' data: https://tiles.example;" in policy


def test_ten_megabytes_of_text_are_told_to_be_too_large(client):
    answer = client.post("/echo", {"words": "w" * 10_000_000})
    assert answer.status_code == 413
    assert b"too large" in answer.content.lower() or b"too much" in answer.content.lower()


def test_ten_megabytes_in_an_ordinary_form_are_too_large(client):
    answer = client.post(
        "/echo", "words=" + "w" * 10_000_000, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413


def test_too_many_fields_are_too_large(client):
    answer = client.post("/echo", {f"f{number}": "x" for number in range(2_000)})
    assert answer.status_code == 413


@override_settings(WARDMOTE_REQUEST_LIMIT=1_000)
def test_files_beyond_the_limit_are_too_large_and_below_it_not(client):
    assert client.post("/echo", {"f": SimpleUploadedFile("a.txt", b"x" * 2_000)}).status_code == 413
    answer = client.post("/echo", {"f": SimpleUploadedFile("a.txt", b"x" * 100)})
    assert (answer.status_code, answer.content) == (200, b"0 1")


@pytest.mark.parametrize("address", ["/echo?q=%00", "/ec%00ho", "/echo?%00=1", "/echo?q=a&q=%00&q=b"])
def test_a_null_byte_in_an_address_is_refused(client, address):
    assert client.get(address).status_code == 400


def test_emoji_and_right_to_left_words_are_welcome(client):
    assert client.post("/echo", {"words": "🗑️ مرحبا"}).content == b"8 0"


@pytest.mark.django_db
def test_health_is_green_when_the_database_answers(client):
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["database"]) == (200, "ok")


def test_health_is_red_when_it_does_not(client, monkeypatch):
    class Gone:
        def cursor(self):
            raise DatabaseError

    monkeypatch.setattr(health_page, "connection", Gone())
    assert client.get("/health").status_code == 503
