"""A small partner answers without an account: by a link that a code to its mailbox opens, once (R2.4)."""

import smtplib
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction
from django.test import Client
from tests import factories as make
from tests.referrals.links import (
    MAILBOX,
    Charity,
    Mailbox,
    by_link,
    code_in,
    deliver_news,
    newest_mail,
    path_in,
)

from wardmote.kernel import access, clock, refusals
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import NOBODY, Actor, system
from wardmote.kernel.audit.models import AuditEntry
from wardmote.kernel.database import as_actor
from wardmote.modules.referrals import actions, jobs, queries
from wardmote.modules.referrals.models import AnswerLink, Observation, Referral, Step
from wardmote.modules.referrals.permissions import Permission
from wardmote.modules.referrals.rules import Conflict, NotReady, State
from wardmote.modules.referrals.rules.links import MOST_CODES, MOST_TRIES, SESSION_LASTS
from wardmote.shared.accounts.models import Person
from wardmote.shared.messaging import actions as messaging
from wardmote.shared.messaging.models import LostAddress, Message
from wardmote.shared.partnerships import actions as register
from wardmote.shared.partnerships.models import Team
from wardmote.shared.partnerships.rules import Intake, RoleName, Sensitivity

pytestmark = pytest.mark.django_db

BY = system("a test")


@pytest.fixture
def charity():
    with clock.fixed(make.TUESDAY):
        yield Charity()


@pytest.fixture
def reader(charity) -> Mailbox:
    return Mailbox()


def later(**length: float):
    return clock.fixed(clock.now() + timedelta(**length))


# -- The mail, and the door --


def test_what_is_sent_to_such_a_team_comes_to_its_mailbox_as_a_link_and_says_nothing_of_the_matter(
    charity,
) -> None:
    [letter] = mail.outbox
    assert letter.to == [MAILBOX]
    said = f"{letter.subject} {letter.body}".lower()
    assert "lantern house" in said
    assert charity.referral.reference.lower() in said
    for word in ("mattress", "fly-tipping", "wanda", "garages", "housing", "testward"):
        assert word not in said


def test_neither_link_nor_code_is_kept_anywhere(charity, reader) -> None:
    reader.opens()
    reader.does(do="code")
    deliver_news()
    secret, code = path_in(mail.outbox[0].body).removeprefix("/a/"), code_in(newest_mail())
    with make.everything():
        kept = [*AnswerLink.objects.values(), *Message.objects.values(), *AuditEntry.objects.values()]
    assert secret not in str(kept)
    assert secret.partition("-")[2] not in str(kept)
    assert code.replace(" ", "") not in str(kept)
    assert code not in str(kept)


