"""Housing records what it sees; Dora answers for what Housing keeps."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_actor
from wardmote.modules.referrals import actions as referrals
from wardmote.modules.referrals.models import Observation, Referral
from wardmote.shared.partnerships.models import RoleHolding, Team
from wardmote.shared.partnerships.rules import RoleName, Sensitivity
from wardmote.shared.rights import actions
from wardmote.shared.rights.models import Matter, Request

WORDS = "Ava Example shouts at night. Bo Neighbour told us, of Number Nine."
SECRET = "The child sleeps in the shed."


class Borough:
    """Two teams of two organisations, somebody who records, and those who answer for data protection."""

    def __init__(self) -> None:
        make.a_partnership()
        self.ward = make.a_ward()
        self.category = make.a_category("Noise", sensitivity=Sensitivity.PARTNERS)
        self.child = make.a_category("Child protection", sensitivity=Sensitivity.PROTECTED)
        self.housing, self.police = make.a_team("Housing"), make.a_team("Police")
        self.worker = make.an_actor(RoleName.WORKER, team=self.housing, name="Wanda Worker")
        self.lead = make.an_actor(RoleName.SAFEGUARDING_LEAD, team=self.housing, name="Lena Lead")
        self.constable = make.an_actor(RoleName.WORKER, team=self.police, name="Petra Police")
        self.dora = self.officer_of(self.housing, "Dora Protector")

    def officer_of(self, team: Team, name: str) -> Actor:
        person = make.a_person(name)
        RoleHolding.objects.create(
            person=person,
            role=RoleName.DATA_PROTECTION_OFFICER,
            organisation=team.organisation,
            started_at=make.TUESDAY - timedelta(days=9),
        )
        return make.as_they_are(person)

    def seen(
        self, *names: str, by: Actor | None = None, words: str = WORDS, **changes: object
    ) -> Observation:
        """An observation about some people, by Housing unless somebody of the Police records it."""
        team = self.police if by == self.constable else self.housing
        people = [
            referrals.Concerned(name=name, address=f"{n} Test Row", contact=f"0190200000{n}")
            for n, name in enumerate(names, 1)
        ]
        given = {"category": self.category, "words": words, "people": people} | changes
        category = given.pop("category")
        return make.an_observation(by or self.worker, team, category, **given)  # type: ignore[arg-type]  # a category

    def sent(self, *names: str, **changes: object) -> Referral:
        """The same, passed on to the Police."""
        observation = self.seen(*names, **changes)
        with as_actor(self.worker):
            return referrals.send_referrals(
                by=self.worker,
                observation=observation,
                from_team=self.housing,
                to_teams=[self.police],
                words="Ava Example is known to you.",
            )[0]

    def asked(self, ask: str = "copy", name: str = "Ava Example", **changes: object) -> Request:
        """A request by somebody who has proved who they are."""
        given = {"ask": ask, "name": name, "received_on": date(2026, 3, 2), "identity_by": "seen"} | changes
        with as_actor(self.dora):
            return actions.write_down(by=self.dora, details=actions.Details(**given))  # type: ignore[arg-type]  # a test names its changes

    def searched(self, **changes: object) -> Request:
        """A request for whose person somebody has looked."""
        request = self.asked(**changes)
        with as_actor(self.dora):
            return actions.search(by=self.dora, request=request)

    def chosen(self, request: Request, *titles: str) -> list[Matter]:
        """The officer ticks what bears these numbers."""
        from wardmote.shared.rights import queries

        with as_actor(self.dora):
            shown = queries.possible(self.dora, request, size=100).rows
            actions.choose(
                by=self.dora,
                request=request,
                shown=shown,
                chosen={one.code for one in shown if one.title in titles},
            )
            return list(request.matters.filter(is_theirs=True))


@pytest.fixture(autouse=True)
def an_ordinary_tuesday() -> Iterator[None]:
    with clock.fixed(make.TUESDAY):
        yield


@pytest.fixture
def borough() -> Borough:
    return Borough()


def browse(actor: Actor) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(
        get_user_model().objects.get(pk=actor.person_id),
        "allauth.account.auth_backends.AuthenticationBackend",
    )
    return client
