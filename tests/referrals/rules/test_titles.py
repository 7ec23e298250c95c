"""A title is the first sentence of somebody's own words, in any script (R2.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.modules.referrals.rules import title_of


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("Two mattresses by the garages. They block the path.", "Two mattresses by the garages"),
        ("Visited tenant at no. 7, no heating.", "Visited tenant at no. 7, no heating"),
        ("Bins outside St. Anne's. Again.", "Bins outside St. Anne's"),
        ("\n\n  Lamp out\nsince Monday", "Lamp out"),
        ("Is it safe? The wall leans", "Is it safe"),
        ("بس اسٹاپ کے پاس کی بتی خراب ہے", "بس اسٹاپ کے پاس کی بتی خراب ہے"),
        (" \n ", ""),
    ],
)
def test_the_first_sentence_is_the_title(words: str, title: str) -> None:
    assert title_of(words) == title


@given(st.text(max_size=400))
def test_a_title_fits_a_line(words: str) -> None:
    title = title_of(words)
    assert len(title) <= 90
    assert len(title.splitlines()) <= 1
