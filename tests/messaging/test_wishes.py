"""People choose how they hear of things, and show that a telephone is theirs before it is texted (R4.4)."""

from datetime import time, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from tests import factories as make
from tests.messaging.conftest import deliveries
from tests.messaging.test_telling import tell

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.database import as_actor, as_system
from wardmote.kernel.refusals import NotReady
from wardmote.shared.accounts.models import Person
from wardmote.shared.messaging import actions, queries
from wardmote.shared.messaging.jobs import send_code, send_due
from wardmote.shared.messaging.models import LostAddress, Message, Wishes
from wardmote.shared.messaging.rules import Channel, DeliveryState, Ordinary, Quiet, Urgent

pytestmark = pytest.mark.django_db
MORNING = make.TUESDAY.replace(hour=8) + timedelta(days=1)


@pytest.fixture(autouse=True)
def codes_of_a_new_day() -> None:
    cache.clear()


@pytest.fixture
def texts(settings, tmp_path):
    """Texts go into files."""
    settings.WARDMOTE_DEMO, settings.EMAIL_FILE_PATH = True, tmp_path
    return tmp_path


def texted(folder) -> list[str]:
    return [file.read_text() for file in sorted(folder.iterdir())]


def code_sent_to(actor, folder) -> str:
    send_code(actor.person_id)
    return texted(folder)[-1].split("\n\n")[1][:6]


def wish(actor, **more) -> Wishes:
    given = {"ordinary": Ordinary.DIGEST, "urgent": Urgent.AT_ONCE, "quiet": None, "urgent_in_quiet": False}
    return actions.say_wishes(by=actor, **{**given, **more})


def sign_in(client, actor) -> None:
    client.force_login(Person.objects.get(pk=actor.person_id))


def test_a_digest_gathers_what_is_unread_in_one_mail_at_eight(reader, other) -> None:
    for rung in range(3):
        tell(reader, once=str(rung), urgent=False)
    tell(other, urgent=False)
    with as_actor(reader):
        actions.read_message(by=reader, message=queries.messages_of(reader)[0].rows[0])
    send_due()
    assert mail.outbox == []
    with clock.fixed(MORNING):
        send_due()
        send_due()
    assert sorted(sent.subject for sent in mail.outbox) == [
        "1 message for you in Wardmote",
        "2 messages for you in Wardmote",
    ]
    (mine,) = (sent for sent in mail.outbox if sent.subject.startswith("2"))
    assert mine.body.count("- Time ran out for R-12345") == 2
    assert "http://localhost:8000/messages\n" in mine.body
    states = [d.state for d in deliveries()]
    assert sorted(states) == [DeliveryState.NOT_NEEDED, *[DeliveryState.SENT] * 3]


def test_a_digest_that_no_server_took_goes_later_as_one(reader, monkeypatch) -> None:
    for rung in range(2):
        tell(reader, once=str(rung), urgent=False)
    with monkeypatch.context() as patch, clock.fixed(MORNING):
        patch.setattr("django.core.mail.EmailMessage.send", lambda self: (_ for _ in ()).throw(OSError()))
        send_due()
    with clock.fixed(MORNING + timedelta(minutes=1)):
        send_due()
    (sent,) = mail.outbox
    assert sent.body.count("- Time ran out") == 2
    assert sent.extra_headers["Message-ID"] == f"<{deliveries()[0].reference}@localhost>"


def test_a_very_long_digest_says_how_many_more(reader) -> None:
    for rung in range(45):
        tell(reader, once=str(rung), urgent=False)
    with clock.fixed(MORNING):
        send_due()
    (sent,) = mail.outbox
    assert sent.subject == "45 messages for you in Wardmote"
    assert "- and 5 more" in sent.body


def test_who_wants_the_desk_only_gets_no_mail(reader) -> None:
    wish(reader, ordinary=Ordinary.DESK, urgent=Urgent.DESK)
    tell(reader, urgent=False)
    tell(reader, once="urgent", urgent=True)
    assert deliveries() == []
    with as_actor(reader):
        assert queries.unread_count(reader) == 2


def test_what_comes_in_quiet_hours_waits_until_they_end(reader) -> None:
    wish(reader, quiet=Quiet(begins=time(9), ends=time(12)))
    tell(reader)
    send_due()
    assert mail.outbox == []
    with clock.fixed(make.TUESDAY.replace(hour=12)):
        send_due()
    assert len(mail.outbox) == 1


def test_texts_go_only_to_a_number_that_was_shown_to_be_theirs(reader, texts) -> None:
    with pytest.raises(NotReady):
        wish(reader, urgent=Urgent.TEXT)
    actions.send_code(by=reader, phone="07700 900123")
    code = code_sent_to(reader, texts)
    wrong = "000000" if code != "000000" else "111111"
    assert not actions.prove_phone(by=reader, code=wrong)
    assert actions.prove_phone(by=reader, code=f" {code[:3]} {code[3:]} ")
    wish(reader, urgent=Urgent.TEXT)
    tell(reader)
    send_due()
    assert [d.channel for d in deliveries()] == [Channel.EMAIL, Channel.TEXT]
    assert {d.state for d in deliveries()} == {DeliveryState.SENT}
    assert "R-12345: time ran out. http://localhost:8000/messages/" in "".join(texted(texts)).replace(
        "=\n", ""
    )
    actions.forget_phone(by=reader)
    tell(reader, once="later")
    assert len(deliveries()) == 3, "without a number, an e-mail alone"


