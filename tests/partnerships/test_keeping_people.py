"""People are kept: found, given roles, looked at again, let go and let back; links are mailed (R1.2, R9.1, R9.2)."""

import re
import smtplib
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from tests import factories as make
from tests.referrals.web.conftest import Borough, queries_of

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import Actor, system
from wardmote.kernel.database import as_actor
from wardmote.modules.referrals import actions as referrals
from wardmote.modules.referrals import handlers
from wardmote.shared.accounts import actions as accounts
from wardmote.shared.accounts import queries as account_queries
from wardmote.shared.accounts.jobs import mail_proof
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import actions, queries
from wardmote.shared.partnerships.events import RoleEnded
from wardmote.shared.partnerships.jobs import mail_links
from wardmote.shared.partnerships.models import Invitation, RoleHolding, Team
from wardmote.shared.partnerships.rules import InvitationState, MailFault, Refused, RoleName

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def an_ordinary_tuesday():
    with clock.fixed(make.TUESDAY):
        yield


@pytest.fixture
def team() -> Team:
    make.a_partnership()
    return make.a_team("Repairs desk")


@pytest.fixture
def lead(team) -> Actor:
    return make.an_actor(RoleName.TEAM_LEAD, team=team, name="Lena Lead")


@pytest.fixture
def administrator(team) -> Actor:
    return make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator")


def browse(actor: Actor) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person_id))
    return client


def text(client: Client, address: str, **posted: object) -> str:
    if posted:
        answer = client.post(address, {"form_key": str(make.number()), **posted}, follow=True)
    else:
        answer = client.get(address)
    return re.sub(r"\s+", " ", answer.content.decode())


def invite(by: Actor, team: Team, email: str = "nora@people.example") -> Invitation:
    with as_actor(by):
        return actions.invite_person(by=by, email=email, name="Nora New", role=RoleName.WORKER, team=team)[0]


def test_people_are_found_by_name_address_team_role_and_after_they_have_gone(team, administrator) -> None:
    other = make.a_team("Parks")
    nora, olaf = make.a_person("Nora Nowhere"), make.a_person("Olaf Other")
    make.a_role(nora, RoleName.WORKER, team=team)
    over = make.a_role(olaf, RoleName.DUTY_OFFICER, team=other)
    client = browse(administrator)
    for query in ("words=nowhere", f"words={nora.email}", f"team={team.pk}&role=worker",
                  f"organisation={team.organisation_id}"):  # fmt: skip
        page = text(client, f"/people?{query}")
        assert "Nora Nowhere" in page, query
        assert "Olaf Other" not in page, query
    RoleHolding.objects.filter(pk=over.pk).update(ended_at=make.TUESDAY - timedelta(days=9))
    assert "Olaf Other" not in text(client, "/people?words=olaf")
    assert "Olaf Other" in text(client, "/people?words=olaf&ended=on")
    assert "Nobody found" in text(client, "/people?words=zzz")
    assert client.get("/people?team=x&role=king&organisation=999999").status_code == 200


def test_a_page_of_one_person_costs_the_same_for_few_roles_and_many(team, administrator) -> None:
    person = make.a_person("Manny Many")
    make.a_role(person, RoleName.WORKER, team=team)
    client = browse(administrator)
    few = queries_of(client, f"/people/{person.pk}")
    for _ in range(20):
        make.a_role(person, RoleName.WORKER, team=make.a_team())
    assert len(queries_of(client, f"/people/{person.pk}")) == len(few) <= 20


