"""In the demonstration everybody sees what mails and texts would have gone out (issue 4, R4.4)."""

import pytest
from django.core.mail import EmailMessage
from tests import factories as make

from wardmote.project.demo.outgoing import outgoing
from wardmote.shared.messaging.adapters import Letter, send
from wardmote.shared.messaging.rules import Channel


@pytest.fixture(autouse=True)
def into_files(settings, tmp_path) -> None:
    settings.WARDMOTE_DEMO, settings.EMAIL_FILE_PATH = True, tmp_path / "mail"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"


def test_before_anything_went_out_it_is_empty() -> None:
    assert outgoing() == []


def test_mails_and_texts_show_as_they_would_arrive() -> None:
    words = "Hello Zoë,\n\nإصلاح and a line that is long enough to be broken by a mail program: " + "x" * 90
    EmailMessage(subject="Time ran out – look", body=words, to=["zoe@people.example"]).send()
    send(Channel.TEXT, Letter(to="+447700900123", body="Time ran out: http://x.example/1", reference="r"))
    shown = {one.is_text: one for one in outgoing()}
    assert shown[False].subject == "Time ran out – look"
    assert shown[False].body == words
    assert (shown[True].to, shown[True].body) == ("+447700900123", "Time ran out: http://x.example/1")


@pytest.mark.django_db
def test_outside_the_demo_there_is_no_such_page(client, settings) -> None:
    settings.ROOT_URLCONF = "tests.project.demo.addresses"
    partnership = make.a_partnership()
    assert client.get("/demo/messages").status_code == 404
    partnership.is_demo = True
    partnership.save()
    assert "Nothing has gone out yet" in client.get("/demo/messages").content.decode()
    settings.WARDMOTE_DEMO = False
    assert client.get("/demo/messages").status_code == 404
