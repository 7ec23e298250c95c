"""A borough with two teams, somebody in every role, and a browser for each."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.test import Client
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.modules.referrals.models import Referral
from wardmote.shared.accounts.models import Person
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.models import Area as AreaRow
from wardmote.shared.geography.models import AreaMember, AreaSet
from wardmote.shared.partnerships.models import RoleHolding
from wardmote.shared.partnerships.rules import RoleName, Sensitivity, StandsAt, stands_at


@pytest.fixture(autouse=True)
def an_ordinary_tuesday() -> Iterator[None]:
    with clock.fixed(make.TUESDAY):
        yield


class Borough:
    """Housing sends, Cleansing answers; one ward in one Area, and a ward far away."""

    def __init__(self) -> None:
        self.partnership = make.a_partnership()
        self.ward = make.a_ward("Testward")
        self.elsewhere = make.a_ward("Otherward", latitude=52.7, longitude=-1.8)
        areas = AreaSet.objects.create(
            key="areas-2010", name="Areas (2010)", kind="areas", valid_from=date(2010, 1, 1)
        )
        self.area = AreaRow.objects.create(
            area_set=areas, key="area-1", name="Area 1", latitude=52.58, longitude=-1.98
        )
        AreaMember.objects.create(area=self.area, ward=self.ward, valid_from=date(2010, 1, 1))
        geography.look_again()
        self.category = make.a_category("Fly-tipping")
        self.private = make.a_category("Neighbours in dispute", sensitivity=Sensitivity.PARTNERS)
        self.hidden = make.a_category("A child at risk", sensitivity=Sensitivity.PROTECTED)
        self.housing, self.cleansing = make.a_team("Housing desk"), make.a_team("Cleansing desk")
        self.worker = self.somebody(RoleName.WORKER)
        # Protected matters may only be sent where somebody may read them.
        self.lead = self.somebody(RoleName.SAFEGUARDING_LEAD)

    def somebody(self, *roles: RoleName, team=None, area=None, name: str = "") -> Actor:
        """Somebody new with these roles: at Cleansing (a worker: at Housing), in Area 1 or Testward."""
        person = make.a_person(name)
        for role in roles:
            at = stands_at(role)
            home = self.housing if role is RoleName.WORKER else self.cleansing
            patch = self.ward if role is RoleName.COUNCILLOR else self.area
            RoleHolding.objects.create(
                person=person,
                role=role,
                team=(team or home) if at is StandsAt.TEAM else None,
                area=(area or patch) if at is StandsAt.AREA else None,
                organisation=self.cleansing.organisation if at is StandsAt.ORGANISATION else None,
                started_at=make.TUESDAY,
            )
        return make.as_they_are(person)

    def sent(self, category=None, **changes: object) -> Referral:
        return make.a_referral(
            self.worker, self.housing, self.cleansing, category or self.category, **changes
        )

    def one_of_each(self, canary: str) -> None:
        """An open, a partners' and a protected matter, each with a person and words that carry the canary."""
        for category in (self.category, self.private, self.hidden):
            self.sent(category, words=f"{canary} {category.name}", place_words=f"{canary} street")


@pytest.fixture
def borough(db) -> Borough:
    return Borough()


@pytest.fixture
def browse() -> Callable[[Actor | None], Client]:
    def browser(actor: Actor | None) -> Client:
        client = Client()
        if actor:
            client.force_login(Person.objects.get(pk=actor.person_id))
        return client

    return browser
