"""The officer sees what was out of the ordinary, asks, and says what became of it; never of their own looks (R1.8)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests import factories as make
from tests.oversight.conftest import browser_of, officer_of

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import Actor
from wardmote.kernel.refusals import Conflict
from wardmote.modules.oversight import actions
from wardmote.modules.oversight.models import Finding
from wardmote.modules.oversight.rules import Kind
from wardmote.shared.partnerships.models import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(db) -> Team:
    make.a_partnership()
    return make.a_team("Cleansing")


def a_finding(person: Actor, team: Team, kind: Kind = Kind.OWN, **changes: object) -> Finding:
    facts = {
        "at": (make.TUESDAY - timedelta(days=1)).isoformat(),
        "times": 2,
        "pages": ["referrals:observation"],
        "ground": "open",
        "sensitivity": "protected",
    }
    given = {"day": (make.TUESDAY - timedelta(days=1)).date(), "record": "observation:4711", **changes}
    with make.everything():
        return Finding.objects.create(
            kind=kind,
            person_id=person.person_id,
            facts=facts,
            organisations=[team.organisation_id],
            found_at=clock.now(),
            **given,
        )


def test_an_officer_looks_into_it_and_says_what_became_of_it(team: Team) -> None:
    worker = make.an_actor(team=team, name="Zoë Fernández")
    officer = officer_of(team.organisation)
    one = a_finding(worker, team)
    client = browser_of(officer)
    desk = client.get("/data-protection").content.decode()
    assert "1 read out of the ordinary" in desk
    where = f"/data-protection/reads/{one.pk}"
    assert where in desk
    page = client.get(where).content.decode()
    for said in ("Looked at their own record", "It may be innocent", "protected matter", "What was seen"):
        assert said in page
    assert "4711" not in page, "the record is not told"
    refused = client.post(where, {"form_key": "a", "to": "explained", "words": " "})
    assert refused.status_code == 422
    assert "Say what you found" in refused.content.decode()
    client.post(where, {"form_key": "b", "to": "looked_into", "words": ""})
    client.post(where, {"form_key": "c", "to": "explained", "words": "She reported it herself."})
    page = client.get(where).content.decode()
    assert "She reported it herself." in page
    assert page.count("Dora Protector") >= 2
    assert client.post(where, {"form_key": "d", "to": "looked_into"}).status_code == 409
    assert "Nothing to look into" in client.get("/data-protection/reads").content.decode()
    assert "Zoë Fernández" in client.get("/data-protection/reads?show=closed").content.decode()


def test_nobody_else_sees_it_nor_the_officer_whose_looks_they_are(team: Team) -> None:
    officer = officer_of(team.organisation)
    one = a_finding(officer, team)
    stranger = officer_of(make.a_team().organisation, "Sam Stranger")
    for actor in (officer, stranger, make.an_actor(team=team)):
        client = browser_of(actor)
        assert client.get(f"/data-protection/reads/{one.pk}").status_code == 404
        assert client.post(f"/data-protection/reads/{one.pk}", {"form_key": "k"}).status_code == 404
        with pytest.raises(NotAllowed):
            actions.judge_finding(by=actor, finding=one, to="explained", words="It is fine.")
    assert "Nothing to look into" in browser_of(officer).get("/data-protection/reads").content.decode()
    assert browser_of(officer).get(f"/data-protection/reads/{2**70}").status_code == 404


def test_two_officers_do_not_both_close_it(team: Team) -> None:
    first, second = officer_of(team.organisation), officer_of(team.organisation, "Otto Other")
    one = a_finding(make.an_actor(team=team), team)
    actions.judge_finding(by=first, finding=one, to="explained", words="I asked.")
    with pytest.raises(Conflict, match="explained by now"):
        actions.judge_finding(by=second, finding=one, to="taken_further", words="I did not.")


def test_a_page_of_findings_costs_the_same_however_many_there_are(
    team: Team, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = browser_of(officer_of(team.organisation))
    worker = make.an_actor(team=team)
    for number in range(30):
        a_finding(worker, team, record=f"observation:{number}")
    with django_assert_max_num_queries(14):
        page = client.get("/data-protection/reads").content.decode()
    assert "Next" in page or "next" in page
