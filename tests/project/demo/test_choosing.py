"""In demo mode, and there only, a visitor chooses who to be (issue 2, item 2)."""

import pytest
from django.conf import LazySettings
from django.test import Client
from tests import factories

from wardmote.kernel import clock
from wardmote.project.demo import content
from wardmote.project.demo.load.people import PASSWORD
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships.models import Partnership, RoleHolding

WORKER = content.read().people["vikram-aujla"]


@pytest.fixture
def demo_mode(settings: LazySettings) -> None:
    settings.WARDMOTE_DEMO = True
    settings.ROOT_URLCONF = "tests.project.demo.addresses"


@pytest.fixture
def vikram(db: None) -> Person:
    Partnership.objects.update_or_create(
        only=True,
        defaults={"name": "A demo", "short_name": "Demo", "is_demo": True, "latitude": 52.5, "longitude": -2},
    )
    person = Person.objects.create(email=WORKER.email, name=WORKER.name)
    RoleHolding.objects.create(person=person, role="worker", team=factories.a_team("Housing north"))
    return person


def test_without_demo_mode_the_page_is_not_there(client: Client, vikram: Person) -> None:
    assert client.get("/demo/people").status_code == 404
    assert client.post("/demo/people", {"person": vikram.pk}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_without_demo_mode_the_view_itself_answers_that_it_is_not_there(
    client: Client, vikram: Person, settings: LazySettings
) -> None:
    settings.ROOT_URLCONF = "tests.project.demo.addresses"
    assert client.post("/demo/people", {"person": vikram.pk}).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("demo_mode")
def test_in_a_real_partnership_the_page_is_not_there_even_in_demo_mode(
    client: Client, vikram: Person
) -> None:
    Partnership.objects.update(is_demo=False)
    assert client.get("/demo/people").status_code == 404
    assert client.post("/demo/people", {"person": vikram.pk}).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("demo_mode")
def test_the_page_names_people_with_their_roles_and_what_to_try(client: Client, vikram: Person) -> None:
    page = client.get("/demo/people").content.decode()
    assert vikram.name in page
    assert "Worker, Housing north" in page
    assert "Record what you saw on an estate" in page
    assert PASSWORD in page


@pytest.mark.usefixtures("demo_mode")
def test_choosing_somebody_signs_in_as_them(client: Client, vikram: Person, settings: LazySettings) -> None:
    answer = client.post("/demo/people", {"person": vikram.pk})
    assert (answer.status_code, answer["Location"]) == (302, settings.LOGIN_REDIRECT_URL)
    assert client.session["_auth_user_id"] == str(vikram.pk)


@pytest.mark.usefixtures("demo_mode")
def test_looking_at_the_page_signs_nobody_in(client: Client, vikram: Person) -> None:
    client.get(f"/demo/people?person={vikram.pk}")
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("demo_mode")
@pytest.mark.parametrize("nonsense", ["", "0", "-1", "x", "9" * 40, "1\x00", "١"])
def test_nonsense_signs_nobody_in_and_says_so(client: Client, vikram: Person, nonsense: str) -> None:
    answer = client.post("/demo/people", {"person": nonsense})
    assert answer.status_code == 400
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("demo_mode")
def test_nobody_can_be_somebody_who_has_left(client: Client, vikram: Person) -> None:
    vikram.is_active, vikram.left_at = False, clock.now()
    vikram.save()
    assert client.post("/demo/people", {"person": vikram.pk}).status_code == 400
    assert vikram.name not in client.get("/demo/people").content.decode()