def test_a_lead_sees_of_somebody_only_what_concerns_the_own_team(team, lead) -> None:
    person, stranger = make.a_person("Shared Person"), make.a_person("Stranger Person")
    mine = make.a_role(person, RoleName.WORKER, team=team)
    make.a_role(person, RoleName.WORKER, team=make.a_team("Secret desk"))
    make.a_role(stranger, RoleName.WORKER, team=make.a_team())
    client = browse(lead)
    page = text(client, f"/people/{person.pk}")
    assert "Repairs desk" in page
    assert "Secret desk" not in page
    assert f"/people/roles/{mine.pk}/end" in page
    assert client.get(f"/people/{stranger.pk}").status_code == 404
    for there in ("leave", "change"):
        assert client.get(f"/people/{person.pk}/{there}").status_code == 404
        assert client.post(f"/people/{person.pk}/{there}", {"form_key": "x"}).status_code == 404


def test_a_role_is_given_to_who_has_an_account_and_begins_at_once(team, administrator) -> None:
    person = make.a_person("Nora New")
    client = browse(administrator)
    page = text(client, f"/people/{person.pk}/role", role="worker", team=team.pk)
    assert "Nora New is worker from now on." in page
    holding = person.roles.get()
    assert (holding.given_by_id, holding.reviewed_at) == (administrator.person_id, make.TUESDAY)
    again = client.post(f"/people/{person.pk}/role", {"form_key": "2", "role": "worker", "team": team.pk})
    assert (again.status_code, person.roles.count()) == (422, 1)
    invited = text(client, "/people/invite", name="N", email=person.email, role="duty_officer", team=team.pk)
    assert "has an account, so needs no link" in invited
    assert not Invitation.objects.exists()


def test_an_address_that_grows_when_it_is_folded_is_refused_in_words(team, administrator) -> None:
    with pytest.raises(Refused, match="e-mail address"):
        invite(administrator, team, f"{'ﬃ' * 60}@{'ﬃ' * 20}.example.{'ﬃ' * 20}")


def test_a_lead_gives_no_role_beyond_the_own_team(team, lead) -> None:
    person = make.a_person()
    for role, at in ((RoleName.WORKER, make.a_team()), (RoleName.SAFEGUARDING_LEAD, team)):
        with as_actor(lead), pytest.raises(NotAllowed):
            actions.give_role(by=lead, person=person, role=role, team=at)


def test_who_leaves_is_out_at_once_and_what_they_claimed_lies_with_the_team_again(administrator_of) -> None:
    borough, administrator = administrator_of
    referral = borough.sent()
    with as_actor(borough.officer):
        referrals.claim_referral(by=borough.officer, referral=referral)
    otto = Person.objects.get(pk=borough.officer.person_id)
    make.a_role(otto, RoleName.SAFEGUARDING_LEAD, team=borough.police)
    theirs, client = Client(), browse(administrator)
    theirs.force_login(otto)
    assert theirs.get("/desk").status_code == 200
    asked = text(client, f"/people/{otto.pk}/leave")
    assert "1 claimed referral goes back to the inbox of Cleansing" in asked
    assert "Police has no other safeguarding lead." in asked
    said = text(client, f"/people/{otto.pk}/leave", sure="yes")
    assert "Otto Officer has left." in said
    assert theirs.get("/desk").status_code in (302, 403)
    otto.refresh_from_db()
    assert not otto.is_active
    assert not otto.roles.filter(ended_at=None).exists()
    assert {role.ended_by_id for role in otto.roles.all()} == {administrator.person_id}
    for role in otto.roles.all():
        handlers.moving.release_claims(RoleEnded(person_id=otto.pk, role_holding_id=role.pk))
    assert make.fresh(referral).claimed_by_id is None
    assert make.fresh(referral).accountable_team_id == borough.cleansing.pk


@pytest.fixture
def administrator_of() -> tuple[Borough, Actor]:
    return Borough(), make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator")


