"""The data protection officer's desk: a section for each kind of thing to see to (R1.8)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from tests import factories as make

from wardmote.kernel.actor import Actor, system
from wardmote.kernel.ui import sections
from wardmote.kernel.ui.sections import Board, Filled, Section
from wardmote.modules.referrals import actions
from wardmote.shared.partnerships.models import (
    AgreementParty,
    Organisation,
    RoleHolding,
    SharingAgreement,
    Team,
)
from wardmote.shared.partnerships.rules import RoleName, Sensitivity
from wardmote.shared.retention import actions as retention

pytestmark = pytest.mark.django_db
Browser = Callable[[Actor], Client]


@pytest.fixture
def teams() -> tuple[Team, Team]:
    make.a_partnership()
    make.a_ward()
    return make.a_team("Housing"), make.a_team("Cleansing")


def officer_of(organisation: Organisation, name: str = "Dora Protector") -> Actor:
    person = make.a_person(name)
    RoleHolding.objects.create(
        person=person,
        role=RoleName.DATA_PROTECTION_OFFICER,
        organisation=organisation,
        started_at=make.TUESDAY - timedelta(days=1),
    )
    return make.as_they_are(person)


def opened(actor: Actor, path: str = "/data-protection") -> str:
    client = Client()
    client.force_login(
        make.Person.objects.get(pk=actor.person_id), "allauth.account.auth_backends.AuthenticationBackend"
    )
    answer = client.get(path)
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def an_agreement(first: Organisation, second: Organisation, *, review_on: date) -> None:
    agreement = SharingAgreement.objects.create(
        key=f"agreement-{make.number()}",
        title="Homes and streets",
        purpose="housing",
        purpose_words="So that homes are safe.",
        lawful_basis="public_task",
        items=["name"],
        begins_on=date(2020, 1, 1),
        review_on=review_on,
    )
    for organisation in (first, second):
        AgreementParty.objects.create(
            agreement=agreement, organisation=organisation, begins_on=date(2020, 1, 1)
        )


def test_the_desk_says_that_nothing_waits(teams: tuple[Team, Team]) -> None:
    page = opened(officer_of(teams[0].organisation))
    assert "Nothing waits for you" in page
    assert "Nobody has broken the glass" in page
    assert "No agreement is due for review" in page
    assert "Nobody has been told of people yet" in page
    assert "Nothing has been counted yet" in page


def test_the_desk_does_not_say_that_nothing_is_due_where_it_may_not_be_told(teams: tuple[Team, Team]) -> None:
    retention.count_due(by=system("retention"))
    page = opened(officer_of(teams[0].organisation))
    assert "Nothing is due." not in page
    assert "Nothing is due that we can tell you." in page
    assert "Protected matters are not counted here, whether there are any or none." in page


def test_an_agreement_due_for_review_waits_for_the_officer_of_a_party_and_for_nobody_else(
    teams: tuple[Team, Team],
) -> None:
    housing, cleansing = teams
    an_agreement(housing.organisation, cleansing.organisation, review_on=date(2021, 1, 1))
    assert "1 agreement to review" in (page := opened(officer_of(housing.organisation)))
    assert "Homes and streets" in page
    assert "Overdue" in page
    assert "Homes and streets" not in opened(officer_of(make.a_team().organisation, "Otto Other"))


def test_what_was_shared_is_told_to_the_officers_of_both_sides_without_the_record(
    teams: tuple[Team, Team],
) -> None:
    housing, cleansing = teams
    worker = make.an_actor(team=housing)
    make.an_actor(RoleName.SAFEGUARDING_LEAD, team=cleansing)
    somebody = (actions.Concerned(name="Arthur Invented"),)
    kinds = {
        one: make.a_category(one, sensitivity=one) for one in (Sensitivity.PARTNERS, Sensitivity.PROTECTED)
    }
    shared = make.a_referral(worker, housing, cleansing, kinds[Sensitivity.PARTNERS], people=somebody)
    make.a_referral(worker, housing, cleansing, kinds[Sensitivity.PROTECTED], people=somebody)
    for officer in (officer_of(housing.organisation), officer_of(cleansing.organisation, "Ona Other")):
        for path in ("/data-protection", "/data-protection/disclosures"):
            page = opened(officer, path)
            assert page.count('data-l="From"') == 1, "the protected one does not show"
            assert shared.reference not in page
            assert "Arthur" not in page
    stranger = officer_of(make.a_team().organisation, "Sam Stranger")
    assert housing.organisation.name not in opened(stranger, "/data-protection/disclosures")


def test_nobody_else_has_such_a_desk(teams: tuple[Team, Team]) -> None:
    worker = make.an_actor(team=teams[0])
    for path in (
        "/data-protection",
        "/data-protection/disclosures",
        "/data-protection/glass",
        "/data-protection/people",
    ):
        assert opened(worker, path) == "404"


def test_the_officer_finds_anybody_of_the_own_organisation_also_who_has_left(
    teams: tuple[Team, Team],
) -> None:
    housing, cleansing = teams
    officer = officer_of(housing.organisation)
    worker = make.an_actor(team=housing, name="Wanda Worker")
    make.an_actor(team=cleansing, name="Sam Stranger")
    RoleHolding.objects.filter(person_id=worker.person_id).update(ended_at=make.TUESDAY)
    page = opened(officer, "/data-protection/people")
    assert f'href="/data-protection/people/{worker.person_id}"' in page
    assert "Sam Stranger" not in page
    assert "Wanda Worker" in opened(officer, "/data-protection/people?words=wanda")
    assert "Nobody of that name" in opened(officer, "/data-protection/people?words=sam")
    assert opened(officer, "/data-protection/people?after=x") == "400"


def test_any_app_adds_a_section_and_none_takes_anothers_place(
    teams: tuple[Team, Team], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sections, "_sections", dict(sections._sections))

    def section(key: str) -> Section:
        return Section(
            key=key,
            heading="Requests from people",
            about="Who asked.",
            order=1,
            template="pages/data_protection/disclosures_section.html",
            shown_to=lambda actor: actor.holds(RoleName.DATA_PROTECTION_OFFICER),
            fill=lambda actor: Filled(waiting=2, said="2 requests to answer", context={"rows": []}),
        )

    sections.register(Board.DATA_PROTECTION, section("questions"))
    page = opened(officer_of(teams[0].organisation))
    assert '<a class="govuk-link" href="#questions">2 requests to answer</a>' in page
    assert page.index("Requests from people") < page.index("Broken glass</h2>")
    with pytest.raises(ValueError, match="called questions"):
        sections.register(Board.DATA_PROTECTION, section("questions"))


def test_the_desk_costs_the_same_however_much_there_is(
    teams: tuple[Team, Team], django_assert_max_num_queries: Callable[..., object]
) -> None:
    housing, cleansing = teams
    officer = officer_of(housing.organisation)
    for _ in range(3):
        an_agreement(housing.organisation, cleansing.organisation, review_on=date(2021, 1, 1))
    retention.count_due(by=system("retention"))
    with django_assert_max_num_queries(45):
        assert "3 agreements to review" in opened(officer)
