"""What we rely on at a mail server holds at our fake, and at a real one where one is named (R4.4, RFC 5321).

    WARDMOTE_TEST_SMTP=host:port WARDMOTE_TEST_SMTP_TO=… WARDMOTE_TEST_SMTP_NOBODY=… pytest tests/contracts

takes a server that takes mail for the first address and refuses the second at once. It sends three mails to the first.
A real server cannot be asked to be busy or to break off: those answers are the fake's alone, in the words of RFC 5321
(4.2.1: 4yz asks us to come back, 5yz is final; 4.5.4: what was not answered is sent again) and RFC 3463.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from tests.fakes import smtp as fake

from wardmote.shared.messaging.adapters import Letter, send
from wardmote.shared.messaging.rules import Channel, Fault

REAL = os.environ.get("WARDMOTE_TEST_SMTP")


@dataclass
class Service:
    """A mail server, and two addresses there."""

    somebody: str
    nobody: str


def _goes_to(settings, port: int, host: str = "127.0.0.1") -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = host, port
    settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "", False, False


@pytest.fixture
def server(settings) -> Iterator[fake.FakeSmtp]:
    with fake.FakeSmtp() as running:
        _goes_to(settings, running.port)
        yield running


@pytest.fixture(params=["fake", "real"])
def service(request, settings) -> Service:
    if request.param == "real":
        if not REAL:
            pytest.skip("NO REAL MAIL SERVER: set WARDMOTE_TEST_SMTP to hold the fake to one")
        host, _, port = REAL.partition(":")
        _goes_to(settings, int(port or 25), host)
        return Service(os.environ["WARDMOTE_TEST_SMTP_TO"], os.environ["WARDMOTE_TEST_SMTP_NOBODY"])
    request.getfixturevalue("server")
    return Service(fake.DELIVERED, "nobody@people.example")


def letter(to: str, **more: str) -> Letter:
    return Letter(
        to=to, **{"subject": "A test", "body": "Hello,\n\nWörds – إصلاح", "reference": "a-reference", **more}
    )


def test_what_is_taken_is_taken_with_our_message_id(service) -> None:
    answer = send(Channel.EMAIL, letter(service.somebody))
    assert (answer.fault, answer.provider_id) == (None, "<a-reference@localhost>")


def test_words_of_any_script_and_a_lone_dot_arrive_as_they_are(service, request) -> None:
    body = "Zuerst\n.\nΤέλος ᚠ 🕯 " + "long " * 400
    assert send(Channel.EMAIL, letter(service.somebody, subject="Straße إصلاح", body=body)).fault is None
    if REAL is None or "fake" in request.node.name:
        [mail] = request.getfixturevalue("server").taken
        said = mail.get_payload(decode=True).decode().replace("\r\n", "\n")
        assert said.rstrip("\n") == body


def test_nobody_there_is_said_at_once_and_held_against_the_address(service) -> None:
    assert send(Channel.EMAIL, letter(service.nobody)).fault is Fault.NO_SUCH_ADDRESS


@pytest.mark.parametrize(
    ("to", "fault"),
    [
        ("later@people.example", Fault.LATER),
        ("busy@people.example", Fault.LATER),
        ("policy@people.example", Fault.REFUSED),
        ("full@people.example", Fault.REFUSED),
        ("spam@people.example", Fault.REFUSED),
        (fake.CUT_OFF, Fault.NO_ANSWER),
    ],
)
def test_each_answer_of_a_server_means_one_thing_to_us(server, to, fault) -> None:
    assert send(Channel.EMAIL, letter(to)).fault is fault


def test_a_server_that_is_not_there_is_tried_again(settings) -> None:
    with fake.FakeSmtp() as running:
        port = running.port
    _goes_to(settings, port)
    assert send(Channel.EMAIL, letter(fake.DELIVERED)).fault is Fault.NO_ANSWER
