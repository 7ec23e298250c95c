"""What an issue weighs, how many people spoke, and where it may go from here (R2.3, R2.4, R2.5)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.modules.issues.rules import (
    CLOSED,
    MOVES,
    Facts,
    IssueState,
    Modifier,
    Spoken,
    check_decision,
    check_level,
    count_voices,
    weigh,
    working,
)

NIGHT = datetime(2026, 3, 3, 22, 0, tzinfo=UTC)
SOME = settings(max_examples=60)

FACTS = st.builds(
    Facts,
    told_seriousness=st.integers(1, 5),
    told_band=st.integers(1, 5),
    voices=st.integers(0, 2_000),
    set_seriousness=st.none() | st.integers(1, 5),
    set_band=st.none() | st.integers(1, 5),
    months=st.integers(0, 40),
    need_fifth=st.none() | st.integers(1, 5),
    is_vulnerable=st.booleans(),
)
COUNTED = st.sets(st.sampled_from(Modifier))
SPOKEN = st.builds(
    Spoken,
    voice=st.sampled_from("abcdefgh"),
    organisation=st.none() | st.integers(1, 3),
    at=st.sampled_from([NIGHT + timedelta(hours=hours) for hours in (0, 2, 5, 9, 40)]),
    latitude=st.sampled_from([52.58, 52.5805, 52.59]),
    longitude=st.just(-1.98),
)


def changed(facts: Facts, **by: object) -> Facts:
    """The same facts but for some."""
    fields = {name: getattr(facts, name) for name in Facts.__dataclass_fields__}
    return Facts(**{**fields, **by})


@SOME
@given(FACTS, COUNTED)
def test_more_of_anything_never_weighs_less(facts: Facts, counted: set[Modifier]) -> None:
    score = weigh(facts, counted).score
    for name, most in (("told_seriousness", 5), ("told_band", 5), ("set_seriousness", 5), ("set_band", 5)):
        value = getattr(facts, name)
        if value is not None and value < most:
            assert weigh(changed(facts, **{name: value + 1}), counted).score >= score
    for name in ("voices", "months"):
        assert weigh(changed(facts, **{name: getattr(facts, name) + 1}), counted).score >= score
    if facts.need_fifth and facts.need_fifth > 1:
        assert weigh(changed(facts, need_fifth=facts.need_fifth - 1), counted).score >= score
    assert weigh(changed(facts, is_vulnerable=True), counted).score >= score
    assert weigh(facts, counted | {Modifier.NEED}).score >= score
    assert score <= weigh(facts, counted).out_of


@SOME
@given(FACTS)
def test_no_more_people_tell_us_than_are_affected(facts: Facts) -> None:
    weight = weigh(facts)
    assert weight.band >= weight.floor
    assert weight.score == weight.seriousness * weight.band


def test_the_working_is_said_in_words() -> None:
    weight = weigh(Facts(told_seriousness=4, told_band=3, voices=7, months=4), {Modifier.PERSISTENCE})
    said = working(weight, seriousness_words="someone is frightened", band_words="a street, 85 homes")
    assert said == (
        "serious 4: someone is frightened · a street, 85 homes · how long it has gone on +2 · 14 of 28"
    )


@SOME
@given(st.lists(SPOKEN, max_size=12), st.lists(SPOKEN, max_size=12), st.randoms(use_true_random=False))
def test_voices_do_not_hang_on_the_order_and_none_is_made_or_lost_by_putting_together(
    one: list[Spoken], other: list[Spoken], chance: object
) -> None:
    together = [*one, *other]
    chance.shuffle(together)  # type: ignore[attr-defined]  # hypothesis gives a Random
    both = count_voices(together)
    assert both == count_voices([*other, *one])
    assert both <= count_voices(one) + count_voices(other)
    assert both <= len({report.voice for report in together})
    assert (both == 0) == (not together)


def test_one_persons_many_reports_are_one_voice() -> None:
    assert count_voices([Spoken(voice="a"), Spoken(voice="a"), Spoken(voice="b")]) == 2


def saw(voice: str, organisation: int | None, hours: int, latitude: float = 52.58) -> Spoken:
    """What somebody saw, so many hours into the night."""
    at = NIGHT + timedelta(hours=hours)
    return Spoken(voice=voice, organisation=organisation, at=at, latitude=latitude, longitude=-1.98)


def test_agencies_that_report_one_incident_are_one_voice() -> None:
    assert count_voices([saw("police", 1, 0), saw("fire", 2, 1), saw("ambulance", 3, 2)]) == 1


def test_two_of_one_agency_or_two_residents_or_far_apart_stay_two() -> None:
    assert count_voices([saw("officer", 1, 0), saw("other officer", 1, 1)]) == 2
    assert count_voices([saw("resident", None, 0), saw("neighbour", None, 0)]) == 2
    assert count_voices([saw("police", 1, 0), saw("fire", 2, 20)]) == 2
    assert count_voices([saw("police", 1, 0), saw("fire", 2, 0, latitude=52.60)]) == 2


@pytest.mark.parametrize("state", list(IssueState))
@pytest.mark.parametrize("to", list(IssueState))
def test_an_issue_goes_only_where_the_table_says_and_is_closed_only_when_all_have_answered(
    state: IssueState, to: IssueState
) -> None:
    if to in MOVES[state]:
        check_decision(state, to, open_referrals=0)
        if to in CLOSED:
            with pytest.raises(Conflict, match="one partner still owes an answer"):
                check_decision(state, to, open_referrals=1)
    else:
        with pytest.raises(Conflict):
            check_decision(state, to, open_referrals=0)


def test_levels_are_climbed_one_at_a_time() -> None:
    check_level(0, 1)
    check_level(2, 1)
    for was, to in ((0, 2), (1, 1), (2, 3)):
        with pytest.raises(NotReady):
            check_level(was, to)
