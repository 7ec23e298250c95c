"""Public references (R1.3): well formed, not guessable, forgiving to read."""

from hypothesis import given
from hypothesis import strategies as st

from wardmote.kernel import references

SYMBOLS = st.text(alphabet=references.SYMBOLS, min_size=10, max_size=10)


def test_a_reference_is_a_prefix_and_two_groups_of_five():
    assert references.read(references.new("R")) is not None
    prefix, first, second = references.new("R").split("-")
    assert (prefix, len(first), len(second)) == ("R", 5, 5)


def test_ten_thousand_references_are_all_different():
    assert len({references.new("R") for _ in range(10_000)}) == 10_000


def test_no_symbol_is_a_vowel_or_can_be_misread():
    assert not set("AEIOUL") & set(references.SYMBOLS)
    assert len(set(references.SYMBOLS)) == len(references.SYMBOLS) == 30


@given(SYMBOLS)
def test_what_is_typed_sloppily_is_read_as_it_was_written(symbols):
    written = f"R-{symbols[:5]}-{symbols[5:]}"
    typed = symbols.lower().replace("0", "o").replace("1", "l")
    assert references.read(f"  r {typed[:5]} – {typed[5:]} ") == written
    assert references.read(written) == written


@given(st.text())
def test_any_text_is_read_as_a_reference_or_as_none(text):
    reference = references.read(text)
    assert reference is None or references.read(reference) == reference
