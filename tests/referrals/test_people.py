"""More may be known of a person than a name, and each thing is shared by itself (R1.2, R1.8)."""

from datetime import date, timedelta

import pytest
from tests import factories as make
from tests.referrals.test_sharing import JO, Scene, signed_in

from wardmote.kernel import clock
from wardmote.kernel.database import as_actor
from wardmote.kernel.refusals import NotReady
from wardmote.modules.referrals import actions, queries
from wardmote.modules.referrals.models import Observation

pytestmark = pytest.mark.django_db

ADA = actions.Concerned(
    name="Ada Invented",
    date_of_birth=date(1980, 5, 31),
    language="Polski",
    access_needs="Large print",
)
BORN = "Born 31 May 1980, 45 years old"


@pytest.fixture(autouse=True)
def an_ordinary_tuesday():
    with clock.fixed(make.TUESDAY):
        yield


@pytest.fixture
def scene() -> Scene:
    return Scene()


ALL = ["words", "name", "date_of_birth", "age_band", "language", "access_needs"]


def test_a_receiver_is_shown_the_age_band_and_not_the_date_of_birth(scene) -> None:
    scene.agreement(items=ALL)
    observation = scene.observation(people=[ADA])
    sent = scene.send(observation, withheld=["date_of_birth", "language"])
    assert sent.items == ["access_needs", "age_band", "name", "words"]
    for actor, born in ((scene.worker, True), (scene.officer, False)):
        client = signed_in(actor)
        for page in (f"/observations/{observation.reference}", f"/referrals/{sent.reference}"):
            seen = client.get(page).content.decode()
            assert (BORN in seen) == born
            assert ("Aged 45 to 54 when it was recorded" in seen) != born
            assert ("Polski" in seen) == born
            assert "Large print" in seen
    with as_actor(scene.officer):
        (person,) = queries.people_in(Observation.objects.get(pk=observation.pk))
        assert (person.date_of_birth, person.age_band, person.language) == ("", "45-54", "")


def test_an_agreement_that_does_not_cover_dates_of_birth_does_not_carry_them(scene) -> None:
    scene.agreement(items=[item for item in ALL if item != "date_of_birth"])
    observation = scene.observation(people=[ADA])
    with pytest.raises(NotReady, match="does not cover dates of birth"):
        scene.send(observation)
    assert "age_band" in scene.send(observation, withheld=["date_of_birth"]).items


@pytest.mark.parametrize(
    ("person", "said"),
    [
        (actions.Concerned(date_of_birth=make.TUESDAY.date() + timedelta(days=1)), "still to come"),
        (actions.Concerned(date_of_birth=date(1, 1, 1)), "122 years"),
        (actions.Concerned(date_of_birth=date(1980, 5, 31), age_band="45-54"), "not both"),
        (actions.Concerned(age_band="old"), "one of the age bands"),
        (actions.Concerned(name="  "), "at least one thing"),
    ],
)
def test_what_cannot_be_known_of_anybody_is_refused_and_nothing_is_kept(scene, person, said) -> None:
    with pytest.raises(NotReady, match=said):
        scene.observation(people=[person])
    with make.everything():
        assert not Observation.objects.exists()


def test_whose_name_nobody_knows_can_be_told_of_all_the_same(scene) -> None:
    observation = scene.observation(people=[actions.Concerned(age_band="5-10")])
    assert observation.sensitivity == "partners"
    page = signed_in(scene.worker).get(f"/observations/{observation.reference}").content.decode()
    assert "Aged 5 to 10" in page


def test_the_form_keeps_what_is_known_and_says_beside_the_field_what_is_wrong(scene) -> None:
    client = signed_in(scene.worker)
    fields = {
        "form_key": "1",
        "words": "She asks for help.",
        "category": scene.category.key,
        "seriousness": "2",
        "band": "1",
        "sensitivity": "partners",
        "channel": "worker",
        "team": scene.housing.pk,
        "person_date_of_birth_0": "31",
        "person_date_of_birth_1": "5",
        "person_date_of_birth_2": "2080",
        "person_language": "Polski",
        "keep": "yes",
    }
    refused = client.post("/record", fields)
    assert refused.status_code == 422
    assert "The date of birth is still to come." in refused.content.decode()
    assert 'value="Polski"' in refused.content.decode()
    assert client.post("/record", fields | {"person_date_of_birth_2": "1980"}).status_code == 302
    with as_actor(scene.worker):
        draft = Observation.objects.get()
        (person,) = queries.people_in(draft)
    assert (person.age, person.age_band, person.language) == (BORN, "45-54", "Polski")
    again = client.get(f"/record/{draft.reference}").content.decode()
    assert 'value="1980"' in again
    # Kept once more as it stands: the band that follows from the date is not taken for one that was written.
    more = fields | {"person_date_of_birth_2": "1980", "form_key": "2", "version": draft.version}
    assert client.post(f"/record/{draft.reference}", more).status_code == 302


def test_a_person_of_whom_only_a_contact_is_known_is_kept(scene) -> None:
    observation = scene.observation(people=[actions.Concerned(contact=JO.contact)])
    with as_actor(scene.worker):
        (person,) = queries.people_in(observation)
        assert (person.name, person.contact) == ("", JO.contact)
