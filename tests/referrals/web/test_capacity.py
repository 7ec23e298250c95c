"""A team says whether it can take more; others see it, no clock moves and nobody is refused (R1.2)."""

import html
import re
from dataclasses import fields
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests import factories as make
from tests.referrals.web.conftest import queries_of

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.audit.models import AuditEntry
from wardmote.kernel.database import as_actor
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.modules.referrals import queries as referrals
from wardmote.shared.partnerships import actions, queries
from wardmote.shared.partnerships.models import CapacityStatement
from wardmote.shared.partnerships.rules import Capacity, CapacityState, RoleName
from wardmote.shared.partnerships.rules.capacity import said

pytestmark = pytest.mark.django_db

TODAY = make.TUESDAY.date()
WHY = "Two of three posts are empty."


def words_of(answer) -> str:
    page = answer.content.decode().split("<main")[1]
    return re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]+>", " ", page)))


@pytest.fixture
def borough(borough):
    """Cleansing and Police both take fly-tipping in the whole borough; each must say within the same time."""
    make.a_remit(borough.cleansing, borough.category)
    make.a_remit(borough.police, borough.category)
    return borough


def closes(borough, **changes: object) -> CapacityStatement:
    given = {
        "by": borough.officer,
        "team": borough.cleansing,
        "state": CapacityState.CLOSED,
        "closed_until": date(2026, 3, 16),
        "words": WHY,
    }
    return actions.say_capacity(**(given | changes))


def now_said(borough) -> str:
    return said(queries.capacities_of([borough.cleansing.pk]).get(borough.cleansing.pk), clock.today())


@pytest.mark.parametrize(
    ("role", "own", "may"),
    [
        (RoleName.DUTY_OFFICER, True, True),
        (RoleName.TEAM_LEAD, True, True),
        (RoleName.PARTNERSHIP_ADMINISTRATOR, False, True),
        (RoleName.WORKER, True, False),
        (RoleName.DUTY_OFFICER, False, False),
        (RoleName.AUDITOR, False, False),
    ],
)
def test_its_lead_its_duty_officers_and_the_administrator_speak_for_a_team(borough, role, own, may) -> None:
    at_team = role not in {RoleName.PARTNERSHIP_ADMINISTRATOR, RoleName.AUDITOR}
    actor = make.an_actor(role, team=(borough.cleansing if own else borough.police) if at_team else None)
    if may:
        assert closes(borough, by=actor).state == CapacityState.CLOSED
        return
    with pytest.raises(NotAllowed):
        closes(borough, by=actor)
    with pytest.raises(NotAllowed):
        queries.team_to_speak_for(actor, borough.cleansing.key)


def test_what_was_said_before_ends_and_stays_on_record(borough) -> None:
    closes(borough)
    actions.say_capacity(by=borough.officer, team=borough.cleansing, state=CapacityState.OPEN)
    rows = queries.said_of(borough.officer, borough.cleansing)
    assert [(row.state, row.ended_at is None) for row in rows] == [("open", True), ("closed", False)]
    assert now_said(borough) == "Takes new referrals"
    assert AuditEntry.objects.filter(what="partnerships.capacity_said").count() == 2


def test_a_closing_ends_by_itself_on_its_day_and_an_old_waiting_list_says_that_it_is_old(borough) -> None:
    closes(borough)
    assert now_said(borough) == f"Closed to new referrals until Mon 16 Mar. {WHY}"
    with clock.fixed(make.TUESDAY + timedelta(days=13)):
        assert now_said(borough) == ""
    actions.say_capacity(
        by=borough.officer, team=borough.cleansing, state=CapacityState.WAITING_LIST, waiting_weeks=1
    )
    assert now_said(borough) == "Waiting list of about 1 week"
    with clock.fixed(make.TUESDAY + timedelta(days=92)):
        assert now_said(borough) == "Waiting list of about 1 week, but said 3 Mar and not since: ask first"


@pytest.mark.parametrize(
    ("state", "given", "field"),
    [
        (CapacityState.WAITING_LIST, {}, "waiting_weeks"),
        (CapacityState.WAITING_LIST, {"waiting_weeks": 0}, "waiting_weeks"),
        (CapacityState.WAITING_LIST, {"waiting_weeks": 105}, "waiting_weeks"),
        (CapacityState.CLOSED, {"words": WHY}, "closed_until"),
        (CapacityState.CLOSED, {"words": WHY, "closed_until": TODAY}, "closed_until"),
        (CapacityState.CLOSED, {"words": WHY, "closed_until": date(9999, 12, 31)}, "closed_until"),
        (CapacityState.CLOSED, {"closed_until": date(2026, 3, 4)}, "words"),
        (CapacityState.CLOSED, {"closed_until": date(2026, 3, 4), "words": "x" * 301}, "words"),
        (CapacityState.OPEN, {"words": "a\x00b"}, "words"),
    ],
)
def test_what_is_missing_or_mistyped_is_refused_by_the_field_and_changes_nothing(
    borough, state, given, field
) -> None:
    with pytest.raises(NotReady) as refused:
        actions.say_capacity(by=borough.officer, team=borough.cleansing, state=state, **given)
    assert refused.value.field == field
    assert not CapacityStatement.objects.exists()


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "closed", "words": WHY},
        {"state": "closed", "closed_until": date(2026, 4, 1)},
        {"state": "waiting_list"},
        {"state": "waiting_list", "waiting_weeks": 0},
        {"state": "open", "waiting_weeks": 3},
        {"state": "open", "closed_until": date(2026, 4, 1)},
        {"state": "perhaps"},
    ],
)
def test_the_database_itself_holds_no_closing_without_a_day_and_no_waiting_list_without_a_length(
    borough, broken
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CapacityStatement.objects.create(team=borough.cleansing, said_at=clock.now(), **broken)


def test_two_things_are_never_in_force_at_once(borough) -> None:
    closes(borough)
    with pytest.raises(IntegrityError), transaction.atomic():
        CapacityStatement.objects.create(team=borough.cleansing, said_at=clock.now(), state="open")


def test_a_team_that_ends_says_nothing_any_more(borough) -> None:
    closes(borough)
    make.ends(borough.cleansing)
    assert now_said(borough) == ""
    with pytest.raises(Conflict):
        closes(borough, by=make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR))