def test_the_address_with_the_secret_only_leads_on_and_the_door_names_the_team_and_nothing_else(
    charity, reader
) -> None:
    answer = reader.client.get(path_in(newest_mail()))
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    cookie = answer.cookies["wm_link"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (
        True,
        "Lax",
        answer.headers["Location"],
    )
    page = reader.opens()
    assert "There is something for <bdi>Lantern House</bdi>" in page
    assert "no-store" in reader.answer.headers["Cache-Control"]
    for word in ("mattress", "Fly-tipping", "Wanda", "Housing", charity.referral.reference, MAILBOX):
        assert word not in page


def test_looking_at_the_door_uses_nothing_up_as_mail_scanners_do(charity, reader) -> None:
    for _ in range(3):
        Mailbox().opens()
    assert "Mail me a code" in reader.opens()
    assert len(mail.outbox) == 1


def test_a_forwarded_link_opens_nothing_without_the_mailbox(charity) -> None:
    stranger = Mailbox()
    stranger.opens()
    page = stranger.does(do="code")
    assert "We have mailed a code to the mailbox that your link came to" in page
    for guess in ("000000", "111111"):
        page = stranger.does(do="prove", code=guess)
    assert stranger.answer.status_code == 422
    assert "That is not the code. You can try 3 more times" in page
    assert "mattress" not in page


def test_the_code_opens_it_and_the_page_shows_what_was_shared_and_what_can_be_done(charity, reader) -> None:
    reader.opens()
    page = reader.proves()
    for words in (
        "Two mattresses by the garages",
        "Please clear it.",
        "Lantern House</bdi>, by link",
        "Acknowledge",
    ):
        assert words in page
    assert "Pass it to another team" not in page


def test_a_code_may_be_typed_with_or_without_its_space(charity, reader) -> None:
    reader.opens()
    reader.does(do="code")
    deliver_news()
    assert "Two mattresses" in reader.does(do="prove", code=code_in(newest_mail()).replace(" ", ""))


# -- What they do --


def test_they_acknowledge_take_on_say_how_it_goes_and_close_by_the_actions_everybody_uses(
    charity, reader
) -> None:
    reader.opens()
    reader.proves()

    def act(kind: str, **given: str) -> str:
        return reader.does(act=kind, version=str(make.fresh(charity.referral).version), **given)

    assert "The sender has been told that you have it" in act("acknowledged", their_reference="LH/7")
    assert "you take it on" in act("accepted", words="Our van comes on Friday.")
    assert "The sender reads what you wrote" in act("noted", words="One is gone.")
    assert "It is closed" in act("closed", reason="resolved", words="Both are gone.")
    row = make.fresh(charity.referral)
    assert (row.state, row.outcome, row.their_reference, row.claimed_by) == (
        State.CLOSED,
        "resolved",
        "LH/7",
        None,
    )
    with make.everything():
        own = Step.objects.filter(referral=row, by_link__isnull=False)
        assert [s.kind for s in own] == ["acknowledged", "accepted", "noted", "closed"]
        assert {s.by_team_id for s in own} == {charity.lantern.pk}
        entry = AuditEntry.objects.get(what="referrals.closed", subject_id=str(row.pk))
    assert (entry.actor_id, entry.details["via"]) == (
        f"team:{charity.lantern.pk}",
        f"link:{charity.link().pk}",
    )
    client = Client()
    client.force_login(Person.objects.get(pk=charity.worker.person_id))
    assert "Lantern House, by link, closed it" in client.get(f"/referrals/{row.reference}").content.decode()


def test_they_send_it_back_with_a_coded_reason_and_may_name_whose_it_is(charity, reader) -> None:
    streets = make.a_team("Streets")
    reader.opens()
    reader.proves()
    page = reader.does(act="returned", version="1")
    assert reader.answer.status_code == 422
    assert "Choose why you send it back" in page
    page = reader.does(
        act="returned", version="1", reason="not-ours", to_team=str(streets.pk), words="Streets clear these."
    )
    assert "It is back with the sender" in page
    row = make.fresh(charity.referral)
    assert (row.state, row.accountable_team) == (State.RETURNED, charity.housing)


def test_the_rules_are_those_of_everybody_and_what_was_typed_is_kept(charity, reader) -> None:
    reader.opens()
    reader.proves()
    page = reader.does(act="closed", version="1", reason="resolved", words="Done before it was acknowledged")
    assert reader.answer.status_code == 409
    assert "Done before it was acknowledged" in page


def test_they_can_neither_pass_it_on_nor_claim_it_nor_keep_notes_of_their_own(charity) -> None:
    actor = queries.actor_by_link(charity.link())
    row = make.fresh(charity.referral)
    for permission in (
        Permission.REDIRECT,
        Permission.CLAIM,
        Permission.KEEP_NOTE,
        Permission.SPEAK_FOR_SENDER,
    ):
        assert not access.allows(actor, permission, row)
    assert access.allows(actor, Permission.ANSWER, row)


# -- One referral, and nothing else --


def test_whoever_is_in_reads_this_one_referral_and_none_of_the_teams_others_nor_what_is_open(
    charity, reader
) -> None:
    other = charity.another()
    make.an_observation(charity.worker, charity.housing, make.a_category("Graffiti"))  # open to every partner
    actor = queries.actor_by_link(charity.link(charity.referral))
    with as_actor(actor):
        assert list(Referral.objects.all()) == [charity.referral]
        assert list(Observation.objects.values_list("pk", flat=True)) == [charity.referral.observation_id]
        assert set(Step.objects.values_list("referral", flat=True)) == {charity.referral.pk}
        assert set(AnswerLink.objects.values_list("referral", flat=True)) <= {charity.referral.pk}
        with pytest.raises(Referral.DoesNotExist):
            queries.referral_for(actor, other.reference)
    assert not access.allows(actor, Permission.ANSWER, make.fresh(other))
    assert not access.allows(actor, Permission.READ_REFERRAL, make.fresh(other))


def test_the_session_of_one_link_is_none_at_the_page_of_another(charity, reader) -> None:
    reader.opens()
    reader.proves()
    stranger = Mailbox()
    stranger.client.cookies["wm_answer"] = reader.client.cookies["wm_answer"].value
    other = charity.link(charity.another())
    assert stranger.client.get(f"/a/{other.pk}").status_code == 404


def test_steps_taken_while_somebody_is_in_are_read_too(charity, reader) -> None:
    reader.opens()
    reader.proves()
    reader.does(act="acknowledged", version="1")
    reader.does(act="asked", version="2", words="Which garages?")
    with as_actor(charity.worker):
        actions.answer_question(by=charity.worker, referral=charity.referral, words="The ones by the hall.")
    assert "The ones by the hall." in reader.looks()
    deliver_news()
    assert "answered your question" in newest_mail()


# -- Used, run out, replaced --


def test_a_link_used_twice_says_so_kindly_and_offers_a_new_one_to_the_same_mailbox(charity, reader) -> None:
    reader.opens()
    reader.proves()
    again = Mailbox()
    page = again.opens(path_in(mail.outbox[0].body))
    assert "This link has been used" in page
    with later(minutes=3):
        page = again.does(do="new")
        assert "A new link was mailed to the same mailbox" in page
        deliver_news()
        assert mail.outbox[-1].to == [MAILBOX]
        assert "Mail me a code" in again.opens()


def test_a_link_that_has_run_out_says_so_and_a_new_one_can_be_had(charity, reader) -> None:
    link = charity.link()
    assert link.expires_at > make.fresh(charity.referral).next_deadline_at
    with clock.fixed(link.expires_at):
        assert "This link has run out" in reader.opens()
        assert jobs.end_links(0) == 1
        assert charity.link().ended_because == "expired"
        assert "This link has run out" in reader.looks()
        assert "A new link was mailed" in reader.does(do="new")


def test_only_the_newest_link_opens_and_whoever_is_in_may_finish(charity, reader) -> None:
    first = path_in(newest_mail())
    reader.opens()
    reader.proves()
    with later(minutes=5), as_actor(charity.worker):
        actions.send_link_again(by=charity.worker, referral=charity.referral)
        deliver_news()
    assert "Two mattresses" in reader.looks()
    assert "This link has been used" in Mailbox().opens(first)
    unopened = path_in(newest_mail())
    with later(minutes=9), as_actor(charity.worker):
        actions.send_link_again(by=charity.worker, referral=charity.referral)
    assert "There is a newer link" in Mailbox().opens(unopened)


def test_the_time_behind_the_door_is_short_and_what_was_written_too_late_is_given_back(
    charity, reader
) -> None:
    reader.opens()
    reader.proves()
    with clock.fixed(clock.now() + SESSION_LASTS):
        page = reader.does(act="noted", version="1", words="We shall come on Friday.")
        assert "Your time on this page is over" in page
        assert "We shall come on Friday." in page
        assert "A new link was mailed" in reader.does(do="new")


def test_whoever_leaves_is_out(charity, reader) -> None:
    reader.opens()
    reader.proves()
    session = reader.client.cookies["wm_answer"].value
    assert "You have left" in reader.does(act="leave")
    reader.client.cookies["wm_answer"] = session
    assert "mattress" not in reader.looks()


def test_nobodys_mailbox_is_flooded(charity, reader) -> None:
    reader.opens()
    reader.does(do="code")
    page = reader.does(do="code")
    assert reader.answer.status_code == 409
    assert "less than half a minute ago" in page
    with as_actor(charity.worker):
        actions.send_link_again(by=charity.worker, referral=charity.referral)
        with pytest.raises(Conflict, match="less than two minutes ago"):
            actions.send_link_again(by=charity.worker, referral=charity.referral)


# -- Guessing --


def test_a_code_ends_after_a_few_wrong_tries_and_a_link_after_a_few_codes(charity, reader) -> None:
    reader.opens()
    for n in range(MOST_CODES):
        with later(minutes=n):
            reader.does(do="code")
            for _ in range(MOST_TRIES):
                page = reader.does(do="prove", code="000000")
            assert "Too many wrong codes" in page
            deliver_news()
            page = reader.does(do="prove", code=code_in(newest_mail()))
            assert "Too many wrong codes" in page, "the right one comes too late"
    with later(minutes=20):
        assert "This link is closed" in reader.does(do="code")
        assert "A new link was mailed" in reader.does(do="new")


def test_a_code_lasts_ten_minutes_and_only_the_newest_counts(charity, reader) -> None:
    reader.opens()
    reader.does(do="code")
    deliver_news()
    first = code_in(newest_mail())
    with later(minutes=11):
        assert "older than ten minutes" in reader.does(do="prove", code=first)
        reader.does(do="code")
        assert "That is not the code" in reader.does(do="prove", code=first)


def test_a_guessed_an_unknown_and_a_dead_link_get_the_same_answer(charity, reader) -> None:
    number, _, mac = path_in(newest_mail()).removeprefix("/a/").partition("-")
    said = set()
    Team.objects.filter(pk=charity.lantern.pk).update(email="elsewhere@lantern.example")
    for path in (
        f"/a/{number}-{mac}",
        f"/a/{number}-{mac[::-1]}",
        f"/a/99999-{mac}",
        "/a/nonsense",
        f"/a/{'9' * 30}-x",
    ):
        one = Mailbox()
        said.add((one.opens(path), one.answer.status_code))
    [(page, status)] = said
    assert status == 404
    assert "This link does not work" in page


def test_whoever_guesses_from_one_place_is_stopped_and_others_are_not(charity) -> None:
    guesser = Mailbox(Client(REMOTE_ADDR="192.0.2.7"))
    for n in range(30):
        assert "This link does not work" in guesser.opens(f"/a/{n + 1}-guess")
    assert "Too many tries" in guesser.opens("/a/31-guess")
    assert guesser.answer.status_code == 429
    assert "Too many tries" in guesser.opens(path_in(newest_mail()))
    assert "Mail me a code" in Mailbox(Client(REMOTE_ADDR="192.0.2.8")).opens()
    with later(minutes=61):
        assert "Mail me a code" in guesser.opens(path_in(newest_mail()))


# -- What changes meanwhile --


@pytest.mark.parametrize(
    ("ends", "says"),
    [("withdrawn", "Its sender has taken it back"), ("returned", "It is back with its sender")],
)
def test_a_link_to_what_has_ended_meanwhile_says_so(charity, reader, ends, says) -> None:
    officer = make.an_actor(RoleName.DUTY_OFFICER, team=charity.lantern)
    if ends == "withdrawn":
        with as_actor(charity.worker):
            actions.withdraw_referral(by=charity.worker, referral=charity.referral, reason="sorted-itself")
    else:
        with as_actor(officer):
            actions.return_referral(by=officer, referral=charity.referral, reason="not-ours", words="Not us.")
    page = reader.opens()
    assert says in page
    reader.does(do="new")
    deliver_news()
    assert len(mail.outbox) == 1


def test_whoever_is_in_when_it_is_taken_back_is_told_and_loses_nothing_they_wrote(charity, reader) -> None:
    reader.opens()
    reader.proves()
    with as_actor(charity.worker):
        actions.withdraw_referral(by=charity.worker, referral=charity.referral, reason="sorted-itself")
    page = reader.does(act="acknowledged", version="1", their_reference="LH/7")
    assert reader.answer.status_code == 409
    assert "LH/7" in page


def test_another_mailbox_kills_what_went_to_the_old_one_and_gets_its_own(charity, reader) -> None:
    reader.opens()
    reader.proves()
    waiting = charity.another()
    administrator = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)
    with as_actor(administrator):
        register.change_team(
            by=administrator, team=charity.lantern, details=details(charity, email="new@lantern.example")
        )
    assert "mattress" not in reader.looks()
    assert reader.answer.status_code == 404
    deliver_news()
    jobs.renew_links_of(charity.lantern.pk)
    jobs.renew_links_of(charity.lantern.pk)
    deliver_news()
    assert len([one for one in mail.outbox if one.to == ["new@lantern.example"]]) == 2
    assert charity.link(waiting).mailbox == "new@lantern.example"
    with as_actor(administrator):
        register.change_team(by=administrator, team=charity.lantern, details=details(charity, email=MAILBOX))
    assert "This link does not work" in Mailbox().opens(path_in(mail.outbox[0].body)), (
        "not even if it comes back"
    )


