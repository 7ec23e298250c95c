"""What looks as if it told of a person is found wherever it stands, and ordinary words are left alone (R1.8)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.modules.referrals.rules import Personal, looks_personal
from wardmote.project.demo import content

PLANTED = [
    ("Mrs Khan", Personal.NAME),
    ("mr o’brien", Personal.NAME),
    ("Dr. Łukasz", Personal.NAME),
    ("Miss Ng", Personal.NAME),
    ("07700 900123", Personal.TELEPHONE),
    ("+44 1632 960 999", Personal.TELEPHONE),
    ("(01632) 960999", Personal.TELEPHONE),
    ("jo.bloggs+home@people.example", Personal.EMAIL),
    ("12 Test Row, Testborough ZZ1 1ZZ", Personal.ADDRESS),
    ("flat 3, Test House, zz11zz", Personal.ADDRESS),
    ("943 476 5919", Personal.NHS_NUMBER),
    ("AB 12 34 56 C", Personal.INSURANCE_NUMBER),
    ("DOB: 3/4/1980", Personal.BIRTHDAY),
    ("born on 3rd April 1980", Personal.BIRTHDAY),
    ("AB12 CDE", Personal.PLATE),
    ("ab12cde", Personal.PLATE),
]
LEFT_ALONE = [
    "Two mattresses by the garages. They block the path.",
    "15 bags on Monday and 30 on Tuesday, since 03/04/2026 at 21.30.",
    "Outside 12 High Street, opposite the school.",
    "Somewhere in ZZ1 1ZZ.",
    "Ring the helpline on 0300 123 4567 or 0800 1111.",
    "Do not miss the bus to Elm Dr Testborough.",
    "Ref 9434765918, order 123 456 7890.",
    "The 51 to 934 buses run late; M6 J10 is closed.",
]
quiet = st.text(st.characters(categories=["Ll", "Lo"]), max_size=12).map(lambda words: f"{words} ") | st.just(
    ""
)


@pytest.mark.parametrize(("words", "kind"), PLANTED)
@given(before=quiet, after=quiet)
def test_what_tells_of_a_person_is_found_in_any_surroundings(words, kind, before, after) -> None:
    found = looks_personal(f"zzz {before}\n{words} .\n{after} zzz")
    assert kind in {one.kind for one in found}


@pytest.mark.parametrize("words", LEFT_ALONE)
def test_ordinary_words_are_left_alone(words) -> None:
    assert looks_personal(words) == ()


@given(st.text(max_size=300))
def test_what_is_found_stands_in_the_words_in_order_and_no_stretch_twice(words) -> None:
    end = 0
    for one in looks_personal(words):
        assert words[one.start :].lstrip().startswith(one.words)
        assert one.start >= end
        end = one.start + len(one.words)


@given(st.lists(st.integers(0, 9), min_size=10, max_size=10))
def test_a_number_whose_check_figure_is_wrong_is_no_nhs_number(figures) -> None:
    total = sum(figure * weight for figure, weight in zip(figures[:9], range(10, 1, -1), strict=True))
    right = (total + figures[9]) % 11 == 0
    words = "".join(map(str, figures))
    assert ("nhs_number" in {one.kind for one in looks_personal(f"x {words} x")}) <= right


def test_no_words_however_long_or_odd_take_long() -> None:
    for odd in (
        "0" * 20_000,
        "a@" * 10_000,
        "1 a" * 6_000,
        "Mr " * 6_000,
        "born " * 4_000,
        "1a " + "b" * 20_000,
    ):
        looks_personal(odd)


def test_what_people_of_the_demo_wrote_openly_is_seldom_asked_about() -> None:
    openly = [one.text for one in content.read().told if one.sensitivity == "open"]
    asked = [words for words in openly if looks_personal(words)]
    assert len(asked) <= len(openly) / 50, asked
