"""A borough in which looks of any time can be made: the database sets their time itself, so its triggers rest."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.models import Look
from wardmote.modules.referrals.rules import Ground
from wardmote.shared.partnerships.models import Organisation, RoleHolding
from wardmote.shared.partnerships.rules import RoleName

Looked = Callable[..., None]


@pytest.fixture(autouse=True)
def an_ordinary_tuesday() -> Iterator[None]:
    with clock.fixed(make.TUESDAY):
        yield


@pytest.fixture
def looked(db) -> Looked:
    """Let somebody have looked at matters, by the numbers of their observations, at a moment."""

    def look(
        who: Actor,
        at: datetime,
        *numbers: int,
        people: bool = True,
        opened: bool = True,
        ground: Ground = Ground.OPEN,
        via: str = "",
    ) -> None:
        codes = [f"observation:{number}" for number in numbers]
        codes += [f"people:{number}" for number in numbers] if people else []
        with connection.cursor() as cursor:
            cursor.execute("set role none; alter table audit_look disable trigger user; set role wm_app")
        Look(
            actor_id=who.id,
            via=via,
            page="referrals:observation",
            opened=opened,
            subjects=codes,
            grounds=[ground.value] * len(codes),
            at=at,
        ).save(force_insert=True)
        with connection.cursor() as cursor:
            cursor.execute("set role none; alter table audit_look enable trigger user; set role wm_app")

    return look


def officer_of(organisation: Organisation, name: str = "Dora Protector") -> Actor:
    person = make.a_person(name)
    RoleHolding.objects.create(
        person=person,
        role=RoleName.DATA_PROTECTION_OFFICER,
        organisation=organisation,
        started_at=make.TUESDAY - timedelta(days=500),
    )
    return make.as_they_are(person)


def browser_of(actor: Actor) -> Client:
    client, person = Client(), make.Person.objects.get(pk=actor.person_id)
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client
