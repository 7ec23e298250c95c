"""People are told once, read what is theirs and no more, and nothing is kept of what is protected (R4.4, R1.7)."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from tests import factories as make
from tests.messaging.conftest import BY, KIND, SAID, deliveries

from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import NOBODY
from wardmote.kernel.audit.models import AuditEntry
from wardmote.kernel.database import as_actor, as_system
from wardmote.shared.accounts.models import Person
from wardmote.shared.messaging import actions, queries
from wardmote.shared.messaging.models import Delivery, Message
from wardmote.shared.messaging.ports import MessageKind, kinds_come_from
from wardmote.shared.messaging.rules import DeliveryState
from wardmote.shared.partnerships.rules import RoleName

pytestmark = pytest.mark.django_db


def tell(*people, once="rung 1", **more) -> int:
    return actions.tell(
        **{
            "by": BY,
            "kind": KIND.key,
            "people": [one.person_id for one in people],
            "link": "/referrals/R-12345",
            "once": once,
            "values": SAID,
            **more,
        }
    )


def desk_of(actor) -> list[str]:
    with as_actor(actor):
        return [told.words for told in queries.messages_of(actor)[1]]


def test_each_is_told_once_of_an_occasion_and_again_of_the_next(reader, other) -> None:
    assert tell(reader, other) == 2
    assert tell(reader, other) == 0
    assert tell(reader, once="rung 2") == 1
    assert desk_of(reader) == ["Time ran out for R-12345"] * 2
    assert desk_of(other) == ["Time ran out for R-12345"]
    assert len(deliveries()) == 3
    assert AuditEntry.objects.filter(what="messaging.told").count() == 3


def test_the_database_holds_that_nobody_is_told_twice(reader) -> None:
    tell(reader)
    with as_system("a fault of ours"):
        message = Message.objects.get()
        message.pk, message.uuid = None, uuid4()
        with pytest.raises(IntegrityError), transaction.atomic():
            message.save(force_insert=True)


def test_nobody_reads_what_another_was_told(reader, other) -> None:
    tell(reader)
    assert desk_of(other) == []
    with as_actor(other):
        assert not Message.objects.exists(), "the database itself shows nothing"
        assert not Delivery.objects.exists()
    with as_system("a test"):
        message = Message.objects.get()
    with as_actor(other), pytest.raises(Message.DoesNotExist):
        queries.message_of(other, message.uuid)
    with as_system("a test"), pytest.raises(NotAllowed):
        actions.read_message(by=other, message=message)


def test_of_a_protected_matter_nothing_is_kept_but_where_to_look(reader) -> None:
    assert tell(reader, protected=True) == 1
    assert tell(reader, protected=True) == 0
    assert desk_of(reader) == ["There is something for you"]
    with as_system("a test"):
        message = Message.objects.get()
    assert (message.kind, message.values) == ("messaging.protected", {})
    said = str(list(AuditEntry.objects.values_list("what", "details")))
    assert "R-12345" not in said
    assert KIND.key not in said


def test_who_has_left_and_systems_are_not_told(reader) -> None:
    Person.objects.filter(pk=reader.person_id).update(is_active=False, left_at=make.TUESDAY)
    assert tell(reader) == 0


def test_words_outside_the_gaps_and_links_outside_are_refused(reader) -> None:
    with pytest.raises(ValueError, match="no gap for words"):
        tell(reader, values={"words": "about Mrs Test"})
    for link in ("https://elsewhere.example", "//elsewhere.example", "referrals/1"):
        with pytest.raises(ValueError, match="page of Wardmote"):
            tell(reader, link=link)
    with pytest.raises(ValueError, match="No kind"):
        tell(reader, kind="tests.unknown")
    with pytest.raises(NotAllowed):
        tell(reader, by=NOBODY)


def test_a_kind_must_say_what_it_must_and_nothing_unknown() -> None:
    with pytest.raises(ValueError, match="gaps that nothing fills: nonsense"):
        MessageKind(
            key="tests.bad", name="Bad", about="", subject="((nonsense))", body="((link))", desk="Bad"
        )
    with pytest.raises(ValueError, match="must say link"):
        MessageKind(key="tests.bad", name="Bad", about="", subject="Bad", body="No way to go on", desk="Bad")
    with pytest.raises(ValueError, match="Two kinds"):
        kinds_come_from(
            MessageKind(key=KIND.key, name="Other", about="", subject="s", body="((link))", desk="d")
        )


def test_a_message_is_read_by_following_it(client, reader) -> None:
    tell(reader)
    client.force_login(Person.objects.get(pk=reader.person_id))
    page = client.get("/messages").content.decode()
    assert "Time ran out for R-12345" in page
    with as_system("a test"):
        uuid = Message.objects.get().uuid
    answer = client.get(f"/messages/{uuid}")
    assert answer.headers["Location"] == "/referrals/R-12345"
    with as_actor(reader):
        assert queries.unread_count(reader) == 0
    assert deliveries()[0].state == DeliveryState.NOT_NEEDED, "what was read need not be mailed"


def test_another_persons_message_is_not_found(client, reader, other) -> None:
    tell(reader)
    client.force_login(Person.objects.get(pk=other.person_id))
    with as_system("a test"):
        uuid = Message.objects.get().uuid
    assert client.get(f"/messages/{uuid}").status_code == 404


def test_unread_comes_first_and_all_can_be_marked_as_read(client, reader) -> None:
    for rung in range(3):
        tell(reader, once=str(rung))
    client.force_login(Person.objects.get(pk=reader.person_id))
    with as_actor(reader):
        newest = queries.messages_of(reader)[0].rows[0]
        actions.read_message(by=reader, message=newest)
        assert [told.is_read for told in queries.messages_of(reader)[1]] == [False, False, True]
        assert queries.unread_count(reader) == 2
    assert client.post("/messages", {"form_key": "1"}).status_code == 302
    with as_actor(reader):
        assert queries.unread_count(reader) == 0
    assert "Nothing yet" not in client.get("/messages").content.decode()


def test_the_list_costs_as_much_with_many_as_with_few(reader, client, django_assert_max_num_queries) -> None:
    for rung in range(60):
        tell(reader, once=str(rung))
    client.force_login(Person.objects.get(pk=reader.person_id))
    client.get("/messages")
    with django_assert_max_num_queries(12):
        page = client.get("/messages").content.decode()
    assert page.count("Time ran out for R-12345") == 50
    assert "Next page" in page


def test_telling_is_part_of_the_change_that_has_something_to_say(reader) -> None:
    with transaction.atomic():
        tell(reader)
        transaction.set_rollback(True)
    assert deliveries() == []
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = 'messaging.send'")
        assert cursor.fetchone() == (0,)


def test_a_worker_in_the_demo_has_the_page(client, team) -> None:
    worker = make.an_actor(RoleName.WORKER, team=team)
    client.force_login(Person.objects.get(pk=worker.person_id))
    page = client.get("/messages").content.decode()
    assert "Nothing yet" in page
    assert 'href="/messages"' in page
