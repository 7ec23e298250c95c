"""What people see of issues: those who work here, and everybody (R2.2 to R2.7)."""

from __future__ import annotations

import pytest
from django.test import Client
from tests import factories
from tests.issues.conftest import Streets

from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_actor
from wardmote.modules.issues import actions
from wardmote.modules.issues.models import Issue
from wardmote.modules.issues.rules import IssueState
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships.rules import RoleName


def browser(actor: Actor) -> Client:
    """Somebody who is signed in."""
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person_id))
    return client


def send(client: Client, path: str, **said: object) -> object:
    """Send a form, and see where it leads."""
    answer = client.post(path, {**said, "form_key": str(factories.number())})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return client.get(answer.headers["Location"])


def test_a_worker_makes_an_issue_of_an_observation_and_puts_another_in(streets: Streets) -> None:
    factories.a_remit(streets.other_team, streets.category)
    told, more = streets.tell(), streets.tell()
    client = browser(streets.worker)
    page = client.get(f"/observations/{told.reference}")
    assert f"/observations/{told.reference}/issue" in page.content.decode()
    send(
        client,
        f"/observations/{told.reference}/issue",
        name="Mattresses behind the garages",
        words="They come back each week.",
        sensitivity="open",
    )
    with factories.everything():
        issue = Issue.objects.get()
    assert "Mattresses behind the garages" in client.get("/issues?area=all").content.decode()
    assert "It is part of an issue" in client.get(f"/observations/{told.reference}").content.decode()
    send(client, f"/observations/{more.reference}/issue", speaks="yes", number=issue.reference, reason="Same")
    assert streets.fresh(issue).told == 2
    here = f"/issues/{issue.reference}"
    page = send(
        client,
        f"{here}/refer",
        from_team=streets.team.pk,
        to_teams=[streets.other_team.pk],
        words="Look at night",
    )
    assert "Look at night" in page.content.decode()
    send(client, f"{here}/weigh", seriousness=4, band=4, reason="320 people live there")
    page = send(
        client,
        f"{here}/take-on",
        kind="group",
        group="Friends of Test Row",
        contact_role="The secretary",
        will_do="Clear the path.",
        begins_on_0="1",
        begins_on_1="3",
        begins_on_2="2026",
    )
    said = page.content.decode()
    assert (
        "serious 4: harm is likely if nobody acts soon · several streets, 101 to 1,000 people · 16 of 25"
        in said
    )
    assert "Friends of Test Row" in said
    refused = client.post(f"{here}/escalate", {"reason": "", "form_key": "1"})
    assert refused.status_code == 422
    assert "Say why" in refused.content.decode()


def test_what_will_not_be_tackled_is_told_to_everybody_as_plainly_as_what_was_done(streets: Streets) -> None:
    issue = streets.opened()
    here, anybody = f"/our-issues/{issue.reference}", Client()
    assert anybody.get(here).status_code == 404
    assert anybody.get("/our-issues").status_code == 200
    manager = browser(streets.manager)
    send(
        manager,
        f"/issues/{issue.reference}/decide",
        state="not_tackled",
        decided_by="The Area 1 partners",
        reason="It costs £9,500 and £6,100 is left.",
    )
    page = anybody.get(here).content.decode()
    assert "It costs £9,500" in page
    assert "The Area 1 partners" in page
    assert "A few people" in page
    listed = anybody.get("/our-issues?state=not_tackled&area=areas/area-1").content.decode()
    assert "It costs £9,500" in listed
    assert issue.reference not in anybody.get("/our-issues").content.decode()


@pytest.mark.parametrize("many", [1, 12])
def test_no_page_asks_more_of_the_database_because_there_is_more(
    streets: Streets, many: int, django_assert_max_num_queries
) -> None:
    for _ in range(many):
        issue = streets.opened()
        with as_actor(streets.manager):
            actions.decide(
                by=streets.manager,
                issue=issue,
                state=IssueState.BEING_TACKLED,
                decided_by="The partners",
                reason="Agreed.",
            )
    worker, anybody = browser(streets.worker), Client()
    for client, path, most in (
        (worker, "/issues?area=all&level=0", 16),
        (worker, "/issues.csv?area=all", 14),
        (worker, f"/issues/{issue.reference}", 30),
        (anybody, "/our-issues", 10),
        (anybody, f"/our-issues/{issue.reference}", 22),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(path).status_code == 200


def test_the_administrator_sees_what_would_move_and_switches(streets: Streets) -> None:
    streets.opened()
    vulnerable = streets.opened(title="Broken glass where children play")
    with as_actor(streets.worker):
        actions.weigh(by=streets.worker, issue=vulnerable, band=2, reason="A few homes")
        actions.mark_vulnerable(by=streets.worker, issue=vulnerable, is_vulnerable=True, reason="Children")
    client = browser(factories.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR))
    page = client.get("/issues/priority/vulnerability").content.decode()
    assert "2 to 1" in page
    said = send(client, "/issues/priority/vulnerability", reason="Children first").content.decode()  # type: ignore[attr-defined]  # an answer
    assert "Children first" in said
    assert browser(streets.worker).get("/issues/priority").status_code == 404
