"""Search finds all that somebody may see, at once, and nothing else (R1.5, R1.8)."""

from datetime import timedelta

import psycopg.errors
import pytest
from django.db import ProgrammingError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories as make
from tests.referrals.web.conftest import Borough

from wardmote.kernel import clock
from wardmote.kernel.actor import NOBODY
from wardmote.kernel.database import as_actor, as_system
from wardmote.modules.referrals import actions, queries
from wardmote.modules.referrals.models import Observation, PersonConcerned
from wardmote.modules.referrals.queries import HIT, HIT_ENDS, Narrowing, SearchOrder
from wardmote.modules.referrals.rules import ObservationState, Part, read_words
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def an_ordinary_tuesday():
    with clock.fixed(make.TUESDAY):
        yield


@pytest.fixture
def borough(db) -> Borough:
    return Borough()


def found(actor, typed: str, **options) -> list[str]:
    with as_actor(actor):
        rows = queries.search(actor, read_words(typed), **options).rows
    return [row.observation.reference for row in rows]


@pytest.fixture
def mattresses(borough):
    return borough.sent(words="Two mattresses by the garages", place_words="14 Saddler Court").observation


@pytest.mark.parametrize(
    "typed",
    ["mattress", "MATTRESSES", "garage mattress", "saddler court", '"by the garages"', "14 saddler", "mattre",
     "the mattress", "mâttress", "fly tipping", "mattress -sofa"],
)  # fmt: skip
def test_words_are_found_however_they_are_written(borough, mattresses, typed) -> None:
    assert found(borough.worker, typed) == [mattresses.reference]


@pytest.mark.parametrize(
    "typed", ["sofa", "mattress sofa", '"garages mattresses"', "mattress -garage", "", "-x", "🛏"]
)
def test_what_does_not_fit_is_not_found(borough, mattresses, typed) -> None:
    assert found(borough.worker, typed) == []


@pytest.mark.parametrize("words", ["Zażółć gęślą jaźń", "گلی میں کوڑا", "ਗਲੀ ਵਿੱਚ ਕੂੜਾ", "Ölfaß und Café"])
def test_words_of_any_script_are_found(borough, words) -> None:
    matter = borough.sent(words=words).observation
    assert found(borough.worker, words.split()[-1]) == [matter.reference]


def test_a_little_word_alone_is_looked_for_as_it_stands(borough) -> None:
    with as_system("a person with a little name"):
        matter = borough.sent().observation
        PersonConcerned.objects.create(observation=matter, name="Will Invented", readers=matter.readers)
    assert found(borough.worker, "Will") == [matter.reference]


def test_what_was_added_answered_and_noted_is_found_by_who_may_read_it(borough) -> None:
    referral = borough.sent(sensitivity=Sensitivity.PARTNERS)
    matter = referral.observation
    with as_actor(borough.worker):
        actions.add_to_observation(by=borough.worker, observation=matter, words="Also a wardrobe")
    with as_actor(borough.officer):
        actions.acknowledge_referral(by=borough.officer, referral=referral)
        actions.accept_referral(by=borough.officer, referral=referral, words="We send the lorry")
        actions.keep_team_note(by=borough.officer, referral=referral, words="Crane needed")
    for typed in ("wardrobe", "lorry"):
        assert found(borough.worker, typed) == found(borough.officer, typed) == [matter.reference]
        assert found(borough.stranger, typed) == []
    assert found(borough.officer, "crane") == [matter.reference]
    assert found(borough.worker, "crane") == []


def test_a_protected_matter_is_found_by_its_writer_and_the_leads_alone(borough) -> None:
    matter = borough.sent(sensitivity=Sensitivity.PROTECTED, words="Bruises on the arm").observation
    for reader in (borough.worker, borough.lead):
        assert found(reader, "bruises") == [matter.reference]
    administrator = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)
    for other in (borough.officer, borough.stranger, administrator, NOBODY):
        assert found(other, "bruises") == []


def test_the_words_of_a_protected_matter_stay_out_of_the_list(borough) -> None:
    borough.sent(sensitivity=Sensitivity.PROTECTED, words="Bruises on the arm")
    with as_actor(borough.lead):
        (row,) = queries.search(borough.lead, read_words("bruises")).rows
    assert row.snippet == ""