def details(charity: Charity, **changes: object) -> register.TeamDetails:
    given = {"name": charity.lantern.name, "hours": charity.lantern.hours, "intake": "link", "email": MAILBOX}
    return register.TeamDetails(**{**given, **changes})  # type: ignore[arg-type]  # a test names its changes


def test_work_handed_over_takes_the_old_link_with_it(charity, reader) -> None:
    reader.opens()
    reader.proves()
    streets = make.a_team("Streets")
    actions.hand_over_referral(
        by=BY,
        number=charity.referral.pk,
        from_team=charity.lantern,
        to_team=streets,
        guardian=streets,
        words="Merged.",
    )
    assert "It has gone to another team" in reader.looks()


# -- Protected --


def test_what_is_protected_never_goes_by_link_and_the_refusal_says_what_to_do(charity) -> None:
    secret = make.a_category("Neglect", sensitivity=Sensitivity.PROTECTED)
    lead = make.an_actor(RoleName.SAFEGUARDING_LEAD, team=charity.housing)
    with pytest.raises(NotReady, match=r"never goes by link.*Choose a team with a safeguarding lead"):
        make.a_referral(lead, charity.housing, charity.lantern, secret)


def test_a_safeguarding_lead_there_reads_it_with_an_account_and_no_link_is_mailed(charity) -> None:
    secret = make.a_category("Neglect", sensitivity=Sensitivity.PROTECTED)
    lead = make.an_actor(RoleName.SAFEGUARDING_LEAD, team=charity.housing)
    make.an_actor(RoleName.SAFEGUARDING_LEAD, team=charity.lantern)
    make.a_referral(lead, charity.housing, charity.lantern, secret)
    deliver_news()
    assert len([one for one in mail.outbox if one.to == [MAILBOX]]) == 1


