"""Somebody is away: what they had claimed moves in one step, and a lead has a stand-in for a time (R1.10)."""

from datetime import timedelta

import pytest
from django.test import Client
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_actor
from wardmote.kernel.events import relay
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.modules.referrals import actions as referrals
from wardmote.modules.referrals.models import Referral, Step
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import actions, queries
from wardmote.shared.partnerships.models import RoleHolding
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

pytestmark = pytest.mark.django_db


class Desk:
    """Repairs with a lead, an officer who has claimed something, and a colleague."""

    def __init__(self) -> None:
        make.a_partnership()
        self.housing, self.repairs = make.a_team("Housing"), make.a_team("Repairs")
        self.worker = make.an_actor(RoleName.WORKER, team=self.housing, name="Wanda Worker")
        self.officer = make.an_actor(RoleName.DUTY_OFFICER, team=self.repairs, name="Otto Officer")
        self.colleague = make.an_actor(RoleName.WORKER, team=self.repairs, name="Cleo Colleague")
        self.lead = make.an_actor(RoleName.TEAM_LEAD, team=self.repairs, name="Leo Lead")
        self.administrator = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator")

    def claimed(self, by: Actor, **kind: object) -> Referral:
        """A referral that somebody has claimed."""
        referral = make.a_referral(self.worker, self.housing, self.repairs, make.a_category(**kind))
        with as_actor(by):
            return referrals.claim_referral(by=by, referral=referral)

    def away(self, who: Actor, by: Actor | None = None, **given: object) -> None:
        """Somebody is away for nine days, and the news is handed over."""
        by = by or self.lead
        until = clock.today() + timedelta(days=9)
        with as_actor(by):
            actions.say_away(by=by, person=person(who), **{"until": until, **given})
        relay.drain()


def person(actor: Actor) -> Person:
    return Person.objects.get(pk=actor.known_person_id)


def log(referral: Referral) -> list[tuple[str, str, int | None]]:
    with make.everything():
        steps = Step.objects.filter(referral=referral).order_by("position")
        return [(step.kind, step.reason, step.by_person_id) for step in steps][2:]


@pytest.fixture
def desk():
    with clock.fixed(make.TUESDAY):
        yield Desk()


def test_what_they_had_claimed_goes_back_to_the_desk(desk) -> None:
    referral, theirs = desk.claimed(desk.officer), desk.claimed(desk.colleague, name="Boiler")
    desk.away(desk.officer)
    assert make.fresh(referral).claimed_by is None
    assert log(referral) == [("released", "away", desk.lead.person_id)]
    assert make.fresh(theirs).claimed_by_id == desk.colleague.person_id, "a colleague's stays"


def test_or_to_a_colleague_who_then_has_it(desk) -> None:
    referral = desk.claimed(desk.officer)
    before = make.fresh(referral)
    desk.away(desk.officer, cover=person(desk.colleague))
    row = make.fresh(referral)
    assert row.claimed_by_id == desk.colleague.person_id
    assert (row.state, row.next_deadline_at) == (before.state, before.next_deadline_at)
    assert [kind for kind, _, _ in log(referral)] == ["released", "claimed"]


def test_a_colleague_who_may_not_read_it_does_not_get_it(desk) -> None:
    make.a_role(person(desk.officer), RoleName.SAFEGUARDING_LEAD, team=desk.repairs)
    lead = make.as_they_are(person(desk.officer))
    make.a_role(person(desk.worker), RoleName.SAFEGUARDING_LEAD, team=desk.housing)
    desk.worker = make.as_they_are(person(desk.worker))
    child = desk.claimed(lead, sensitivity=Sensitivity.PROTECTED)
    desk.away(desk.officer, cover=person(desk.colleague))
    assert make.fresh(child).claimed_by is None, "it waits on the desk for another safeguarding lead"


def test_news_that_is_handed_over_twice_moves_nothing_twice(desk) -> None:
    referral = desk.claimed(desk.officer)
    for _ in range(2):
        desk.away(desk.officer, cover=person(desk.colleague))
    assert len(log(referral)) == 2


