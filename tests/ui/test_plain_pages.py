"""The pages for everybody, and those for what goes wrong, are plain English and say what to do (R1.10)."""

import re
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.test import Client

pytestmark = pytest.mark.django_db

PLAIN = [
    "/accessibility",
    "/privacy",
    "/how-decisions-are-made",
    "/account/login/",
    "/account/password/reset/",
]
WRONG = [
    "400.html",
    "404.html",
    "413.html",
    "429.html",
    "500.html",
    "403.html",
    "ui/busy.html",
    "ui/no_role.html",
]


def sentences(html: str) -> list[str]:
    """The running text of a page's main part."""
    main = html.split("<main", 1)[1].split("</main>")[0]
    paragraphs = re.findall(r"<(?:p|li|dd)\b[^>]*>(.*?)</(?:p|li|dd)>", main, re.DOTALL)
    text = unescape(". ".join(re.sub(r"<[^>]+>", "", paragraph) for paragraph in paragraphs))
    return [sentence for sentence in re.split(r"[.!?:]+\s+", text) if sentence.strip()]


def grade(said: list[str]) -> float:
    """The school grade by Flesch and Kincaid; syllables are counted as groups of vowels."""
    words = [word for sentence in said for word in re.findall(r"[A-Za-z’'-]+", sentence)]
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in words)
    return 0.39 * len(words) / len(said) + 11.8 * syllables / len(words) - 15.59


def read(name: str) -> str:
    if name.startswith("/"):
        return Client().get(name).content.decode()
    return render_to_string(name)


def test_the_measure_of_plain_words_knows_hard_from_easy() -> None:
    assert grade(["The cat sat on the mat"]) < 2
    assert grade(["Your submission has been successfully received and will be triaged in due course"]) > 8


@pytest.mark.parametrize("name", PLAIN + WRONG)
def test_the_page_can_be_read_by_a_child_of_eleven(name: str) -> None:
    assert grade(sentences(read(name))) < 6


@pytest.mark.parametrize("name", PLAIN + WRONG)
def test_the_page_has_one_heading_and_no_hollow_words(name: str) -> None:
    html = read(name)
    assert html.count("<h1") == 1
    words = " ".join(sentences(html)).lower()
    assert not [hollow for hollow in ("please note", "successfully", "!", "click here") if hollow in words]


@pytest.mark.parametrize("name", PLAIN)
def test_the_foot_leads_only_to_pages_that_exist(name: str) -> None:
    client = Client()
    foot = client.get(name).content.decode().split("<footer")[1]
    links = re.findall(r'href="([^"]+)"', foot)
    assert len(links) >= 3
    assert {client.get(link).status_code for link in links} == {200}


def test_an_unknown_address_says_what_to_do() -> None:
    response = Client().get("/nothing-here")
    assert response.status_code == 404
    assert "We cannot find that page" in response.content.decode()


def test_signing_in_with_a_wrong_password_keeps_the_address_typed() -> None:
    response = Client().post("/account/login/", {"login": "imran@council.example", "password": "wrong"})
    html = response.content.decode()
    assert 'value="imran@council.example"' in html
    assert "wrong" not in re.findall(r'value="([^"]*)"', html)
    assert "govuk-error-summary" in html
