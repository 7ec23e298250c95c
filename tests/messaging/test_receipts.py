"""What Notify says became of a text is acted on: a number that is gone is written to no more (R4.4)."""

from datetime import timedelta

import pytest
from tests import factories as make
from tests.fakes import notify as fake
from tests.messaging.conftest import deliveries
from tests.messaging.test_telling import tell

from wardmote.kernel import clock
from wardmote.shared.messaging.jobs import send_due, take_receipts
from wardmote.shared.messaging.models import LostAddress, Wishes
from wardmote.shared.messaging.rules import Channel, DeliveryState, Fault

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def service(settings):
    settings.WARDMOTE_NOTIFY_KEY, settings.WARDMOTE_NOTIFY_TEXT_TEMPLATE = fake.KEY, fake.TEMPLATE
    with fake.FakeNotify() as server:
        settings.WARDMOTE_NOTIFY_URL = server.url
        yield server


def text_to(reader, phone: str):
    Wishes.objects.update_or_create(
        person_id=reader.person_id,
        defaults={"urgent": "text", "phone": phone, "phone_proved_at": make.TUESDAY},
    )
    tell(reader, once=phone)
    send_due()
    with clock.fixed(make.TUESDAY + timedelta(minutes=2)):
        take_receipts(timestamp=0)
        take_receipts(timestamp=0)
    return next(d for d in reversed(deliveries()) if d.channel == Channel.TEXT)


def test_what_arrived_is_asked_for_once(reader) -> None:
    text = text_to(reader, "+447700900111")
    assert (text.state, text.receipt_due_at) == (DeliveryState.SENT, None)
    assert not LostAddress.objects.exists()


def test_a_number_that_is_gone_is_written_to_no_more(reader, service) -> None:
    text = text_to(reader, "+447700900002")
    assert (text.state, text.fault) == (DeliveryState.FAILED, Fault.NO_SUCH_ADDRESS)
    assert LostAddress.objects.get().person_id == reader.person_id
    tell(reader, once="again")
    send_due()
    assert len(service.taken) == 1


def test_a_telephone_that_is_off_is_tried_again(reader, service) -> None:
    text = text_to(reader, "+447700900003")
    assert (text.state, text.fault) == (DeliveryState.QUEUED, Fault.LATER)
    with clock.fixed(make.TUESDAY + timedelta(minutes=10)):
        send_due()
    assert len(service.taken) == 2
    assert {given["reference"] for given in service.taken.values()} == {str(text.reference)}


def test_while_notify_does_not_answer_it_is_asked_again_for_three_days(reader, service) -> None:
    service_was_up = text_to(reader, "+447700900111")
    assert service_was_up.receipt_due_at is None
    tell(reader, once="another")
    send_due()
    service.down = True
    at, asked = make.TUESDAY, 0
    while (text := deliveries()[-1]).receipt_due_at is not None:
        at, asked = text.receipt_due_at, asked + 1
        with clock.fixed(at):
            take_receipts(timestamp=0)
    assert timedelta(days=3) <= at - make.TUESDAY < timedelta(days=7)
    assert asked < 20
    assert text.state == DeliveryState.SENT