# -- The ladder, and who may send again --


def test_reminder_and_lateness_reach_the_mailbox_with_a_new_link_and_there_is_no_leads_rung(charity) -> None:
    said = []
    for _ in range(4):
        climbs_at = make.fresh(charity.referral).climbs_at
        with clock.fixed(climbs_at):
            jobs.climb(0)
            deliver_news()
            said.append((make.fresh(charity.referral).rung, len(mail.outbox)))
    assert said[:3] == [("reminder", 2), ("desk", 3), ("coordinator", 3)]
    assert make.fresh(charity.referral).state == State.LAPSED
    assert "nearly out of time" in mail.outbox[1].body
    assert "its time has run out" in mail.outbox[2].body


def test_the_same_news_handed_out_twice_mails_one_link(charity) -> None:
    for _ in range(2):
        actions.send_link(by=BY, referral=charity.referral, position=1)
    with make.everything():
        assert AnswerLink.objects.count() == 1


def test_the_sender_sees_that_the_link_was_opened_and_may_send_it_again_and_nobody_else_may(
    charity, reader
) -> None:
    reader.opens()
    reader.does(do="code")
    reader.does(do="prove", code="000000")
    with later(minutes=1):
        reader.proves()
    client = Client()
    client.force_login(Person.objects.get(pk=charity.worker.person_id))
    page = client.get(f"/referrals/{charity.referral.reference}").content.decode()
    assert "The link was opened" in page
    assert "1 wrong code" in page
    with later(minutes=5):
        answer = client.post(f"/referrals/{charity.referral.reference}", {"act": "link", "form_key": "1"})
        assert answer.status_code == 302
        deliver_news()
    assert "sent the link again" in newest_mail()
    stranger = make.an_actor(RoleName.WORKER, team=make.a_team())
    with as_actor(stranger), pytest.raises((NotAllowed, Referral.DoesNotExist)):
        actions.send_link_again(by=stranger, referral=charity.referral)