def test_without_an_actor_nothing_is_found_and_nobody_may_look_behind(borough, mattresses) -> None:
    assert queries.search(borough.worker, read_words("mattress")).rows == []
    with pytest.raises(ProgrammingError) as refused, connection.cursor() as cursor:
        cursor.execute("select * from referrals_searchtext")
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_a_draft_is_found_by_its_writer_and_never_when_it_is_thrown_away(borough) -> None:
    with as_actor(borough.worker):
        draft = actions.keep_draft(
            by=borough.worker,
            details=make.details(borough.category, words="Perhaps a leak"),
            team=borough.housing,
        )
        assert found(borough.worker, "leak") == [draft.reference]
        assert found(borough.officer, "leak") == []
        actions.discard_draft(by=borough.worker, draft=draft)
    assert found(borough.worker, "leak") == []


def test_the_snippet_shows_what_was_found_and_why(borough, mattresses) -> None:
    with as_actor(borough.worker):
        (row,) = queries.search(borough.worker, read_words("mattress")).rows
    assert row.part is Part.WORDS
    assert f"{HIT}mattresses{HIT_ENDS}" in row.snippet


def test_matches_are_narrowed_by_category_ward_state_and_day(borough, mattresses) -> None:
    other = make.a_category("Dogs")
    day = timedelta(days=1)
    for narrowing, expected in (
        (Narrowing(category_ids=[borough.category.pk]), 1),
        (Narrowing(category_ids=[other.pk]), 0),
        (Narrowing(ward_ids=[mattresses.ward_id]), 1),
        (Narrowing(ward_ids=[mattresses.ward_id + 1]), 0),
        (Narrowing(states=[ObservationState.PASSED_ON]), 1),
        (Narrowing(states=[ObservationState.ENDED]), 0),
        (Narrowing(recorded_from=make.TUESDAY - day, recorded_until=make.TUESDAY + day), 1),
        (Narrowing(recorded_from=make.TUESDAY + day), 0),
        (Narrowing(recorded_until=make.TUESDAY - day), 0),
    ):
        assert len(found(borough.worker, "mattress", narrowing=narrowing)) == expected, narrowing


def _aged(borough, *, days: list[int], words: str = "A leak, number {}") -> list[str]:
    """One matter for each of these ages, with these words; their references, the newest first."""
    with as_system("a history"):
        made = [
            Observation.objects.create(
                state=ObservationState.RECORDED,
                recorded_by_id=borough.worker.person_id,
                recorded_for=borough.housing,
                category=borough.category,
                words=words.format(age),
                seriousness=2,
                sensitivity=Sensitivity.OPEN,
                observed_at=make.TUESDAY - timedelta(days=age),
                created_at=make.TUESDAY - timedelta(days=age),
                sent_at=make.TUESDAY - timedelta(days=age),
                readers=[0],
            )
            for age in days
        ]
    return [each.reference for each in sorted(made, key=lambda o: (o.created_at, o.pk), reverse=True)]


def test_a_long_history_is_found_whole_and_in_order_page_by_page(borough) -> None:
    everything = _aged(borough, days=[0, 0, 1, 20, 40, 100, 100, 300, 500, 1_500, 2_500, 9_000])
    seen: list[str] = []
    after = None
    while True:
        with as_actor(borough.worker):
            page = queries.search(
                borough.worker, read_words("leak"), order=SearchOrder.NEWEST, after=after, size=3
            )
        seen += [row.observation.reference for row in page.rows]
        after = page.next
        if not after:
            break
    assert seen == everything


def test_the_best_match_comes_before_the_newest(borough) -> None:
    (newest,) = _aged(borough, days=[0])
    (best,) = _aged(borough, days=[10], words="Leak upon leak, the leak of all leaks")
    assert found(borough.worker, "leak") == [best, newest]
    assert found(borough.worker, "leak", order=SearchOrder.NEWEST) == [newest, best]


@pytest.mark.parametrize("typed", [str, str.lower, lambda r: r.replace("-", " ")])
def test_a_reference_is_found_however_it_is_typed(borough, mattresses, typed) -> None:
    referral = mattresses.referrals.model.objects
    with as_actor(borough.worker):
        (direct,) = queries.by_reference(borough.worker, typed(mattresses.reference))
        assert direct.observation == mattresses
        mine = referral.get(observation=mattresses)
        (direct,) = queries.by_reference(borough.worker, typed(mine.reference))
        assert direct.referral == mine
    with as_actor(NOBODY):
        assert queries.by_reference(NOBODY, mattresses.reference) == []


def test_their_number_is_found_as_it_stands(borough, mattresses) -> None:
    with as_system("their number"):
        Observation.objects.filter(pk=mattresses.pk).update(their_system="FIX", their_reference="101002/A")
    with as_actor(borough.worker):
        (direct,) = queries.by_reference(borough.worker, " 101002/A ")
    assert direct.is_theirs
    assert direct.observation == mattresses


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_the_search(borough, typed) -> None:
    found(borough.worker, typed)
    with as_actor(borough.worker):
        queries.by_reference(borough.worker, typed)
