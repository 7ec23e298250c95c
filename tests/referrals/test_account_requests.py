"""Whoever answers by link may ask for an account; an administrator decides, and a link alone makes none (R2.4)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from tests import factories as make
from tests.referrals.links import MAILBOX, Charity, Mailbox, deliver_news, newest_mail

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import system
from wardmote.kernel.audit.models import AuditEntry
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.modules.referrals import queries
from wardmote.shared.accounts.models import Person
from wardmote.shared.messaging.models import Message
from wardmote.shared.partnerships import actions as register
from wardmote.shared.partnerships import jobs as partnerships
from wardmote.shared.partnerships.models import AccountRequest, Invitation, Team
from wardmote.shared.partnerships.rules import Intake, RoleName
from wardmote.shared.partnerships.rules.account_requests import ASK_AGAIN_AFTER

pytestmark = pytest.mark.django_db

QUESTION = "Would you like an account?"


@pytest.fixture
def charity():
    with clock.fixed(make.TUESDAY):
        yield Charity()


@pytest.fixture
def administrator(charity):
    return make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Adam Administrator")


@pytest.fixture
def reader(charity) -> Mailbox:
    """Somebody at the charity who is in, and has acknowledged."""
    one = Mailbox()
    one.opens()
    assert QUESTION not in one.proves(), "not before they have answered"
    assert QUESTION in one.does(act="acknowledged", version="1")
    return one


def browser_of(actor) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person_id))
    return client


def answers(actor, **given: str):
    asked = AccountRequest.objects.latest("pk")
    return browser_of(actor).post(f"/people/asked/{asked.pk}", {"form_key": str(make.number()), **given})


def test_who_asks_has_no_account_until_an_administrator_invites_them(charity, administrator, reader) -> None:
    people = Person.objects.count()
    assert "You asked for an account" in reader.does(act="account", name="Lena Lantern")
    assert Person.objects.count() == people
    assert not Invitation.objects.exists()
    deliver_news()
    with make.everything():
        [told] = Message.objects.filter(person=administrator.person_id)
    assert told.link == f"/people/asked/{AccountRequest.objects.get().pk}"
    client = browser_of(administrator)
    page = client.get("/people/invitations").content.decode()
    assert "Lena Lantern" in page
    assert '<option value="withdrawn">Withdrawn</option>' in page, "the states can be chosen"
    page = client.get(told.link).content.decode()
    assert MAILBOX in page
    assert answers(administrator, answer="invite", role="duty_officer").status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.name, invitation.role, invitation.team) == (
        MAILBOX,
        "Lena Lantern",
        RoleName.DUTY_OFFICER,
        charity.lantern,
    )
    assert "You are invited" in reader.looks()
    partnerships.mail_links(0)
    assert "Your invitation" in mail.outbox[-1].subject
    secret = newest_mail().split("/invitation/")[1].split()[0]
    register.accept_invitation(by=system("a test"), secret=secret, password=make.PASSWORD)
    assert "There is an account with this mailbox" in reader.looks()
    kept = AuditEntry.objects.filter(what__startswith="partnerships.account").order_by("pk")
    assert [entry.what.rpartition(".")[2] for entry in kept] == [
        "account_asked_for",
        "account_request_granted",
    ]
    assert kept[0].actor_id == f"team:{charity.lantern.pk}"


def test_who_is_refused_reads_why_by_mail_and_on_the_page_and_may_ask_again_after_three_months(
    charity, administrator, reader
) -> None:
    reader.does(act="account", name="Lena Lantern")
    assert answers(administrator, answer="refuse").status_code == 422
    assert answers(administrator, answer="refuse", why="agreement_first").status_code == 302
    deliver_news()
    assert "must sign an agreement first" in newest_mail()
    assert "Lena" not in newest_mail()
    page = reader.looks()
    assert "must sign an agreement first" in page
    assert QUESTION not in page
    assert AccountRequest.objects.get().decided_by_id == administrator.person_id
    actor = queries.actor_by_link(charity.link())
    ask = {"by": actor, "team": charity.lantern, "name": "Lena Lantern"}
    with clock.fixed(clock.now() + ASK_AGAIN_AFTER - timedelta(days=1)), pytest.raises(Conflict):
        register.ask_for_account(**ask)
    with clock.fixed(clock.now() + ASK_AGAIN_AFTER):
        register.ask_for_account(**ask)


def test_it_is_asked_once_and_with_a_name(charity, reader) -> None:
    page = reader.does(act="account", name=" ")
    assert reader.answer.status_code == 422
    assert "Write your name" in page
    reader.does(act="account", name="Lena Lantern")
    reader.does(act="account", name="Another Name")
    assert reader.answer.status_code == 409
    assert AccountRequest.objects.get().name == "Lena Lantern"
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountRequest.objects.create(
            team=charity.lantern, mailbox=MAILBOX, name="Twice", asked_at=clock.now()
        )


def test_nobody_asks_for_another_team_nor_without_having_proved_the_mailbox(charity, administrator) -> None:
    actor = queries.actor_by_link(charity.link())
    for by, team in (
        (actor, charity.housing),
        (charity.worker, charity.lantern),
        (administrator, charity.lantern),
    ):
        with pytest.raises(NotAllowed):
            register.ask_for_account(by=by, team=team, name="Lena Lantern")
    stranger = Mailbox()
    stranger.opens()
    stranger.does(act="account", name="Mallory")
    assert not AccountRequest.objects.exists()


def test_only_an_administrator_answers_and_gives_no_sight_of_what_is_protected(
    charity, administrator, reader
) -> None:
    reader.does(act="account", name="Lena Lantern")
    asked = AccountRequest.objects.get()
    lead = make.an_actor(RoleName.TEAM_LEAD, team=charity.lantern)
    assert browser_of(lead).get(f"/people/asked/{asked.pk}").status_code == 404
    assert "Lena Lantern" not in browser_of(lead).get("/people/invitations").content.decode()
    with pytest.raises(NotAllowed):
        register.refuse_account(by=lead, asked=asked, why="not_confirmed")
    with pytest.raises(NotReady):
        register.invite_who_asked(by=administrator, asked=asked, role=RoleName.SAFEGUARDING_LEAD)


def test_two_administrators_answer_once(charity, administrator, reader) -> None:
    reader.does(act="account", name="Lena Lantern")
    assert answers(administrator, answer="invite", role="worker").status_code == 302
    other = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)
    answer = answers(other, answer="refuse", why="not_confirmed")
    assert answer.status_code == 409
    assert "This was answered already" in answer.content.decode()


@pytest.mark.parametrize("how", ["another mailbox", "ended"])
def test_it_is_withdrawn_when_the_team_ends_or_has_another_mailbox(
    charity, administrator, reader, how
) -> None:
    reader.does(act="account", name="Lena Lantern")
    team = Team.objects.get(pk=charity.lantern.pk)
    if how == "ended":
        make.ends(team)
    else:
        given = register.TeamDetails(
            name=team.name, hours=team.hours, intake=Intake.LINK, email="new@lantern.example"
        )
        register.change_team(by=administrator, team=team, details=given)
        with pytest.raises(Conflict):
            register.invite_who_asked(
                by=administrator, asked=AccountRequest.objects.get(), role=RoleName.WORKER
            )
        deliver_news()
    assert AccountRequest.objects.get().state == "withdrawn"
    page = browser_of(administrator).get(f"/people/asked/{AccountRequest.objects.get().pk}").content.decode()
    assert "Withdrawn" in page
    with pytest.raises(Conflict):
        register.invite_who_asked(by=administrator, asked=AccountRequest.objects.get(), role=RoleName.WORKER)