def test_a_claim_stays_with_who_still_works_in_the_team(administrator_of) -> None:
    borough, administrator = administrator_of
    referral = borough.sent()
    with as_actor(borough.officer):
        referrals.claim_referral(by=borough.officer, referral=referral)
    make.a_role(Person.objects.get(pk=borough.officer.person_id), RoleName.WORKER, team=borough.cleansing)
    holding = RoleHolding.objects.get(person_id=borough.officer.person_id, role=RoleName.DUTY_OFFICER)
    with as_actor(administrator):
        assert not queries.left_behind(administrator, [holding]).claims
        actions.end_role(by=administrator, holding=holding)
    handlers.moving.release_claims(RoleEnded(person_id=holding.person_id, role_holding_id=holding.pk))
    assert make.fresh(referral).claimed_by_id == borough.officer.person_id


def test_the_last_administrator_cannot_leave_and_another_can(administrator) -> None:
    client = browse(administrator)
    asked = client.post(f"/people/{administrator.person_id}/leave", {"form_key": "1"})
    assert asked.status_code == 409
    assert "Invite another one first" in asked.content.decode()
    assert Person.objects.get(pk=administrator.person_id).is_active


def test_the_coordinators_desk_is_never_left_empty(administrator) -> None:
    """Everything that nobody else answers ends there, so somebody must be there to answer it (R1.3)."""
    desk = Team.objects.get(is_coordinator=True)
    cora = make.an_actor(RoleName.TEAM_LEAD, team=desk, name="Cora Coordinator")
    person = Person.objects.get(pk=cora.person_id)
    (holding,) = RoleHolding.objects.filter(person=person)
    browser = browse(administrator)
    for address in (f"/people/{person.pk}/leave", f"/people/roles/{holding.pk}/end"):
        assert "last person on the coordinator" in text(browser, address)
        assert "last person on the coordinator" in text(browser, address, do="end")
    assert RoleHolding.objects.filter(pk=holding.pk, ended_at__isnull=True).exists()
    make.an_actor(RoleName.WORKER, team=desk, name="Carl Colleague")
    assert "has left" in text(browser, f"/people/{person.pk}/leave", do="leave")


def test_a_partners_system_alone_does_not_staff_the_coordinators_desk(administrator) -> None:
    desk = Team.objects.get(is_coordinator=True)
    cora = make.an_actor(RoleName.WORKER, team=desk, name="Cora Coordinator")
    machine = accounts.open_system(by=administrator, name="A machine")
    RoleHolding.objects.create(person=machine, role=RoleName.WORKER, team=desk, started_at=clock.now())
    with pytest.raises(actions.NobodyLeft):
        actions.let_leave(by=administrator, person=Person.objects.get(pk=cora.person_id))


def test_who_comes_back_has_the_same_account_and_no_role(team, administrator) -> None:
    person = make.a_person("Rita Return", password=make.PASSWORD)
    make.a_role(person, RoleName.WORKER, team=team)
    waiting = invite(administrator, make.a_team(), email=person.email)
    with as_actor(administrator):
        actions.let_leave(by=administrator, person=person)
    waiting.refresh_from_db()
    assert waiting.state(make.TUESDAY) is InvitationState.WITHDRAWN
    with as_actor(administrator), pytest.raises(Refused):
        actions.give_role(by=administrator, person=person, role=RoleName.WORKER, team=team)
    assert "Rita Return is back." in text(browse(administrator), f"/people/{person.pk}/come-back", sure="yes")
    person.refresh_from_db()
    assert person.is_active
    assert person.check_password(make.PASSWORD)
    assert not person.roles.filter(ended_at=None).exists()


def test_a_new_address_signs_in_only_when_its_mailbox_is_proved(administrator) -> None:
    person = make.a_person("Nora New", password=make.PASSWORD)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    old = person.email
    client = browse(administrator)
    page = text(client, f"/people/{person.pk}/change", name="Nora Newer", email="Nora.Newer@people.example")
    assert "Until they open it they sign in with the old address" in page
    mail_proof(person_id=person.pk)
    assert mail.outbox[-1].to == ["nora.newer@people.example"]
    link = re.search(r"https?://[^/]+(/account/\S+)", mail.outbox[-1].body)[1]
    person.refresh_from_db()
    assert (person.name, person.email) == ("Nora Newer", old)
    Client().post(link)
    person.refresh_from_db()
    assert person.email == "nora.newer@people.example"
    assert account_queries.email_to_prove(person.pk) is None


