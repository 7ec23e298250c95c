"""Against a mail server that really listens: what it puts off, refuses or swallows is never lost and never doubled
without the mailbox being able to tell (R4.4)."""

import signal
from datetime import timedelta

import pytest
from tests import factories as make
from tests.fakes import smtp as fake
from tests.kernel.processes import process
from tests.messaging.conftest import BY, deliveries

from wardmote.kernel import clock
from wardmote.shared.messaging import actions
from wardmote.shared.messaging.jobs import send_due
from wardmote.shared.messaging.models import LostAddress
from wardmote.shared.messaging.rules import DeliveryState, Fault

DIES_ONCE_TAKEN = """
from django.conf import settings
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", {port}
import os, signal
from wardmote.shared.messaging.actions import sending
from wardmote.shared.messaging.jobs import send_due
sending._keep = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
send_due()
"""


@pytest.fixture
def server(settings):
    with fake.FakeSmtp() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        yield running


def write_to(address: str) -> None:
    make.a_partnership()
    values = {"why": "For what comes to you, answering by link is enough."}
    actions.write_to(
        by=BY,
        kind="referrals.account_refused",
        address=address,
        name="Lantern House",
        link="/",
        once="1",
        values=values,
    )


def later(minutes: int) -> None:
    with clock.fixed(make.TUESDAY + timedelta(minutes=minutes)):
        send_due()


@pytest.mark.django_db
def test_what_is_put_off_goes_later_under_the_same_message_id(server) -> None:
    server.excuses[fake.DELIVERED] = ["450 4.2.0 Greylisted"]
    write_to(fake.DELIVERED)
    send_due()
    (delivery,) = deliveries()
    assert (delivery.state, delivery.fault, server.taken) == (DeliveryState.QUEUED, Fault.LATER, [])
    later(minutes=1)
    assert server.ids == [f"<{delivery.reference}@localhost>"]
    assert deliveries()[0].state == DeliveryState.SENT


@pytest.mark.django_db
def test_what_is_refused_for_good_has_failed_and_the_address_is_lost(server) -> None:
    write_to("nobody@people.example")
    send_due()
    assert (deliveries()[0].state, deliveries()[0].fault) == (DeliveryState.FAILED, Fault.NO_SUCH_ADDRESS)
    assert LostAddress.objects.get().address == "nobody@people.example"


@pytest.mark.django_db
def test_when_the_line_breaks_after_the_words_it_goes_again_and_the_mailbox_can_tell(server) -> None:
    write_to(fake.CUT_OFF)
    send_due()
    later(minutes=1)
    assert len(server.ids) == 2
    assert set(server.ids) == {f"<{deliveries()[0].reference}@localhost>"}
    assert not LostAddress.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_sending_and_noting_it_sends_it_again_under_the_same_message_id(
    server,
) -> None:
    write_to(fake.DELIVERED)
    with process(DIES_ONCE_TAKEN.format(port=server.port)) as worker:
        assert worker.wait(30) == -signal.SIGKILL
    assert (len(server.taken), deliveries()[0].state) == (1, DeliveryState.QUEUED)
    send_due()
    assert server.ids == [f"<{deliveries()[0].reference}@localhost>"] * 2
    assert deliveries()[0].state == DeliveryState.SENT
    send_due()
    assert len(server.taken) == 2
