"""An installed product without any data answers on every page, and says what to do (R1.1, R12.1)."""

import pytest
from django.test import Client
from tests import factories as make
from tests.architecture.test_urls import VIEWS

from wardmote.shared.accounts.models import Person
from wardmote.shared.geography import queries as geography
from wardmote.shared.partnerships import queries
from wardmote.shared.partnerships.models import Partnership
from wardmote.shared.partnerships.rules import RoleName

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    queries.look_at_the_face_again()
    geography.look_again()


def every_address() -> list[str]:
    """The pages that are there before anything else is: those whose address names nothing."""
    return ["/" + view.values[0].strip("^$") for view in VIEWS if "<" not in view.values[0]]


def faults_of(client: Client) -> list[tuple[str, int]]:
    client.raise_request_exception = False
    answers = [(path, client.get(path).status_code) for path in every_address()]
    return [answer for answer in answers if answer[1] >= 500 and answer[0] != "/health"]


def test_before_there_is_a_partnership_every_page_answers_and_the_first_says_what_to_do():
    assert "wardmote init" in Client().get("/").content.decode()
    assert faults_of(Client()) == []


def test_a_partnership_that_has_nothing_but_a_name_answers_on_every_page():
    Partnership.objects.create(name="Brynmor Partnership", short_name="Brynmor")
    person = make.a_person()
    make.a_role(person, RoleName.PARTNERSHIP_ADMINISTRATOR)
    make.a_role(person, RoleName.WORKER, team=make.a_team())
    client = Client()
    client.force_login(Person.objects.get(pk=person.pk))
    assert faults_of(client) == []
