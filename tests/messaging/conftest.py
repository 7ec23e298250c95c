"""What the tests of messages share: a kind of message, and people who are told."""

import smtplib
from collections.abc import Iterator

import pytest
from django.core.mail.backends.locmem import EmailBackend
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor, system
from wardmote.kernel.database import as_system
from wardmote.shared.accounts.models import Person
from wardmote.shared.messaging import ports
from wardmote.shared.messaging.models import Delivery
from wardmote.shared.messaging.ports import MessageKind, Placeholder
from wardmote.shared.partnerships.models import Team
from wardmote.shared.partnerships.rules import RoleName

BY = system("a test")
KIND = MessageKind(
    key="tests.time_ran_out",
    name="Time ran out",
    about="When nobody answered in time.",
    subject="Time ran out for ((reference))",
    body="Hello ((name)),\n\n((team)) has not answered ((reference)).\n\n((link))\n",
    text="((reference)): time ran out. ((link))",
    desk="Time ran out for ((reference))",
    urgent=True,
    placeholders=(
        Placeholder(name="reference", about="The referral", example="R-1", required=True),
        Placeholder(name="team", about="The team", example="Repairs desk"),
    ),
)
SAID = {"reference": "R-12345", "team": "Repairs desk"}


@pytest.fixture(autouse=True)
def kind(monkeypatch) -> Iterator[MessageKind]:
    """A kind of message, for one test."""
    monkeypatch.setattr(ports, "_kinds", {**ports._kinds, KIND.key: KIND})
    with clock.fixed(make.TUESDAY):
        yield KIND


@pytest.fixture
def team() -> Team:
    make.a_partnership()
    return make.a_team("Repairs desk")


@pytest.fixture
def reader(team) -> Actor:
    return make.an_actor(RoleName.DUTY_OFFICER, team=team, name="Dora Duty")


@pytest.fixture
def other(team) -> Actor:
    return make.an_actor(RoleName.DUTY_OFFICER, team=team, name="Otto Other")


def deliveries() -> list[Delivery]:
    """Every delivery, the first made first."""
    with as_system("a test looks"):
        return list(Delivery.objects.select_related("message").order_by("pk"))


@pytest.fixture
def answers(monkeypatch):
    """What the mail server says to each address: an error to raise."""
    said = {}
    original = EmailBackend.send_messages

    def send(self, messages):
        for message in messages:
            for to in message.to:
                if error := said.get(to, said.get("*")):
                    raise error
        return original(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    return said


def address_of(actor) -> str:
    return Person.objects.get(pk=actor.person_id).email


def refused(to: str, code: int, words: bytes) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({to: (code, words)})