def test_a_code_counts_for_a_while_and_a_few_tries(reader, texts) -> None:
    actions.send_code(by=reader, phone="07700 900123")
    code = code_sent_to(reader, texts)
    with clock.fixed(make.TUESDAY + timedelta(minutes=16)):
        assert not actions.prove_phone(by=reader, code=code)
    with clock.fixed(make.TUESDAY + timedelta(minutes=17)):
        actions.send_code(by=reader, phone="07700 900123")
        code = code_sent_to(reader, texts)
        wrong = f"{(int(code) + 1) % 1_000_000:06}"
        for _ in range(5):
            assert not actions.prove_phone(by=reader, code=wrong)
        assert not actions.prove_phone(by=reader, code=code)


def test_nobody_has_a_strangers_telephone_filled_with_codes(reader) -> None:
    for _ in range(5):
        actions.send_code(by=reader, phone="07700 900123")
    with pytest.raises(NotReady, match="tomorrow"):
        actions.send_code(by=reader, phone="07700 900123")


def test_another_number_must_be_shown_anew(reader, texts) -> None:
    actions.send_code(by=reader, phone="07700 900123")
    actions.prove_phone(by=reader, code=code_sent_to(reader, texts))
    wish(reader, urgent=Urgent.TEXT)
    actions.send_code(by=reader, phone="07700 900124")
    held = Wishes.objects.get(person=reader.person_id)
    assert (held.urgent, held.phone_proved_at) == (Urgent.AT_ONCE, None)


def test_the_page_keeps_what_was_chosen_and_says_what_is_wrong(client, reader) -> None:
    sign_in(client, reader)
    assert "One e-mail a day" in client.get("/messages/how").content.decode()
    chosen = {
        "form_key": "1",
        "ordinary": "at_once",
        "urgent": "at_once",
        "has_quiet": "yes",
        "quiet_begins": "10pm",
        "quiet_ends": "",
        "urgent_in_quiet": "on",
    }
    answer = client.post("/messages/how", chosen)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Write a time like 22:00 or 10pm" in page
    assert 'value="10pm"' in page, "what was typed is kept"
    assert client.post("/messages/how", {**chosen, "quiet_ends": "7:30"}).status_code == 302
    held = Wishes.objects.get(person=reader.person_id)
    assert held.quiet == Quiet(begins=time(22), ends=time(7, 30))
    assert held.urgent_in_quiet
    assert 'value="22:00"' in client.get("/messages/how").content.decode()


def test_texts_are_offered_only_where_they_arrive(client, reader) -> None:
    sign_in(client, reader)
    assert "mobile number" not in client.get("/messages/how").content.decode()
    assert client.get("/messages/how/phone").status_code == 404


def test_a_number_is_shown_to_be_theirs_in_pages(client, reader, texts) -> None:
    sign_in(client, reader)
    bad = client.post("/messages/how/phone", {"form_key": "1", "phone": "12"})
    assert (bad.status_code, "Write a UK mobile number" in bad.content.decode()) == (422, True)
    assert client.post("/messages/how/phone", {"form_key": "1", "phone": "07700 900123"}).status_code == 302
    assert client.post("/messages/how/code", {"form_key": "1", "code": "abc"}).status_code == 422
    code = code_sent_to(reader, texts)
    assert client.post("/messages/how/code", {"form_key": "1", "code": code}).status_code == 302
    assert "A text and an e-mail at once" in client.get("/messages/how").content.decode()


def test_the_desk_says_that_mails_come_back_until_somebody_says_the_address_works(
    client, reader, other
) -> None:
    person = Person.objects.get(pk=reader.person_id)
    lost = LostAddress.objects.create(
        person=person, channel="email", address=person.email, fault="no_such_address", since_at=clock.now()
    )
    sign_in(client, reader)
    assert f"<bdi>{person.email}</bdi> come back" in client.get("/messages").content.decode()
    with pytest.raises(NotAllowed):
        actions.say_address_works(by=other, lost=lost)
    assert client.post(f"/messages/works/{lost.pk}", {"form_key": "1"}).status_code == 302
    assert "come back" not in client.get("/messages").content.decode()
    tell(reader)
    send_due()
    assert len(mail.outbox) == 1


def test_wishes_of_one_are_not_changed_by_messages_of_another(reader, other) -> None:
    wish(other, urgent=Urgent.DESK)
    tell(reader, other)
    with as_system("a test"):
        assert Message.objects.count() == 2
    assert [d.message.person_id for d in deliveries()] == [reader.person_id]
