"""A secret that a machine carries is told from everything else, and only its hash is needed to know it again (R1.5)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.kernel import bearer

WHOLE = re.compile(r"wmt_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}")


def test_what_is_made_is_read_again_and_known_by_its_hash() -> None:
    made = bearer.new("wmt")
    assert WHOLE.fullmatch(made.whole)
    read = bearer.read("wmt", made.whole)
    assert read == made
    assert read.is_kept_as(made.digest)
    assert re.fullmatch("[0-9a-f]{64}", made.digest)


def test_no_two_are_alike_and_none_shows_itself_in_a_message() -> None:
    made = [bearer.new("wmt") for _ in range(1000)]
    assert len({one.handle for one in made}) == len({one.whole for one in made}) == 1000
    assert made[0].whole not in repr(made[0])


@given(st.integers(0, 61), st.sampled_from("09AZaz_ \n\x00é"))
def test_one_changed_letter_is_noticed_without_asking_anybody(place: int, letter: str) -> None:
    whole = bearer.new("wmt").whole
    changed = whole[:place] + letter + whole[place + 1 :]
    assert changed == whole or bearer.read("wmt", changed) is None


@pytest.mark.parametrize(
    "mangled",
    [
        lambda whole: whole[:-1],
        lambda whole: whole + "0",
        lambda whole: f" {whole}",
        lambda whole: f"{whole}\n",
        lambda whole: whole.swapcase(),
        lambda whole: whole.replace("wmt", "WMT"),
        lambda whole: whole + "\x00",
        lambda whole: whole * 170,
        lambda whole: "",
        lambda whole: whole.translate({ord("0"): "０", ord("1"): "１"} | {ord(c): "а" for c in "abcdefgh"}),
    ],
)
def test_what_is_cut_short_or_dressed_up_is_none_of_ours(mangled) -> None:
    assert bearer.read("wmt", mangled(bearer.new("wmt").whole)) is None


def test_the_secret_of_another_house_is_none_of_ours() -> None:
    assert bearer.read("wmt", bearer.new("ghp").whole) is None
