"""Everybody's first page starts with what they must do next, and shows nobody what is not theirs (R9.3, part 10)."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from tests import factories as make
from tests.referrals.web.conftest import queries_of

from wardmote.kernel import clock
from wardmote.kernel.database import as_actor
from wardmote.modules.referrals import actions
from wardmote.shared.partnerships.rules import RoleName

CANARY = "Zanzibar Quillfeather"
MOST_QUERIES = 15

TEAM = [RoleName.WORKER, RoleName.DUTY_OFFICER, RoleName.TEAM_LEAD, RoleName.SAFEGUARDING_LEAD]
PATCH = [RoleName.AREA_MANAGER, RoleName.COUNCILLOR, RoleName.CHAIR, RoleName.SUPPORT_OFFICER]
WHOLE = [RoleName.PARTNERSHIP_ADMINISTRATOR, RoleName.ANALYST, RoleName.AUDITOR]


def text_of(client, address="/desk") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def acknowledged(borough, referral):
    officer = borough.somebody(RoleName.DUTY_OFFICER)
    with as_actor(officer):
        return officer, actions.acknowledge_referral(by=officer, referral=referral)


@pytest.mark.parametrize("role", list(RoleName))
def test_every_role_has_a_first_page_before_anything_has_happened(borough, browse, role) -> None:
    assert "My desk" in text_of(browse(borough.somebody(role)))


def test_signing_in_leads_to_the_desk(borough, client) -> None:
    person = make.a_person(password=make.PASSWORD)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    make.a_role(person, RoleName.WORKER, team=borough.housing)
    answer = client.post("/account/login/", {"login": person.email, "password": make.PASSWORD})
    assert answer.headers["Location"] == "/desk"


def test_a_worker_with_nothing_to_do_is_told_what_they_can_do(borough, browse) -> None:
    page = text_of(browse(borough.worker))
    assert "Nothing waits for you" in page
    assert 'href="/record"' in page


def test_a_worker_sees_their_drafts_and_what_became_of_what_they_recorded(borough, browse) -> None:
    with as_actor(borough.worker):
        draft = actions.keep_draft(
            by=borough.worker, team=borough.housing, details=make.details(borough.category, words="Begun")
        )
    borough.sent(words="A fridge in the brook.")
    page = text_of(browse(borough.worker))
    assert "Finish your draft: Begun" in page
    assert f"/record/{draft.reference}" in page
    assert "A fridge in the brook" in page


def test_a_question_waits_for_the_sender_and_for_nobody_else(borough, browse) -> None:
    officer, referral = acknowledged(borough, borough.sent(words="A fridge in the brook."))
    with as_actor(officer):
        actions.ask_for_information(by=officer, referral=referral, words="Which brook?")
    page = text_of(browse(borough.worker))
    assert "Cleansing desk asked a question and waits for your answer" in page
    assert f"/referrals/{referral.reference}" in page
    assert "waits for your answer" not in text_of(browse(officer))


def test_what_was_sent_back_waits_for_the_senders_team(borough, browse) -> None:
    officer, referral = acknowledged(borough, borough.sent(words="A fridge in the brook."))
    with as_actor(officer):
        actions.return_referral(
            by=officer, referral=referral, reason="below-threshold", words="Too small for us."
        )
    colleague = borough.somebody(RoleName.WORKER)
    page = text_of(browse(colleague))
    assert "A fridge in the brook" in page
    assert "Cleansing desk sent it back. Send it on, or close it with a reason" in page
    assert "sent it back" not in text_of(browse(officer))


def test_a_duty_officer_sees_what_is_overdue_first_and_can_go_there(borough, browse) -> None:
    borough.sent()
    officer = borough.somebody(RoleName.DUTY_OFFICER)
    address = f"/inbox?team={borough.cleansing.key}&amp;box=overdue"
    with clock.fixed(make.TUESDAY + timedelta(days=9)):
        page = text_of(browse(officer))
    assert "1 overdue: Cleansing desk" in page
    assert address in page
    assert page.index("1 overdue") < page.index("1 waits for a first look")


def test_what_somebody_claimed_is_among_what_they_do_next(borough, browse) -> None:
    officer, _ = acknowledged(borough, borough.sent())
    page = text_of(browse(officer))
    assert "1 you have claimed: Cleansing desk" in page
    assert f"/inbox?team={borough.cleansing.key}&amp;box=mine" in page


def test_a_worker_with_nothing_of_their_own_hears_what_lies_on_the_teams_desk(borough, browse) -> None:
    borough.sent()
    page = text_of(browse(borough.somebody(RoleName.WORKER, team=borough.cleansing)))
    assert "Nothing waits for you" in page
    assert "1 on its desk" in page


def test_a_worker_is_not_shown_the_desk_of_the_team(borough, browse) -> None:
    borough.sent()
    assert "Nobody yet" not in text_of(browse(borough.somebody(RoleName.WORKER, team=borough.cleansing)))


def test_protected_matters_are_a_number_for_the_leads_of_their_team_and_nothing_for_anybody_else(
    borough, browse
) -> None:
    borough.sent(borough.hidden, words=CANARY, place_words=CANARY)
    page = text_of(browse(borough.lead))
    assert "1 protected matter waits: Cleansing desk" in page
    assert CANARY not in page
    other_lead = borough.somebody(RoleName.SAFEGUARDING_LEAD, team=make.a_team())
    for actor in [other_lead, *(borough.somebody(role) for role in RoleName if role != "safeguarding_lead")]:
        page = text_of(browse(actor))
        assert "protected matter" not in page, actor.roles
        assert CANARY not in page, actor.roles
        assert "A child at risk" not in page, actor.roles


def test_an_area_manager_sees_where_work_stands_in_the_area_and_no_private_words(borough, browse) -> None:
    borough.one_of_each(CANARY)
    manager = borough.somebody(RoleName.AREA_MANAGER)
    with clock.fixed(make.TUESDAY + timedelta(days=9)):
        page = text_of(browse(manager))
    assert f"{CANARY} Fly-tipping" in page
    assert f"{CANARY} Neighbours" not in page
    assert "Neighbours in dispute" in page
    assert "A child at risk" not in page
    assert "<b>2</b> open with some team, <b>2</b> overdue" in page
    assert "Most behind here" in page
    assert "Testward, 2 open" in page


def test_an_area_manager_sees_nothing_of_another_area(borough, browse) -> None:
    borough.sent(latitude=52.7, longitude=-1.8, words=CANARY)
    page = text_of(browse(borough.somebody(RoleName.AREA_MANAGER)))
    assert CANARY not in page
    assert "Nothing is open here" in page


@pytest.mark.parametrize("role", [RoleName.COUNCILLOR, RoleName.CHAIR, RoleName.SUPPORT_OFFICER])
def test_an_elected_member_sees_the_work_and_no_word_name_or_place_of_anybody(borough, browse, role) -> None:
    borough.one_of_each(CANARY)
    person = borough.worker.name
    page = text_of(browse(borough.somebody(role)))
    assert "Fly-tipping" in page
    assert "<b>1</b> open matter is with" in page
    for hidden in (CANARY, person, "Neighbours in dispute", "A child at risk"):
        assert hidden not in page, hidden


def test_a_councillor_who_also_works_in_a_team_still_sees_only_open_matters_as_a_councillor(
    borough, browse
) -> None:
    borough.sent(borough.private)
    both = borough.somebody(RoleName.COUNCILLOR, RoleName.TEAM_LEAD)
    page = text_of(browse(both))
    assert "Do these next" in page
    assert "<b>0</b> open matters are with" in page


@pytest.mark.parametrize("role", WHOLE)
def test_who_watches_the_flow_sees_numbers_and_no_content(borough, browse, role) -> None:
    borough.one_of_each(CANARY)
    page = text_of(browse(borough.somebody(role)))
    assert "<b>2</b> on the desks of all teams" in page
    for hidden in (CANARY, "Fly-tipping", "Neighbours in dispute", "A child at risk"):
        assert hidden not in page, hidden


def test_a_data_protection_officer_is_told_what_is_not_here_yet(borough, browse) -> None:
    assert "not here yet" in text_of(browse(borough.somebody(RoleName.DATA_PROTECTION_OFFICER)))


def test_whoever_answers_for_an_area_that_is_no_longer_on_the_map_is_told_so(borough, browse) -> None:
    councillor = borough.somebody(RoleName.COUNCILLOR, area=borough.area)
    borough.area.area_set.valid_until = make.TUESDAY.date()
    borough.area.area_set.save()
    make.geography.look_again()
    assert "not on today’s map" in text_of(browse(councillor))


def test_who_holds_no_role_is_told_so(borough, client) -> None:
    client.force_login(make.a_person())
    assert "You have no role here" in client.get("/desk").content.decode()


@pytest.mark.parametrize("role", [*TEAM, *PATCH, *WHOLE])
def test_a_desk_costs_the_same_however_much_lies_on_it(borough, browse, role) -> None:
    client = browse(borough.somebody(role))
    for _ in range(3):
        borough.one_of_each("Many")
    few = queries_of(client, "/desk")
    for _ in range(12):
        borough.one_of_each("Many")
    many = queries_of(client, "/desk")
    assert len(many) == len(few) <= MOST_QUERIES, "\n".join(many)
