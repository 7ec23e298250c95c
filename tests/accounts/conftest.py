"""Somebody whose role needs a second factor, and a browser in which they sign in as people do."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from tests import factories as make

from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships.rules import RoleName

MORNING = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


class Hand:
    """The clock's hand: moves the whole machine's time on."""

    def __init__(self, traveller: time_machine.Traveller) -> None:
        self.at, self._traveller = MORNING, traveller

    def on(self, **by: int) -> None:
        self.at += timedelta(**by)
        self._traveller.move_to(self.at, tick=False)


@pytest.fixture
def hand() -> Iterator[Hand]:
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield Hand(traveller)


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> None:
    cache.clear()


class Somebody:
    """A person, and what they know and have."""

    def __init__(self, role: RoleName, **at: object) -> None:
        self.person = make.a_person(f"Somebody {role}", password=make.PASSWORD)
        EmailAddress.objects.create(user=self.person, email=self.person.email, verified=True, primary=True)
        self.holding = make.a_role(self.person, role, **at)
        self.secret = ""

    def gets_an_app(self) -> None:
        self.secret = generate_totp_secret()
        TOTP.activate(self.person, self.secret)

    def gets_codes(self) -> list[str]:
        return RecoveryCodes.activate(self.person).get_unused_codes()

    def code(self, at: datetime, *, steps: int = 0) -> str:
        return format_hotp_value(hotp_value(self.secret, int(at.timestamp()) // 30 + steps))

    def signs_in(self, client: Client | None = None, password: str = make.PASSWORD) -> Client:
        client = client or Client()
        self.answer: HttpResponse = client.post(
            "/account/login/", {"login": self.person.email, "password": password}
        )
        return client

    def factors(self) -> list[str]:
        return [factor.type for factor in Authenticator.objects.filter(user=self.person).order_by("pk")]


@pytest.fixture
def team(db: None):
    make.a_partnership()
    return make.a_team("Family support")


@pytest.fixture
def lead(team) -> Somebody:
    return Somebody(RoleName.SAFEGUARDING_LEAD, team=team)


@pytest.fixture
def worker(team) -> Somebody:
    return Somebody(RoleName.WORKER, team=team)


@pytest.fixture
def settled(django_capture_on_commit_callbacks) -> Callable[..., HttpResponse]:
    """Send a form, and let happen what waits for the end of its transaction."""

    def sent(client: Client, path: str, **given: str) -> HttpResponse:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(path, given)

    return sent


def person(pk: int) -> Person:
    return Person.objects.get(pk=pk)
