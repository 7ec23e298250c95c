"""The administrator sees whether messages arrived, never their words, and nothing of what is protected (R4.4, R1.7)."""

import pytest
from django.core import mail
from tests import factories as make
from tests.messaging.conftest import address_of, deliveries, refused
from tests.messaging.test_telling import tell

from wardmote.kernel.access import NotAllowed
from wardmote.shared.accounts.models import Person
from wardmote.shared.messaging import actions, queries
from wardmote.shared.messaging.jobs import send_due
from wardmote.shared.messaging.rules import DeliveryState
from wardmote.shared.partnerships.rules import RoleName

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(team, client):
    actor = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Admin")
    client.force_login(Person.objects.get(pk=actor.person_id))
    return actor


def test_it_says_who_what_kind_and_how_it_stands_and_no_words(client, reader, administrator) -> None:
    assert "Nothing has gone out yet" in client.get("/partnership/messages/log").content.decode()
    tell(reader)
    send_due()
    page = client.get("/partnership/messages/log").content.decode()
    assert "Dora Duty" in page
    assert "Time ran out" in page
    assert "Sent" in page
    assert "R-12345" not in page
    assert "None" in client.get("/partnership/messages/log?state=failed").content.decode()
    assert "/partnership/messages/log" in client.get("/partnership").content.decode()


def test_of_protected_matters_not_even_a_number_is_in_it(client, reader, administrator) -> None:
    tell(reader, protected=True)
    send_due()
    assert "Nothing has gone out yet" in client.get("/partnership/messages/log").content.decode()
    (delivery,) = deliveries()
    answer = client.post(f"/partnership/messages/log/{delivery.pk}/again", {"form_key": "1"})
    assert answer.status_code == 404


def test_nobody_else_sees_it(client, reader, other) -> None:
    client.force_login(Person.objects.get(pk=reader.person_id))
    assert client.get("/partnership/messages/log").status_code == 404
    tell(other)
    (delivery,) = deliveries()
    with pytest.raises(NotAllowed):
        actions.send_again(by=reader, delivery=delivery)
    with pytest.raises(NotAllowed):
        queries.delivery_log(reader)


def test_what_failed_is_sent_again_once_the_address_works(client, reader, administrator, answers) -> None:
    tell(reader)
    answers[address_of(reader)] = refused(address_of(reader), 550, b"5.1.1 nobody")
    send_due()
    answers.clear()
    page = client.get("/partnership/messages/log").content.decode()
    assert "nobody can be reached at this address" in page
    assert "Addresses that do not work" in page
    (delivery,) = deliveries()
    lost = queries.lost_addresses(administrator)[0]
    works = client.post(f"/messages/works/{lost.pk}", {"form_key": "1"})
    assert works.headers["Location"] == "/partnership/messages/log"
    client.post(f"/partnership/messages/log/{delivery.pk}/again", {"form_key": "2"})
    send_due()
    assert len(mail.outbox) == 1
    assert deliveries()[0].state == DeliveryState.SENT


def test_the_log_costs_as_much_with_many_as_with_few(
    client, reader, administrator, django_assert_max_num_queries
) -> None:
    for rung in range(55):
        tell(reader, once=str(rung))
    client.get("/partnership/messages/log")
    with django_assert_max_num_queries(16):
        page = client.get("/partnership/messages/log").content.decode()
    assert "Next page" in page