def test_an_address_that_somebody_else_signs_in_with_is_refused_in_words(administrator) -> None:
    person, other = make.a_person(), make.a_person()
    answer = browse(administrator).post(
        f"/people/{person.pk}/change", {"form_key": "1", "name": "N", "email": other.email.upper()}
    )
    assert answer.status_code == 422
    assert "Somebody else signs in with this address" in answer.content.decode()


def test_only_the_administrator_keeps_accounts(lead) -> None:
    person = make.a_person()
    for act in (
        lambda: accounts.close_account(by=lead, person=person),
        lambda: accounts.open_account_again(by=lead, person=person),
        lambda: accounts.rename_person(by=lead, person=person, name="X"),
        lambda: accounts.propose_email(by=lead, person=person, email="x@people.example"),
        lambda: actions.let_leave(by=lead, person=person),
        lambda: actions.let_return(by=lead, person=person),
    ):
        with as_actor(lead), pytest.raises(NotAllowed):
            act()


def test_a_link_is_mailed_once_and_carries_nothing_but_a_name_and_itself(team, lead) -> None:
    invitation = invite(lead, team)
    mail_links(timestamp=0)
    mail_links(timestamp=0)
    (message,) = mail.outbox
    assert message.to == ["nora@people.example"]
    assert queries.secret_of(invitation) in message.body
    for said in ("Repairs desk", "Lena Lead", "orker"):
        assert said not in message.body
    invitation.refresh_from_db()
    assert (invitation.sent_at, invitation.times_sent, invitation.mail_due_at) == (make.TUESDAY, 1, None)


@pytest.mark.parametrize(
    ("error", "fault", "tried_again"),
    [
        (smtplib.SMTPRecipientsRefused({"x": (550, b"no")}), MailFault.REFUSED, False),
        (smtplib.SMTPRecipientsRefused({"x": (450, b"later")}), MailFault.UNREACHABLE, True),
        (ConnectionRefusedError(), MailFault.UNREACHABLE, True),
    ],
)
def test_a_mail_that_did_not_go_out_is_kept_shown_and_tried_again(
    team, lead, monkeypatch, error, fault, tried_again
) -> None:
    invitation = invite(lead, team)

    def fails(*_args: object, **_kwargs: object) -> int:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", fails)
        mail_links(timestamp=0)
    invitation.refresh_from_db()
    assert (invitation.mail_fault, invitation.sent_at) == (fault, None)
    assert (invitation.mail_due_at is not None) is tried_again
    client = browse(lead)
    assert "Some links have not gone out" in text(client, "/people")
    assert "Nora New" in text(client, "/people/invitations?unsent=yes")
    assert "A new link is on its way" in text(client, f"/people/invitations/{invitation.pk}", do="again")
    mail_links(timestamp=0)
    assert len(mail.outbox) == 1


def test_sending_again_ends_the_old_link_and_withdrawing_ends_every_one(team, lead) -> None:
    invitation = invite(lead, team)
    first = queries.secret_of(invitation)
    assert queries.open_invitation(first) == invitation
    with as_actor(lead):
        again = actions.send_invitation_again(by=lead, invitation=invitation)
    second = queries.secret_of(again)
    assert queries.open_invitation(first) is None
    assert queries.open_invitation(second) == invitation
    assert queries.open_invitation(f"{second[:-1]}{'A' if second[-1] != 'A' else 'B'}") is None
    with as_actor(lead):
        actions.withdraw_invitation(by=lead, invitation=invitation)
    assert queries.open_invitation(second) is None
    mail_links(timestamp=0)
    assert not mail.outbox


