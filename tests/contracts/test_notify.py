"""What we rely on at GOV.UK Notify holds at our fake, and at the real one where a test key is given (R4.4).

    WARDMOTE_TEST_NOTIFY_KEY=… WARDMOTE_TEST_NOTIFY_EMAIL=… WARDMOTE_TEST_NOTIFY_TEXT=… pytest tests/contracts

takes a key of the kind "test", which sends nothing to anybody, and the two templates.
"""

import os
import time
from collections.abc import Iterator

import pytest
from tests.fakes import notify as fake

from wardmote.shared.messaging.adapters import Letter, carries, send
from wardmote.shared.messaging.adapters.notify import Receipt, receipt_of
from wardmote.shared.messaging.rules import Channel, Fault

REAL = os.environ.get("WARDMOTE_TEST_NOTIFY_KEY")


@pytest.fixture(params=["fake", "real"])
def service(request, settings) -> Iterator[str]:
    if request.param == "real":
        if not REAL:
            pytest.skip("No key for the real service: set WARDMOTE_TEST_NOTIFY_KEY")
        settings.WARDMOTE_NOTIFY_KEY = REAL
        settings.WARDMOTE_NOTIFY_EMAIL_TEMPLATE = os.environ["WARDMOTE_TEST_NOTIFY_EMAIL"]
        settings.WARDMOTE_NOTIFY_TEXT_TEMPLATE = os.environ["WARDMOTE_TEST_NOTIFY_TEXT"]
        yield "real"
        return
    settings.WARDMOTE_NOTIFY_KEY = fake.KEY
    settings.WARDMOTE_NOTIFY_EMAIL_TEMPLATE = settings.WARDMOTE_NOTIFY_TEXT_TEMPLATE = fake.TEMPLATE
    with fake.FakeNotify() as server:
        settings.WARDMOTE_NOTIFY_URL = server.url
        yield "fake"


def letter(to: str) -> Letter:
    return Letter(to=to, subject="A test", body="Hello,\n\nWörds – إصلاح", reference="a-reference")


def became(provider_id: str) -> Receipt:
    for _ in range(20):
        if (receipt := receipt_of(provider_id)) is not Receipt.ON_ITS_WAY:
            return receipt
        time.sleep(1)
    return Receipt.ON_ITS_WAY


@pytest.mark.parametrize(
    ("channel", "to", "receipt"),
    [
        (Channel.EMAIL, "simulate-delivered@notifications.service.gov.uk", Receipt.ARRIVED),
        (Channel.EMAIL, "perm-fail@simulator.notify", Receipt.NOBODY_THERE),
        (Channel.EMAIL, "temp-fail@simulator.notify", Receipt.LATER),
        (Channel.TEXT, "+447700900111", Receipt.ARRIVED),
        (Channel.TEXT, "+447700900002", Receipt.NOBODY_THERE),
        (Channel.TEXT, "+447700900003", Receipt.LATER),
    ],
)
def test_what_is_taken_has_a_receipt(service, channel, to, receipt) -> None:
    assert carries(channel)
    answer = send(channel, letter(to))
    assert answer.fault is None
    assert became(answer.provider_id) is receipt


@pytest.mark.parametrize(("channel", "to"), [(Channel.EMAIL, "nobody"), (Channel.TEXT, "123")])
def test_what_is_no_address_is_refused_for_good(service, channel, to) -> None:
    assert send(channel, letter(to)).fault is Fault.NO_SUCH_ADDRESS


def test_a_template_that_is_not_there_is_our_fault_and_not_the_address_s(service, settings) -> None:
    settings.WARDMOTE_NOTIFY_EMAIL_TEMPLATE = "00000000-0000-4000-8000-000000000000"
    assert send(Channel.EMAIL, letter("somebody@people.example")).fault is Fault.NO_ANSWER


def test_a_wrong_key_is_our_fault(service, settings) -> None:
    settings.WARDMOTE_NOTIFY_KEY = f"{settings.WARDMOTE_NOTIFY_KEY[:-1]}0"
    assert send(Channel.TEXT, letter("+447700900111")).fault is Fault.NO_ANSWER


def test_when_it_is_down_or_not_there_we_try_again(settings) -> None:
    settings.WARDMOTE_NOTIFY_KEY, settings.WARDMOTE_NOTIFY_TEXT_TEMPLATE = fake.KEY, fake.TEMPLATE
    with fake.FakeNotify() as server:
        settings.WARDMOTE_NOTIFY_URL = server.url
        server.down = True
        assert send(Channel.TEXT, letter("+447700900111")).fault is Fault.NO_ANSWER
    assert send(Channel.TEXT, letter("+447700900111")).fault is Fault.NO_ANSWER
    assert receipt_of("0b7c5c1e-0000-4000-8000-000000000000") is Receipt.ON_ITS_WAY
