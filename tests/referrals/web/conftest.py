"""Two teams and the people who meet on the pages."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.modules.referrals.models import Referral
from wardmote.shared.partnerships.rules import RoleName, Sensitivity


class Borough:
    """Housing passes on to Cleansing; Police look on."""

    def __init__(self, sensitivity: Sensitivity = Sensitivity.OPEN) -> None:
        make.a_partnership()
        self.ward = make.a_ward()
        self.category = make.a_category(sensitivity=sensitivity)
        self.housing, self.cleansing, self.police = (
            make.a_team(name) for name in ("Housing", "Cleansing", "Police")
        )
        self.worker = make.an_actor(RoleName.WORKER, team=self.housing, name="Wanda Worker")
        self.officer = make.an_actor(RoleName.DUTY_OFFICER, team=self.cleansing, name="Otto Officer")
        self.second = make.an_actor(RoleName.DUTY_OFFICER, team=self.cleansing, name="Sofia Second")
        self.stranger = make.an_actor(RoleName.WORKER, team=self.police, name="Sam Stranger")
        self.lead = make.an_actor(RoleName.SAFEGUARDING_LEAD, team=self.cleansing, name="Lena Lead")

    @cached_property
    def coordinator(self) -> Actor:
        """Who works at the coordinator's desk, from when they are asked for."""
        desk = make.Team.objects.get(is_coordinator=True)
        return make.an_actor(RoleName.TEAM_LEAD, team=desk, name="Cora Coordinator")

    def sent(self, **changes: object) -> Referral:
        return make.a_referral(self.worker, self.housing, self.cleansing, self.category, **changes)


@pytest.fixture(autouse=True)
def an_ordinary_tuesday() -> Iterator[None]:
    with clock.fixed(make.TUESDAY):
        yield


@pytest.fixture
def borough() -> Borough:
    return Borough()


@pytest.fixture
def browser() -> Callable[[Actor], Client]:
    """A browser in which somebody is signed in."""

    def signed_in(actor: Actor) -> Client:
        client = Client()
        client.force_login(
            get_user_model().objects.get(pk=actor.person_id),
            "allauth.account.auth_backends.AuthenticationBackend",
        )
        return client

    return signed_in


_PLUMBING = re.compile(r"SAVEPOINT|RELEASE|BEGIN|COMMIT|\s*with before as materialized")


def queries_of(client: Client, address: str) -> list[str]:
    """The reads and writes of tables that a page costs somebody who has been here before.

    Transactions, and setting whose eyes the database sees with, touch no table and are not counted.
    """
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in seen.captured_queries if not _PLUMBING.match(query["sql"])]