def test_nobodys_mailbox_is_flooded(team, lead) -> None:
    invitation = invite(lead, team)
    with as_actor(lead), pytest.raises(Refused, match="already"):
        invite(lead, team)
    mail_links(timestamp=0)
    with as_actor(lead), pytest.raises(Refused, match="ten minutes"):
        actions.send_invitation_again(by=lead, invitation=invitation)
    Invitation.objects.filter(pk=invitation.pk).update(times_sent=5, sent_at=None)
    with as_actor(lead), pytest.raises(Refused, match="5 times"):
        actions.send_invitation_again(by=lead, invitation=invitation)


def test_another_leads_invitations_cannot_be_seen_sent_or_withdrawn(team, lead) -> None:
    stranger = make.an_actor(RoleName.TEAM_LEAD, team=make.a_team())
    invitation = invite(lead, team)
    assert browse(stranger).get(f"/people/invitations/{invitation.pk}").status_code == 404
    for act in (actions.withdraw_invitation, actions.send_invitation_again):
        with as_actor(stranger), pytest.raises(NotAllowed):
            act(by=stranger, invitation=invitation)
    with as_actor(lead), pytest.raises(NotAllowed):
        actions.mail_invitation(by=lead, invitation=invitation)
    assert actions.mail_invitation(by=system("test"), invitation=invitation).sent_at


def test_roles_are_looked_at_again_after_six_months_and_the_weightiest_after_three(
    team, administrator
) -> None:
    def held(role: RoleName, days: int) -> RoleHolding:
        holding = make.a_role(make.a_person(f"{role} {days}"), role, team=team)
        RoleHolding.objects.filter(pk=holding.pk).update(reviewed_at=make.TUESDAY - timedelta(days=days))
        return holding

    old, lead_due = held(RoleName.WORKER, 184), held(RoleName.SAFEGUARDING_LEAD, 92)
    held(RoleName.WORKER, 180)
    held(RoleName.SAFEGUARDING_LEAD, 89)
    due = [holding.pk for holding in queries.roles_to_review(administrator).rows]
    assert due == [old.pk, lead_due.pk]
    assert queries.review_count(administrator) == 2
    assert queries.late_review_count(administrator) == 0
    with clock.fixed(make.TUESDAY + timedelta(days=31)):
        assert queries.late_review_count(administrator) == 2
    client = browse(administrator)
    assert "Choose at least one role." in text(client, "/people/review", do="confirm")
    assert "1 role confirmed." in text(client, "/people/review", do="confirm", role=old.pk)
    old.refresh_from_db()
    assert (old.reviewed_at, old.reviewed_by_id) == (make.TUESDAY, administrator.person_id)
    assert "End 1 role?" in text(client, "/people/review", do="end", role=lead_due.pk)
    assert "1 role ended." in text(client, "/people/review", do="end", sure="yes", role=lead_due.pk)
    assert "Every role has been looked at" in text(client, "/people/review")


def test_a_lead_reviews_the_own_team_and_nobody_who_reads_protected_matters(team, lead) -> None:
    mine = make.a_role(make.a_person(), RoleName.WORKER, team=team)
    for role, at in ((RoleName.WORKER, make.a_team()), (RoleName.SAFEGUARDING_LEAD, team)):
        make.a_role(make.a_person(), role, team=at)
    RoleHolding.objects.update(reviewed_at=make.TUESDAY - timedelta(days=400))
    RoleHolding.objects.filter(person_id=lead.person_id).update(reviewed_at=make.TUESDAY)
    assert [holding.pk for holding in queries.roles_to_review(lead).rows] == [mine.pk]
    others = RoleHolding.objects.exclude(pk=mine.pk).exclude(person_id=lead.person_id)
    browse(lead).post("/people/review", {"do": "confirm", "form_key": "1", "role": [o.pk for o in others]})
    assert not RoleHolding.objects.filter(reviewed_by__isnull=False).exists()
    for holding in others:
        with as_actor(lead), pytest.raises(NotAllowed):
            actions.confirm_roles(by=lead, holdings=[holding])
