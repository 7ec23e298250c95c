"""What anybody tells without an account is at once on somebody's desk (R2.1, R1.1)."""

import io

import pytest
from PIL import Image
from tests import factories as make

from wardmote.kernel.actor import NOBODY
from wardmote.kernel.database import as_actor, as_system
from wardmote.kernel.refusals import NotReady
from wardmote.modules.referrals import actions
from wardmote.modules.referrals.models import Addition, Observation, ObservationPhoto, Referral
from wardmote.modules.referrals.rules import ObservationState, State
from wardmote.shared.documents.queries import bytes_of
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity

pytestmark = pytest.mark.django_db


def told(category, **changes) -> actions.Told:
    given = {
        "category": category,
        "words": "Two mattresses by the garages.",
        "latitude": 52.58,
        "longitude": -1.98,
    }
    return actions.Told(**{**given, **changes})


def telling(category, **changes) -> Observation:
    with as_actor(NOBODY):
        return actions.tell(by=NOBODY, told=told(category, **changes))


@pytest.fixture
def ground():
    make.a_partnership()
    return make.a_ward()


def only_referral(observation: Observation) -> Referral:
    return Referral.objects.get(observation=observation)


def test_it_is_at_once_with_the_team_whose_remit_takes_it(ground) -> None:
    category = make.a_category()
    cleansing = make.a_team("Cleansing")
    make.a_remit(cleansing, category)
    here = make.a_team("Wardens of the ward")
    make.a_remit(here, category, ground)
    observation = telling(category)
    with as_system("a test looks"):
        referral = only_referral(observation)
        assert referral.receiver_team == here, "the team for the smallest place comes first"
        assert referral.sender_team == partnerships.coordinator_desk()
        assert referral.state == State.SENT
        assert referral.next_deadline_at is not None
        observation.refresh_from_db()
        assert observation.state == ObservationState.PASSED_ON
        assert observation.ward == ground
        assert observation.sensitivity == Sensitivity.OPEN
        assert observation.recorded_by_id is None
    with as_actor(make.an_actor(team=here)):
        assert Observation.objects.get(pk=observation.pk).words == "Two mattresses by the garages."


def test_what_no_team_takes_lies_at_the_coordinators_desk(ground) -> None:
    observation = telling(make.a_category())
    with as_system("a test looks"):
        referral = only_referral(observation)
        assert referral.accountable_team == partnerships.coordinator_desk()
        assert referral.next_deadline_at is not None


def test_a_place_in_words_alone_is_enough(ground) -> None:
    category = make.a_category()
    team = make.a_team()
    make.a_remit(team, category)
    observation = telling(category, latitude=None, longitude=None, place_words="Behind the chapel")
    with as_system("a test looks"):
        assert only_referral(observation).receiver_team == team


def test_what_tells_of_somebody_stays_with_the_teams_in_the_case(ground) -> None:
    category = make.a_category()
    team = make.a_team()
    make.a_remit(team, category)
    observation = telling(category, tells_of_somebody=True)
    somebody = make.an_actor(team=make.a_team("Not in the case"))
    with as_actor(somebody):
        assert not Observation.objects.filter(pk=observation.pk).exists()
    with as_system("a test looks"):
        assert only_referral(observation).accountable_team_id is not None
        assert observation.sensitivity == Sensitivity.PARTNERS


def test_nobody_tells_a_protected_matter_by_a_page_open_to_all(ground) -> None:
    category = make.a_category("Harm to a child", sensitivity=Sensitivity.PROTECTED)
    with pytest.raises(NotReady):
        telling(category)
    with as_system("a test looks"):
        assert not Observation.objects.exists()


def test_a_photo_is_kept_without_where_it_was_taken(ground, settings, tmp_path) -> None:
    settings.WARDMOTE_DATA = tmp_path
    picture = Image.new("RGB", (40, 30), "green")
    exif = picture.getexif()
    exif[0x010E] = "at home"
    raw = io.BytesIO()
    picture.save(raw, "JPEG", exif=exif)
    observation = telling(make.a_category(), photos=[raw.getvalue()])
    with as_system("a test looks"):
        photo = ObservationPhoto.objects.select_related("document").get(observation=observation)
        assert b"at home" not in bytes_of(photo.document)
        assert photo.readers == observation.readers


def test_whoever_told_it_adds_to_it_and_says_that_it_is_over(ground) -> None:
    observation = telling(make.a_category())
    with as_actor(NOBODY):
        actions.tell_more(by=NOBODY, observation=observation, words="There is a fridge now too.")
        assert actions.say_it_is_over(by=NOBODY, observation=observation) == 1
        assert actions.say_it_is_over(by=NOBODY, observation=observation) == 0, "it is said once"
    with as_system("a test looks"):
        addition = Addition.objects.get(observation=observation)
        assert addition.by_words == "whoever told it"
        assert only_referral(observation).state == State.WITHDRAWN
        observation.refresh_from_db()
        assert observation.state == ObservationState.ENDED
