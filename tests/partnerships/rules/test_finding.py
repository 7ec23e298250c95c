"""Plain words find the kind of matter that is meant, and say why (R1.1, R1.2, R1.9, R1.10)."""

import random
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.partnerships.rules.needs import COAST, ELSEWHERE, SEEN, UNSEEN

from wardmote.shared.partnerships.adapters.shipped import shipped
from wardmote.shared.partnerships.rules import MOST_FITS, CategoryWords, fits
from wardmote.shared.partnerships.rules.finding.reading import plain

names = st.text(min_size=1, max_size=30).filter(lambda text: any(letter.isalpha() for letter in text))
categories = st.lists(
    st.builds(
        CategoryWords,
        key=st.text("abcdef", min_size=1, max_size=6),
        name=names,
        group=st.text(max_size=10),
        description=st.text(max_size=40),
        questions=st.lists(st.text(max_size=20), max_size=2).map(tuple),
        also=st.lists(st.text(max_size=15), max_size=3).map(tuple),
    ),
    max_size=8,
    unique_by=(lambda each: each.key, lambda each: each.name.casefold()),
)


def the_shipped() -> tuple[CategoryWords, ...]:
    groups = {group.key: group.name for group in shipped().groups}
    return tuple(
        CategoryWords(
            key=key,
            name=each.name,
            group=groups[each.group],
            description=each.description,
            questions=each.questions,
            also=each.synonyms,
        )
        for key, each in shipped().categories.items()
    )


def share_found(needs: Mapping[str, str], among: Sequence[CategoryWords], *, within: int) -> float:
    """Of the needs, the part for which a right category is among the first few."""
    found = [
        {fit.key for fit in fits(need, among)[:within]} & set(right.split()) for need, right in needs.items()
    ]
    return sum(map(bool, found)) / len(needs)


@pytest.mark.parametrize(
    ("needs", "among", "first", "among_three"),
    [
        pytest.param(SEEN, the_shipped(), 0.90, 0.97, id="words that were looked at"),
        pytest.param(UNSEEN, the_shipped(), 0.80, 0.90, id="words that were not"),
        pytest.param(ELSEWHERE, COAST, 0.90, 1.00, id="another borough's own categories"),
    ],
)
def test_what_workers_type_finds_the_right_kind(needs, among, first, among_three) -> None:
    assert share_found(needs, among, within=1) >= first
    assert share_found(needs, among, within=3) >= among_three


@pytest.mark.parametrize(
    ("need", "right"),
    [
        ("rubbish in the alley", {"litter", "fly-tip"}),
        ("old man not eating", {"self-neglect"}),
        ("lad on a quad bike", {"asb-vehicles"}),
        ("a child is being harmed", {"child-safeguarding"}),
    ],
)
def test_the_first_examples_of_all_come_first(need: str, right: set[str]) -> None:
    assert fits(need, the_shipped())[0].key in right


def test_every_shipped_name_finds_its_own_category() -> None:
    shipped_now = the_shipped()
    assert [fits(each.name, shipped_now)[0].key for each in shipped_now] == [each.key for each in shipped_now]


@given(categories, st.text(max_size=300))
def test_any_text_finds_something_or_nothing_and_says_why(among: list[CategoryWords], said: str) -> None:
    found = fits(said, among)
    assert len(found) == len({fit.key for fit in found}) <= MOST_FITS
    assert all(fit.reasons and all(fit.reasons) for fit in found)


@given(categories, st.data())
def test_the_order_of_the_rows_changes_nothing(among: list[CategoryWords], data: st.DataObject) -> None:
    words = [
        word for each in among for text in (each.name, each.description, *each.also) for word in text.split()
    ]
    said = " ".join(data.draw(st.lists(st.sampled_from(words or ["nothing"]), max_size=8)))
    mixed = data.draw(st.permutations(among))
    assert fits(said, among) == fits(said, mixed)


@given(categories.filter(bool), st.data())
def test_a_name_written_out_comes_first(among: list[CategoryWords], data: st.DataObject) -> None:
    meant = data.draw(st.sampled_from(among))
    found = fits(f"  {meant.name.swapcase()}!", among)
    # Two names may differ in accents and signs alone: then either may come first.
    first = next(each for each in among if each.key == found[0].key)
    assert plain(first.name) == plain(meant.name)
    assert found[0].reasons == ("You wrote its name",)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Off-Road Bikes", "You wrote its name"),
        ("bikes", "“bikes” is in its name"),
        ("a scrambler in the woods", "People also say “scrambler” for it"),
        ("scramblr", "People also say a word like “scramblr” for it"),
        ("two byks", None),
        ("bieks", "“bieks”, read as “bikes”, is in its name"),
        ("on the canal", "“canal” is in what it covers"),
        ("offroad", "“offroad” is in its name"),
        ("motorb", "“motorb”, read as “motorbike”, is in what it covers"),
    ],
)
def test_the_reason_is_said_in_the_words_of_whoever_asks(said: str, reason: str | None) -> None:
    bikes = CategoryWords(
        key="bikes",
        name="Off-road bikes",
        description="A motorbike ridden on pavements or by the canal.",
        also=("scramblers",),
    )
    found = fits(said, [bikes])
    assert (found[0].reasons[0] if found else None) == reason


def test_what_people_call_a_category_is_never_shown() -> None:
    rude = CategoryWords(key="rude", name="Dog fouling", also=("bloody awful",))
    reasons = " ".join(reason for fit in fits("bloddy awfull", [rude]) for reason in fit.reasons)
    assert "awfull" in reasons
    assert "bloody" not in reasons
    assert "awful”" not in reasons


@pytest.mark.parametrize(
    "name", ["کوڑا کرکٹ", "पानी की समस्या", "ਕੂੜਾ", "Śmieci na ulicy", "垃圾", "Rhüm & crâne"]
)
def test_names_in_any_script_are_found(name: str) -> None:
    among = [CategoryWords(key="this", name=name), CategoryWords(key="that", name="Another matter")]
    assert fits(name.split()[0].upper(), among)[0].key == "this"


@pytest.mark.parametrize("said", ["", "   ", "the of and", "!!! ???", "\x00", "qwxz vbnm", "\ud800"])
def test_what_says_nothing_finds_nothing(said: str) -> None:
    assert fits(said, the_shipped()) == ()


def test_a_long_text_pasted_is_read_as_far_as_it_is_needed() -> None:
    long = "There were two mattresses dumped by the garages. " * 5_000
    assert fits(long, the_shipped())[0].key == "fly-tip"


def test_hundreds_of_categories_of_the_same_words_are_told_apart_by_name_in_any_order() -> None:
    many = [CategoryWords(key=f"k{n}", name=f"Trouble number {n}", also=("trouble",)) for n in range(600)]
    random.Random(1).shuffle(many)
    found = fits("trouble number 417", many)
    assert found[0].key == "k417"
    mixed = random.Random(2).sample(many, len(many))
    assert len(fits("trouble", many)) == MOST_FITS
    assert fits("trouble", many) == fits("trouble", mixed)