def test_the_sender_sees_that_the_mail_came_back_and_how_to_go_on(charity) -> None:
    refused = smtplib.SMTPRecipientsRefused({MAILBOX: (550, b"5.1.1 no such user")})
    with as_actor(charity.worker), later(minutes=5):
        actions.send_link_again(by=charity.worker, referral=charity.referral)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(EmailBackend, "send_messages", lambda *_: (_ for _ in ()).throw(refused))
            deliver_news()
    page = seen_by(charity.worker, charity.referral)
    assert "The mail with the newest link did not arrive" in page
    assert "nobody can be reached at this address" in page
    assert "Correct the mailbox" not in page, "that is the administrator's"
    assert "The mail did not arrive, " in page, "a line of its own"
    with clock.fixed(clock.now() + timedelta(minutes=10)):
        Mailbox().opens(path_in(mail.outbox[0].body))
        with as_actor(charity.worker):
            actions.send_link_again(by=charity.worker, referral=charity.referral)
        deliver_news()
        assert "An earlier message came back from this address" in seen_by(charity.worker, charity.referral)
        administrator = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)
        assert "Correct the mailbox" in seen_by(administrator, charity.referral)
        messaging.say_address_works(by=administrator, lost=LostAddress.objects.get())
    with as_actor(charity.worker), later(minutes=20):
        actions.send_link_again(by=charity.worker, referral=charity.referral)
        deliver_news()
        assert "did not arrive</b>" not in seen_by(charity.worker, charity.referral)
    assert len(mail.outbox) == 2


