"""What was told reaches the mailbox once, is tried again when it fails, and never goes to a lost address (R4.4)."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st
from tests import factories as make
from tests.messaging.conftest import BY, KIND, SAID, address_of, deliveries, refused
from tests.messaging.test_telling import tell

from wardmote.kernel import clock
from wardmote.kernel.database import as_system
from wardmote.shared.accounts.models import Person
from wardmote.shared.messaging import actions, ports
from wardmote.shared.messaging.jobs import send_due
from wardmote.shared.messaging.models import LostAddress
from wardmote.shared.messaging.ports import MessageKind
from wardmote.shared.messaging.rules import ATTEMPTS, DeliveryState, Fault, after_fault, filled, names_in

pytestmark = pytest.mark.django_db


def test_a_mail_carries_the_words_and_a_link_that_tells_nothing(reader) -> None:
    tell(reader)
    send_due()
    (sent,) = mail.outbox
    assert sent.to == [address_of(reader)]
    assert sent.subject == "Time ran out for R-12345"
    assert "Hello Dora Duty" in sent.body
    (delivery,) = deliveries()
    assert f"http://localhost:8000/messages/{delivery.message.uuid}" in sent.body
    assert "/referrals/" not in sent.body
    assert sent.extra_headers["Message-ID"] == f"<{delivery.reference}@localhost>"
    assert (delivery.state, delivery.sent_at, delivery.due_at) == (DeliveryState.SENT, clock.now(), None)


def test_it_is_sent_once_however_often_the_job_runs(reader) -> None:
    tell(reader)
    send_due()
    send_due()
    actions.deliver(by=BY, delivery=deliveries()[0])
    assert len(mail.outbox) == 1


def test_when_the_server_does_not_answer_all_wait_and_go_later(reader, other, answers) -> None:
    tell(reader, other)
    answers["*"] = ConnectionRefusedError()
    send_due()
    assert [d.attempts for d in deliveries()] == [1, 0], "one attempt is enough to know"
    assert deliveries()[0].fault == Fault.NO_ANSWER
    answers.clear()
    with clock.fixed(make.TUESDAY + timedelta(minutes=1)):
        send_due()
    assert len(mail.outbox) == 2
    assert {d.state for d in deliveries()} == {DeliveryState.SENT}


def test_a_mailbox_that_does_not_exist_is_not_written_to_again(reader, other, answers) -> None:
    tell(reader, other)
    answers[address_of(reader)] = refused(address_of(reader), 550, b"5.1.1 No such user")
    send_due()
    assert len(mail.outbox) == 1, "the other one goes all the same"
    answers.clear()
    tell(reader, once="later")
    send_due()
    assert len(mail.outbox) == 1
    assert [d.fault for d in deliveries()] == [Fault.NO_SUCH_ADDRESS, "", Fault.BOUNCED_BEFORE]
    assert LostAddress.objects.get().address == address_of(reader)


@pytest.mark.parametrize(
    ("error", "fault", "state"),
    [
        (refused("a@people.example", 450, b"4.2.0 greylisted"), Fault.LATER, DeliveryState.QUEUED),
        (refused("a@people.example", 550, b"5.7.1 relaying denied"), Fault.REFUSED, DeliveryState.FAILED),
        (refused("a@people.example", 552, b"mailbox full"), Fault.REFUSED, DeliveryState.FAILED),
        (smtplib.SMTPDataError(554, b"looks like spam"), Fault.REFUSED, DeliveryState.FAILED),
        (smtplib.SMTPDataError(451, b"try later"), Fault.LATER, DeliveryState.QUEUED),
        (
            smtplib.SMTPSenderRefused(550, b"not you", "us@example.org"),
            Fault.NO_ANSWER,
            DeliveryState.QUEUED,
        ),
        (TimeoutError(), Fault.NO_ANSWER, DeliveryState.QUEUED),
    ],
)
def test_only_what_is_said_of_the_address_is_held_against_it(reader, answers, error, fault, state) -> None:
    tell(reader)
    answers["*"] = error
    send_due()
    (delivery,) = deliveries()
    assert (delivery.fault, delivery.state) == (fault, state)
    assert not LostAddress.objects.exists()


def test_who_left_before_it_was_sent_gets_nothing(reader) -> None:
    tell(reader)
    Person.objects.filter(pk=reader.person_id).update(is_active=False, left_at=make.TUESDAY)
    send_due()
    assert mail.outbox == []
    assert deliveries()[0].state == DeliveryState.NOT_NEEDED


def test_a_secret_link_is_made_when_the_mail_is_sent_and_stored_nowhere(monkeypatch) -> None:
    kind = MessageKind(
        key="tests.answer",
        name="Answer",
        about="To a small partner.",
        subject="Something waits",
        body="Hello ((name)), ((link))",
        desk="",
        secret_link=lambda number: f"/answer/secret-{number}",
    )
    monkeypatch.setattr(ports, "_kinds", {**ports._kinds, kind.key: kind})
    told = {"by": BY, "kind": kind.key, "address": "Charity@People.example", "name": "Cara", "link": "17"}
    message = actions.write_to(**told, once="first")
    assert actions.write_to(**told, once="first") == message
    send_due()
    (sent,) = mail.outbox
    assert sent.to == ["charity@people.example"]
    assert "http://localhost:8000/answer/secret-17" in sent.body
    with as_system("a test"):
        message.refresh_from_db()
        assert "secret" not in str(message.__dict__)
    actions.say_opened(by=BY, message=message)
    assert deliveries()[0].state == DeliveryState.OPENED


def test_a_kind_that_this_release_no_longer_has_breaks_nothing(reader, monkeypatch, client) -> None:
    tell(reader)
    monkeypatch.setattr(ports, "_kinds", {})
    send_due()
    assert deliveries()[0].fault == Fault.REFUSED
    client.force_login(Person.objects.get(pk=reader.person_id))
    assert "There is something for you" in client.get("/messages").content.decode()


def test_a_fault_that_passes_is_tried_for_about_three_days_and_then_given_up() -> None:
    at = make.TUESDAY
    for attempt in range(1, ATTEMPTS):
        state, _, due_at = after_fault(Fault.LATER, attempt, at)
        assert state == DeliveryState.QUEUED
        assert at < due_at <= at + timedelta(hours=6)
        at = due_at
    assert timedelta(days=2) < at - make.TUESDAY < timedelta(days=4)
    assert after_fault(Fault.LATER, ATTEMPTS, at) == (DeliveryState.FAILED, Fault.GAVE_UP, None)


@given(st.text(), st.dictionaries(st.text(), st.text()))
def test_what_fills_a_gap_is_never_read_for_gaps(before, values) -> None:
    words = f"{before}((one)) and ((two))"
    said = filled(words, {**values, "one": "((two))", "two": "2"})
    assert said.endswith("((two)) and 2")
    assert {"one", "two"} <= set(names_in(words))


def test_values_go_into_the_words_as_they_are(reader) -> None:
    tell(reader, values={**SAID, "team": "((name)) <b>Straße & Söhne</b> إصلاح"})
    send_due()
    assert "((name)) <b>Straße & Söhne</b> إصلاح has not answered" in mail.outbox[0].body
    assert KIND.examples["team"] == "Repairs desk"
