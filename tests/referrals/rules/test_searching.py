"""What is typed into the search box always means something, and never too much (R1.5)."""

from hypothesis import given
from hypothesis import strategies as st

from wardmote.modules.referrals.rules import LONGEST_SEARCH, read_words
from wardmote.modules.referrals.rules.searching import MOST_TERMS


def test_words_phrases_and_what_is_left_out_are_told_apart() -> None:
    terms = read_words('mattress "by the garages" -sofa "alone"')
    assert terms.words == ["mattress", "alone"]
    assert terms.phrases == ["by the garages"]
    assert terms.without == ["sofa"]


def test_an_open_quote_runs_to_the_end() -> None:
    assert read_words('bins "behind the flats').phrases == ["behind the flats"]


def test_a_dash_inside_a_word_leaves_nothing_out() -> None:
    terms = read_words("fly-tipping - -")
    assert terms.words == ["fly-tipping"]
    assert terms.without == []


def test_leaving_out_alone_looks_for_nothing() -> None:
    assert not read_words("-sofa").is_something


@given(st.text(max_size=3 * LONGEST_SEARCH))
def test_whatever_is_typed_is_read_within_bounds(typed: str) -> None:
    terms = read_words(typed)
    every = [*terms.words, *terms.phrases, *terms.without]
    assert len(every) <= MOST_TERMS
    assert sum(map(len, every)) <= LONGEST_SEARCH
    assert all("\x00" not in term and any(letter.isalnum() for letter in term) for term in every)