def test_while_the_mail_server_does_not_answer_the_sender_sees_that_it_waits(charity) -> None:
    with as_actor(charity.worker), later(minutes=5), pytest.MonkeyPatch.context() as patch:
        actions.send_link_again(by=charity.worker, referral=charity.referral)
        patch.setattr(EmailBackend, "send_messages", lambda *_: (_ for _ in ()).throw(TimeoutError()))
        deliver_news()
    assert "The newest mail has not gone out yet" in seen_by(charity.worker, charity.referral)


def seen_by(actor: Actor, referral: Referral) -> str:
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person_id))
    return client.get(f"/referrals/{referral.reference}").content.decode()


def test_the_coordinators_desk_cannot_answer_by_link_whichever_way_it_is_said(charity) -> None:
    administrator = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)
    desk = Team.objects.get(is_coordinator=True)
    given = register.TeamDetails(
        name=desk.name, hours=desk.hours, intake=Intake.LINK, email="desk@example.org"
    )
    with pytest.raises(NotReady, match="The coordinator's desk signs in") as refused:
        register.change_team(by=administrator, team=desk, details=given)
    assert refused.value.field == "intake"
    with pytest.raises(refusals.Conflict, match="The coordinator's desk signs in"):
        register.name_coordinator_desk(by=administrator, team=charity.lantern)
    with pytest.raises(NotReady, match="The coordinator's desk signs in"):
        register.hand_over_team(
            by=administrator, from_team=desk, to_team=charity.lantern, words="Merged.", then_end=True
        )
    with pytest.raises(IntegrityError, match="team_coordinator_desk_signs_in"), transaction.atomic():
        by_link(desk)


def test_every_event_of_a_links_life_is_audited(charity, reader) -> None:
    reader.opens()
    reader.does(do="code")
    reader.does(do="prove", code="000000")
    with later(minutes=1):
        reader.proves()
    kept = (
        AuditEntry.objects.filter(what__startswith="referrals.link")
        .order_by("pk")
        .values_list("what", flat=True)
    )
    assert [what.removeprefix("referrals.link_") for what in kept] == [
        "sent", "code_sent", "code_wrong", "code_sent", "opened",
    ]  # fmt: skip


def test_a_team_of_accounts_is_mailed_no_link(charity) -> None:
    streets = make.a_team("Streets")
    make.a_referral(charity.worker, charity.housing, streets, charity.category)
    deliver_news()
    assert len(mail.outbox) == 1


def test_nobody_asks_for_a_link_without_one() -> None:
    make.a_partnership()
    for act in (actions.ask_for_link, actions.send_code):
        with pytest.raises(actions.LinkSpent):
            act(by=NOBODY, secret="1-guess", number=1)


def test_secrets_change_with_the_key_they_are_signed_with(charity) -> None:
    path = path_in(newest_mail())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "SECRET_KEY_FALLBACKS", [settings.SECRET_KEY])
        patch.setattr(settings, "SECRET_KEY", "another key")
        assert "Mail me a code" in Mailbox().opens(path), "the key before it still opens"
        patch.setattr(settings, "SECRET_KEY_FALLBACKS", [])
        assert "This link does not work" in Mailbox().opens(path)