def test_a_lead_has_a_stand_in_until_the_last_day_and_no_longer(desk) -> None:
    role = RoleHolding.objects.get(person=person(desk.lead))
    desk.away(desk.lead, by=desk.administrator, stand_ins={role.pk: person(desk.colleague)})

    def leads(days: int) -> bool:
        with clock.fixed(make.TUESDAY + timedelta(days=days)):
            return make.as_they_are(person(desk.colleague)).holds(RoleName.TEAM_LEAD)

    assert leads(0)
    assert leads(9)
    assert not leads(10)


def test_who_is_back_early_leads_alone_again(desk) -> None:
    role = RoleHolding.objects.get(person=person(desk.lead))
    desk.away(desk.lead, by=desk.administrator, stand_ins={role.pk: person(desk.colleague)})
    assert queries.away([desk.lead.known_person_id])
    actions.say_back(by=desk.administrator, person=person(desk.lead))
    assert not queries.away([desk.lead.known_person_id])
    assert not make.as_they_are(person(desk.colleague)).holds(RoleName.TEAM_LEAD)
    with pytest.raises(Conflict, match="is not away"):
        actions.say_back(by=desk.administrator, person=person(desk.lead))


def test_a_stand_in_who_leaves_stands_in_no_more(desk) -> None:
    role = RoleHolding.objects.get(person=person(desk.lead))
    desk.away(desk.lead, by=desk.administrator, stand_ins={role.pk: person(desk.colleague)})
    with as_actor(desk.administrator):
        actions.let_leave(by=desk.administrator, person=person(desk.colleague))
        actions.let_return(by=desk.administrator, person=person(desk.colleague))
    assert not make.as_they_are(person(desk.colleague)).roles


@pytest.mark.parametrize(
    ("days", "who", "says"),
    [(-1, "colleague", "still to come"), (400, "colleague", "too long"), (1, "worker", "works in none")],
)
def test_a_day_or_a_colleague_that_does_not_fit_is_refused(desk, days, who, says) -> None:
    until = clock.today() + timedelta(days=days)
    with pytest.raises(NotReady, match=says):
        desk.away(desk.officer, until=until, cover=person(getattr(desk, who)))


def test_nobody_says_it_of_another_team_and_a_lead_names_no_safeguarding_lead(desk) -> None:
    with pytest.raises(NotAllowed):
        desk.away(desk.worker)
    make.a_role(person(desk.officer), RoleName.SAFEGUARDING_LEAD, team=desk.repairs)
    role = RoleHolding.objects.get(person=person(desk.officer), role=RoleName.SAFEGUARDING_LEAD)
    with pytest.raises(Conflict):
        desk.away(desk.officer, stand_ins={role.pk: person(desk.colleague)})


def test_a_lead_says_it_on_a_page_and_the_page_of_the_person_tells(desk) -> None:
    referral = desk.claimed(desk.officer)
    browser = Client()
    browser.force_login(person(desk.lead))
    address = f"/people/{desk.officer.person_id}/away"
    assert "claimed 1 referral" in browser.get(address).content.decode()
    form = {"form_key": "one", "until_0": "", "until_1": "", "until_2": "", "cover": ""}
    assert browser.post(address, form).status_code == 422
    form |= {"until_0": "12", "until_1": "3", "until_2": "2026", "cover": str(desk.colleague.person_id)}
    answer = browser.post(address, form | {"form_key": "two"}, follow=True)
    page = answer.content.decode()
    assert "Away until Thu 12 Mar" in page
    assert "Cleo Colleague took over" in page
    relay.drain()
    said = browser.get(f"/referrals/{referral.reference}").content.decode()
    assert "Cleo Colleague has it now" in said
    assert browser.post(f"/people/{desk.officer.person_id}/back", {"form_key": "three"}).status_code == 302
    assert "Away until" not in browser.get(f"/people/{desk.officer.person_id}").content.decode()
