"""The administrator words messages, sees how they read, and cannot leave out what must be said (R4.4)."""

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st
from tests import factories as make
from tests.messaging.conftest import KIND, deliveries
from tests.messaging.test_telling import tell

from wardmote.kernel.access import NotAllowed
from wardmote.shared.accounts.models import Person
from wardmote.shared.messaging import actions
from wardmote.shared.messaging.jobs import send_due
from wardmote.shared.messaging.models import Wording
from wardmote.shared.messaging.rules import text_length
from wardmote.shared.partnerships.rules import RoleName

pytestmark = pytest.mark.django_db
PAGE = f"/partnership/messages/words/{KIND.key}"
GOOD = {
    "form_key": "1",
    "subject": "Look: ((reference))",
    "body": "Dear ((name)), see ((link)).",
    "text": "See ((link))",
}


@pytest.fixture
def administrator(team, client):
    actor = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Admin")
    client.force_login(Person.objects.get(pk=actor.person_id))
    return actor


def test_messages_go_out_in_the_words_in_force_and_say_which(client, administrator, reader) -> None:
    assert KIND.name in client.get("/partnership/messages").content.decode()
    assert client.post(PAGE, GOOD).status_code == 302
    tell(reader)
    send_due()
    assert mail.outbox[0].subject == "Look: R-12345"
    assert mail.outbox[0].body.startswith("Dear Dora Duty, see http://localhost:8000/messages/")
    assert client.post(f"{PAGE}/as-shipped", {"form_key": "2"}).status_code == 302
    tell(reader, once="later")
    send_due()
    assert mail.outbox[1].subject == "Time ran out for R-12345"
    assert [d.wording for d in deliveries()] == [1, 2]
    assert list(Wording.objects.order_by("number").values_list("as_shipped", flat=True)) == [False, True]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"body": "Dear ((name)), no way to go on"}, "The e-mail must have ((link))"),
        ({"subject": "Look"}, "The e-mail must have ((reference))"),
        ({"body": "((link)) ((wrods))"}, "Nothing fills ((wrods))"),
        ({"text": "Nothing to follow"}, "The text must have ((link))"),
        ({"text": ""}, "Write the words of the text"),
        ({"body": "x" * 5_001}, "Use 5,000 or fewer"),
        ({"subject": "\x00"}, "hidden character"),
    ],
)
def test_what_must_be_said_cannot_be_left_out_and_what_was_written_is_kept(
    client, administrator, changed, said
) -> None:
    answer = client.post(PAGE, {**GOOD, **changed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Dear ((name))" in answer.content.decode() or "body" in changed
    assert not Wording.objects.exists()


def test_a_preview_shows_examples_and_keeps_nothing(client, administrator) -> None:
    page = client.post(PAGE, {**GOOD, "text": "☃ ((link))", "do": "preview"}).content.decode()
    assert "Look: R-1" in page
    assert "a text holds only 70" in page
    assert not Wording.objects.exists()


def test_only_the_administrator_words_messages(client, reader) -> None:
    client.force_login(Person.objects.get(pk=reader.person_id))
    assert client.get("/partnership/messages").status_code == 404
    assert client.post(PAGE, GOOD).status_code == 404
    with pytest.raises(NotAllowed):
        actions.use_shipped_words(by=reader, kind=KIND)


@pytest.mark.parametrize(
    ("words", "characters", "parts", "plain"),
    [
        ("a" * 160, 160, 1, True),
        ("a" * 161, 161, 2, True),
        ("a" * 306, 306, 2, True),
        ("€" * 80, 160, 1, True),
        ("€" * 81, 162, 2, True),
        ("☃" * 70, 70, 1, False),
        ("☃" * 71, 71, 2, False),
        ("😀" * 35, 70, 1, False),
        ("", 0, 1, True),
    ],
)
def test_a_text_is_measured_as_telephones_do(words, characters, parts, plain) -> None:
    length = text_length(words)
    assert (length.characters, length.parts, length.plain) == (characters, parts, plain)


@given(st.text())
def test_more_words_never_make_fewer_parts(words) -> None:
    assert text_length(words).parts <= text_length(words + "a").parts