def test_what_does_not_belong_to_the_state_is_left_out(borough) -> None:
    row = closes(borough, waiting_weeks=6)
    assert (row.waiting_weeks, row.closed_until) == (None, date(2026, 3, 16))
    assert {field.name for field in fields(Capacity)} == {
        "state", "said_on", "waiting_weeks", "closed_until", "words",
    }  # fmt: skip


def test_no_deadline_moves_and_a_closed_team_can_still_be_sent_to(borough) -> None:
    before = borough.sent()
    closes(borough)
    with as_actor(borough.officer):
        before.refresh_from_db()
    after = borough.sent()
    assert after.receiver_team == borough.cleansing
    assert after.next_deadline_at == before.next_deadline_at


def test_a_duty_officer_says_it_in_a_page_and_what_was_typed_is_kept_when_refused(borough, browser) -> None:
    client, path = browser(borough.officer), f"/partnership/teams/{borough.cleansing.key}/capacity"
    assert f'href="{path}"' in client.get("/inbox").content.decode()
    first = words_of(client.get(path))
    assert "Nothing has been said yet" in first
    assert "Your clocks run on." in first
    typed = {"form_key": "a", "state": "closed", "words": WHY}
    refused = client.post(path, typed)
    assert refused.status_code == 422
    assert "Say from which day you take new referrals again" in words_of(refused)
    assert WHY in words_of(refused)
    day = {"closed_until_0": "16", "closed_until_1": "3", "closed_until_2": "2026"}
    said_it = client.post(path, typed | day, follow=True)
    assert f"Closed to new referrals until Mon 16 Mar. {WHY}" in words_of(said_it)
    assert "Otto Officer" in words_of(said_it)
    assert len(queries_of(client, path)) <= 12


def test_who_may_not_speak_for_the_team_finds_neither_page_nor_link(borough, browser) -> None:
    for actor in (borough.worker, borough.stranger, borough.lead):
        answer = browser(actor).get(f"/partnership/teams/{borough.cleansing.key}/capacity")
        assert answer.status_code in {403, 404}
    assert "/capacity" not in browser(borough.worker).get("/inbox").content.decode()


def test_the_administrator_sees_it_on_the_teams_page(borough, browser) -> None:
    closes(borough)
    administrator = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator")
    page = browser(administrator).get(f"/partnership/teams/{borough.cleansing.key}")
    assert f"Closed to new referrals until Mon 16 Mar. {WHY}" in words_of(page)


def test_an_old_statement_asks_to_be_said_again(borough, browser) -> None:
    actions.say_capacity(by=borough.officer, team=borough.cleansing, state=CapacityState.OPEN)
    path = f"/partnership/teams/{borough.cleansing.key}/capacity"
    with clock.fixed(make.TUESDAY + timedelta(days=92)):
        assert "Say how it stands now" in words_of(browser(borough.officer).get(path))


def test_whoever_passes_it_on_sees_it_and_may_choose_the_closed_team_all_the_same(borough, browser) -> None:
    closes(borough)
    observation = make.an_observation(borough.worker, borough.housing, borough.category)
    with as_actor(borough.worker):
        found = referrals.suggestions_for(borough.worker, observation)
    assert [s.team for s in found.teams] == [borough.police.pk, borough.cleansing.pk]
    client, path = browser(borough.worker), f"/observations/{observation.reference}/pass-on"
    page = client.get(path)
    assert f"Closed to new referrals until Mon 16 Mar. {WHY}" in words_of(page)
    assert "Cleansing, " in words_of(page)
    assert "(Closed to new referrals until Mon 16 Mar)" in words_of(page)
    sent = client.post(
        path,
        {"form_key": "b", "teams": borough.cleansing.pk, "from_team": borough.housing.pk, "words": "Go."},
    )
    assert sent.status_code == 302, words_of(sent)


def test_where_everybody_is_closed_nobody_is_ticked_and_the_page_says_that_it_can_be_sent(
    borough, browser
) -> None:
    closes(borough)
    closes(borough, team=borough.police, by=make.an_actor(RoleName.TEAM_LEAD, team=borough.police))
    observation = make.an_observation(borough.worker, borough.housing, borough.category)
    page = browser(borough.worker).get(f"/observations/{observation.reference}/pass-on")
    assert "Every team that takes this says that it is closed" in words_of(page)
    assert not re.search(r'name="teams"[^>]*checked', page.content.decode())


def test_it_is_seen_in_who_does_what_as_of_the_day_that_is_asked_for(borough, browser) -> None:
    closes(borough)
    client = browser(borough.worker)
    asked = f"/who-does-what?category={borough.category.key}"
    assert f"Closed to new referrals until Mon 16 Mar. {WHY}" in words_of(client.get(asked))
    assert "Closed to new" not in words_of(client.get(f"{asked}&at=2026-03-17T10:00"))
