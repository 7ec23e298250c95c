"""What must not be read in the database is locked with keys from the environment (R9.3)."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from wardmote.kernel.privacy import (
    Damaged,
    KeyMissing,
    KeysMissing,
    blind,
    blinds,
    is_sealed,
    key_of,
    require_keys,
    seal,
    unseal,
    ways_to_find,
)
from wardmote.kernel.privacy.blinding import Language, tokens_of
from wardmote.kernel.privacy.keys import new_secret

OLD, NEW = new_secret(), new_secret()
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@pytest.fixture(autouse=True)
def keys(settings):
    settings.WARDMOTE_FIELD_KEYS = [OLD]
    return settings


def found(text: str, typed: str, language: Language = Language.ENGLISH, *, unfinished: bool = False) -> bool:
    tokens, ways = set(tokens_of(text, language)), ways_to_find(typed, unfinished=unfinished)
    return bool(ways) and all(tokens.intersection(any_of) for any_of in ways)


@hypothesis(max_examples=20)
@given(ANY_TEXT)
def test_any_text_comes_back_as_it_was_and_stands_nowhere_in_what_is_kept(text):
    kept = seal(text, tokens_of(text, Language.ENGLISH))
    assert unseal(kept) == text
    assert is_sealed(kept)
    assert len(text) < 4 or text not in kept


def test_what_is_empty_stays_empty_and_what_is_plain_is_read_as_it_stands():
    assert seal("") == unseal("") == blind("name", "") == ""
    assert blinds("name", "") == []
    assert unseal("Two mattresses") == "Two mattresses"


def test_the_same_text_is_never_locked_alike_twice():
    assert seal("Ann Invented") != seal("Ann Invented")


def test_the_first_key_locks_and_every_key_opens(keys):
    by_old = seal("Ann Invented")
    keys.WARDMOTE_FIELD_KEYS = [NEW, OLD]
    by_new = seal("Ann Invented")
    assert unseal(by_old) == unseal(by_new) == "Ann Invented"
    assert key_of(by_old) != key_of(by_new)


def test_without_its_key_it_is_said_which_key_is_missing(keys):
    kept = seal("Ann Invented")
    keys.WARDMOTE_FIELD_KEYS = [NEW]
    with pytest.raises(KeyMissing, match=key_of(kept)) as missing:
        unseal(kept)
    assert isinstance(missing.value, ImproperlyConfigured)  # the command line says it in a sentence


@pytest.mark.parametrize("place", [0, 20, 27])
def test_what_was_altered_is_refused_and_never_shown(place):
    head, key, locked = seal("Ann Invented").split(":")
    other = "B" if locked[place] != "B" else "C"
    altered = locked[:place] + other + locked[place + 1 :]
    with pytest.raises(Damaged, match="altered"):
        unseal(f"{head}:{key}:{altered}")


@pytest.mark.parametrize(("secrets", "said"), [([], "wardmote keys new"), (["short"], "32 or more")])
def test_keys_that_cannot_be_used_are_refused_with_what_to_do(keys, secrets, said):
    keys.WARDMOTE_FIELD_KEYS = secrets
    with pytest.raises(KeysMissing, match=said):
        require_keys()


def test_equal_values_find_each_other_by_blind_keys_while_keys_change(keys):
    kept = blind("surname", "invented")
    assert kept == blind("surname", "invented")
    assert kept not in (blind("surname", "other"), blind("street", "invented"))
    keys.WARDMOTE_FIELD_KEYS = [NEW, OLD]
    assert kept in blinds("surname", "invented")
    assert blind("surname", "invented") in blinds("surname", "invented")


@pytest.mark.parametrize(
    "typed", ["bruise", "BRUISES", "arms bruises", "brüises", "the bruise", "Bruises, arm!"]
)
def test_words_are_found_by_tokens_however_they_are_written(typed):
    assert found("There were bruises on the arm", typed)


@pytest.mark.parametrize("typed", ["leg", "bruise leg", "", "🛏", "brui"])
def test_what_does_not_fit_is_not_found_by_tokens(typed):
    assert not found("There were bruises on the arm", typed)


def test_the_last_word_may_be_unfinished():
    assert found("There were bruises on the arm", "arm bruis", unfinished=True)
    assert not found("There were bruises on the arm", "brui", unfinished=True)
    assert not found("There were bruises on the arm", "bruiser", unfinished=True)


@pytest.mark.parametrize("words", ["Zażółć gęślą jaźń", "گلی میں کوڑا", "ਗਲੀ ਵਿੱਚ ਕੂੜਾ", "Ölfaß und Café"])
def test_words_of_any_script_are_found_by_tokens(words):
    assert found(words, words.split()[-1])


def test_a_name_that_is_a_little_word_is_found_and_little_words_of_texts_leave_no_token():
    assert found("Will Invented", "will", Language.AS_WRITTEN)
    assert tokens_of("this and that", Language.ENGLISH) == []


def test_tokens_tell_neither_order_nor_number_of_words():
    assert tokens_of("cat bites dog", Language.ENGLISH) == tokens_of(
        "dog cat dog bites cat", Language.ENGLISH
    )
