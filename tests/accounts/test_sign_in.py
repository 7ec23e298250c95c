"""Signing in: step-up, sessions, passwords, who is told of what, and help for who lost a factor (R1.8, R11.3)."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests import factories as make
from tests.accounts.conftest import MORNING, Hand, Somebody
from tests.accounts.test_second_factor import kinds

from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import system
from wardmote.kernel.audit.models import AuditEntry
from wardmote.shared.accounts import actions
from wardmote.shared.accounts.events import FactorReset
from wardmote.shared.accounts.handlers import tell_of_reset
from wardmote.shared.accounts.jobs import tell_owner
from wardmote.shared.accounts.models import Person
from wardmote.shared.accounts.queries import has_second_factor, themselves
from wardmote.shared.accounts.rules import (
    FRESH_FOR,
    PROVED_FOR,
    Notice,
    Proof,
    ResetReason,
    browser_in_words,
    is_fresh,
    is_proved,
)
from wardmote.shared.partnerships.events import RoleEnded
from wardmote.shared.partnerships.handlers import sign_out_after_role
from wardmote.shared.partnerships.models import AccessToken, RoleHolding
from wardmote.shared.partnerships.rules import RoleName

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
PHRASE = "kettle march blue lantern"


def told(person: Person) -> list[str]:
    """Of what a person is told, in the order of the mails that wait to be sent."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select args->>'notice' from procrastinate_jobs where task_name = 'accounts.tell_owner'"
            " and (args->>'person_id')::bigint = %s order by id",
            [person.pk],
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture
def administrator(team) -> Somebody:
    return Somebody(RoleName.PARTNERSHIP_ADMINISTRATOR)


def comes_in(somebody: Somebody, hand: Hand) -> Client:
    if not somebody.secret:
        somebody.gets_an_app()
    client = somebody.signs_in()
    client.post("/account/2fa/authenticate/", {"code": somebody.code(hand.at)})
    return client


# The rules


ages = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=2))


@given(age=ages, factor=st.none() | st.integers(1, 4), standing=st.sets(st.integers(1, 4)))
def test_a_session_is_proved_by_a_factor_that_stands_and_was_shown_lately(age, factor, standing) -> None:
    proof = Proof(at=MORNING - age, factor=factor)
    stands = factor in standing
    assert is_proved([proof], factors=standing, now=MORNING) is (stands and age <= PROVED_FOR)
    assert is_fresh([proof], factors=standing, now=MORNING) is ((stands or not standing) and age <= FRESH_FOR)


def test_no_proof_is_no_proof() -> None:
    assert not is_proved([], factors={1}, now=MORNING)
    assert not is_fresh([], factors=set(), now=MORNING)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/139 Safari/537 Edg/139", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5) Version/18.5 Mobile Safari/604.1", "Safari on an iPhone"),
        (
            "Mozilla/5.0 (Linux; Android 15) Chrome/139 Mobile Safari/537",
            "Chrome on an Android phone or tablet",
        ),
        ("curl/8", "A browser we do not know"),
        ("", "A browser we do not know"),
    ],
)
def test_a_browser_is_named_as_people_name_it(said: str, words: str) -> None:
    assert browser_in_words(said) == words


# Step-up


def test_a_sensitive_act_asks_again_after_a_quarter_of_an_hour_and_then_does_what_was_asked(
    administrator: Somebody, worker: Somebody, team, hand: Hand
) -> None:
    client = comes_in(administrator, hand)
    give = f"/people/{worker.person.pk}/role"
    hand.on(minutes=20)
    assert client.get(give).status_code == 200, "looking is no sensitive act"
    harmless = {"form_key": "1", "role": "duty_officer", "team": team.pk}
    assert client.post(give, harmless).headers["Location"] == f"/people/{worker.person.pk}"
    sensitive = {"form_key": "2", "role": "safeguarding_lead", "team": team.pk}
    assert client.post(give, sensitive).headers["Location"].startswith("/account/2fa/reauthenticate/")
    held = RoleHolding.objects.filter(person=worker.person, role="safeguarding_lead")
    assert not held.exists()
    wrong = client.post("/account/2fa/reauthenticate/", {"code": "000000", "next": give})
    assert wrong.status_code == 200
    assert not held.exists()
    client.post("/account/2fa/reauthenticate/", {"code": administrator.code(hand.at), "next": give})
    assert held.count() == 1, "what was typed before the detour was taken"


def test_making_a_token_asks_for_the_password_of_who_has_no_factor(worker: Somebody, hand: Hand) -> None:
    client = worker.signs_in()
    assert client.get("/tokens/new").status_code == 200
    hand.on(minutes=16)
    assert client.get("/tokens/new").headers["Location"] == "/account/reauthenticate/?next=%2Ftokens%2Fnew"
    answer = client.post("/account/reauthenticate/", {"password": make.PASSWORD, "next": "/tokens/new"})
    assert answer.headers["Location"] == "/tokens/new"
    assert client.get("/tokens/new").status_code == 200


def test_a_token_asked_for_too_late_is_made_after_the_proof_and_nothing_typed_is_lost(
    worker: Somebody, hand: Hand
) -> None:
    client = worker.signs_in()
    hand.on(minutes=16)
    wanted = {"form_key": "1", "name": "Night script", "scopes": ["referrals:read"], "days": "30"}
    answer = client.post("/tokens/new", {**wanted, "days": ""})
    assert answer.status_code == 422, "what is wrong is said first, with what was typed"
    assert 'value="Night script"' in answer.content.decode()
    answer = client.post("/tokens/new", wanted)
    assert answer.headers["Location"] == "/account/reauthenticate/?next=%2Ftokens%2Fnew"
    assert not AccessToken.objects.exists()
    answer = client.post("/account/reauthenticate/", {"password": make.PASSWORD, "next": "/tokens/new"})
    assert AccessToken.objects.get().name == "Night script"
    assert re.search(r"wmt_\w{8}_\w{49}", answer.content.decode())
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "page", ["totp/activate/", "totp/deactivate/", "webauthn/add/", "recovery-codes/generate/"]
)
def test_changing_the_own_factor_asks_again(worker: Somebody, hand: Hand, page: str) -> None:
    if page != "totp/activate/":
        worker.gets_an_app()
        client = comes_in(worker, hand)
    else:
        client = worker.signs_in()
    assert client.get(f"/account/2fa/{page}").status_code == 200
    hand.on(minutes=16)
    assert "reauthenticate" in client.get(f"/account/2fa/{page}").headers["Location"]


# Sessions


def test_sessions_are_listed_in_words_and_ended_one_or_all(worker: Somebody) -> None:
    here, other, third = (worker.signs_in(Client(HTTP_USER_AGENT=FIREFOX)) for _ in range(3))
    page = here.get("/account/sessions/").content.decode()
    assert page.count("Firefox on Windows") >= 3
    assert page.count("(this one)") == 1
    ending = UserSession.objects.get(session_key=other.session.session_key)
    here.post(f"/account/sessions/{ending.pk}/end/")
    assert other.get("/desk").headers["Location"].startswith("/account/login/")
    assert third.get("/desk").status_code == 200
    here.post("/account/sessions/")
    assert third.get("/desk").status_code == 302
    assert here.get("/desk").status_code == 200
    assert kinds(worker).count("accounts.sessions_ended") == 2


def test_nobody_ends_the_session_of_another(worker: Somebody, lead: Somebody) -> None:
    client, other = worker.signs_in(), lead.signs_in()
    theirs = UserSession.objects.get(session_key=other.session.session_key)
    assert client.post(f"/account/sessions/{theirs.pk}/end/").status_code == 404
    assert UserSession.objects.filter(pk=theirs.pk).exists()
    with pytest.raises(NotAllowed):
        actions.end_sessions(by=themselves(worker.person), person=lead.person)


def test_the_end_of_a_role_that_needs_a_factor_ends_the_sessions(lead: Somebody, team) -> None:
    make.a_role(lead.person, RoleName.WORKER, team=team)
    client = lead.signs_in()
    RoleHolding.objects.filter(pk=lead.holding.pk).update(ended_at=MORNING + timedelta(days=400))
    sign_out_after_role(RoleEnded(person_id=lead.person.pk, role_holding_id=lead.holding.pk))
    assert client.get("/desk").headers["Location"].startswith("/account/login/")


# Lost factors


def test_an_administrator_takes_off_a_lost_factor_and_its_owner_is_told(
    administrator: Somebody, lead: Somebody, hand: Hand
) -> None:
    theirs, client = comes_in(lead, hand), comes_in(administrator, hand)
    person = f"/people/{lead.person.pk}"
    assert "They lost it" in client.get(person).content.decode()
    reset = f"/account{person}/second-factor/"
    assert client.post(reset, {"form_key": "1", "reason": "lost"}).status_code == 422, (
        "nobody was spoken with"
    )
    before = len(told(lead.person))
    done = client.post(reset, {"form_key": "1", "reason": "lost", "sure": "on"})
    assert done.headers["Location"] == person
    assert not has_second_factor(lead.person.pk)
    assert theirs.get("/desk").headers["Location"].startswith("/account/login/")
    entry = AuditEntry.objects.get(what="accounts.factor_reset")
    assert (entry.actor_id, entry.details["reason"]) == (f"person:{administrator.person.pk}", "lost")
    assert len(told(lead.person)) == before, "one mail, by the news"
    tell_of_reset(FactorReset(person_id=lead.person.pk, at=hand.at))
    assert told(lead.person)[-1] == "factor_reset"
    assert "Not set up. Their role does not work" in client.get(person).content.decode()


def test_nobody_takes_off_their_own_factor_so(administrator: Somebody, hand: Hand) -> None:
    client = comes_in(administrator, hand)
    own = f"/account/people/{administrator.person.pk}/second-factor/"
    assert client.get(own).status_code == 404
    assert client.post(own, {"form_key": "1", "reason": "lost", "sure": "on"}).status_code == 404
    with pytest.raises(NotAllowed):
        actions.reset_second_factor(
            by=make.as_they_are(administrator.person), person=administrator.person, reason=ResetReason.LOST
        )


def test_only_administrators_take_off_factors(lead: Somebody, worker: Somebody, hand: Hand) -> None:
    worker.gets_an_app()
    client = comes_in(lead, hand)
    assert client.get(f"/account/people/{worker.person.pk}/second-factor/").status_code == 404
    with pytest.raises(NotAllowed):
        actions.reset_second_factor(by=system("some job"), person=worker.person, reason=ResetReason.LOST)


def test_the_command_line_helps_the_last_administrator(administrator: Somebody) -> None:
    administrator.gets_an_app()
    by = system("command line")
    assert actions.reset_second_factor(by=by, person=administrator.person, reason=ResetReason.LOST) == 1
    assert actions.reset_second_factor(by=by, person=administrator.person, reason=ResetReason.LOST) == 0
    assert not has_second_factor(administrator.person.pk)


# Who is told


def test_the_owner_is_told_of_every_change(worker: Somebody, settled, hand: Hand) -> None:
    client = worker.signs_in(Client(HTTP_USER_AGENT=FIREFOX))
    assert told(worker.person) == ["new_browser"]
    client.post("/account/logout/")
    worker.signs_in(client)
    assert told(worker.person) == ["new_browser"], "the browser is known by now"
    client.get("/account/2fa/totp/activate/")
    worker.secret = client.session["mfa.totp.secret"]
    settled(client, "/account/2fa/totp/activate/", code=worker.code(hand.at))
    settled(client, "/account/2fa/recovery-codes/generate/")
    changed = {"oldpassword": make.PASSWORD, "password1": PHRASE, "password2": PHRASE}
    assert settled(client, "/account/password/change/", **changed).headers["Location"] == "/account/2fa/"
    assert "Your password is changed." in client.get("/account/2fa/").content.decode()
    settled(client, "/account/2fa/totp/deactivate/")
    assert told(worker.person)[1:] == ["app_added", "codes_made", "password_changed", "app_removed"]
    assert "accounts.password_changed" in kinds(worker)


def test_a_mail_says_what_happened_and_what_to_do_and_nothing_secret(worker: Somebody) -> None:
    for notice in Notice:
        tell_owner(worker.person.pk, notice.value, MORNING.isoformat(), "Firefox on Windows")
    assert len(mail.outbox) == len(Notice)
    for sent in mail.outbox:
        assert sent.to == [worker.person.email]
        assert "Was it not you?" in sent.body
        assert "With: Firefox on Windows" in sent.body
        assert "127.0.0.1" not in sent.body


def test_refused_codes_are_told_once_in_an_hour_and_a_slip_is_not(lead: Somebody) -> None:
    lead.gets_an_app()
    client = lead.signs_in()
    times_told = []
    for _ in range(4):
        client.post("/account/2fa/authenticate/", {"code": "000000"})
        times_told.append(told(lead.person).count("codes_refused"))
    assert times_told == [0, 0, 1, 1]


def test_a_changed_address_is_told_to_the_old_one(worker: Somebody, settled) -> None:
    old = worker.person.email
    client = worker.signs_in()
    page = client.get("/account/email/").content.decode()
    assert old in page
    settled(client, "/account/email/", action_add="", email="new-address@people.example")
    link = next(word for word in mail.outbox[-1].body.split() if "/account/confirm-email/" in word)
    settled(client, link.removeprefix("http://testserver"))
    assert Person.objects.get(pk=worker.person.pk).email == "new-address@people.example"
    assert EmailAddress.objects.filter(user=worker.person).count() == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "select args->>'address' from procrastinate_jobs where args->>'notice' = 'email_changed'"
        )
        assert cursor.fetchall() == [(old,)]


# Passwords


@pytest.mark.parametrize(
    "password",
    [
        "three random words",
        "coffeetrainfish",
        "ещё три случайных слова",
        "🚲 🍞 🪟 bicycle bread window",
        "x" * 3 + " a long phrase " * 20,
    ],
)
def test_long_phrases_in_any_script_are_taken(password: str) -> None:
    validate_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "short one",
        "passwordpassword",
        "Password12345",
        "qwertyuiop123",
        "aaaaaaaaaaaaaa",
        "wardmotewardmote",
        "Testborough2026",
        "Ｐａｓｓｗｏｒｄ１２３４５",
        "a" * 1001,
    ],
)
def test_what_guessers_try_first_is_refused(db, password: str) -> None:
    make.a_partnership()
    with pytest.raises(ValidationError):
        validate_password(password, Person(name="Wanda Worker", email="wanda@people.example"))


def test_one_password_fits_from_every_keyboard(worker: Somebody) -> None:
    composed, decomposed = "caf\u00e9 lantern march", "cafe\u0301 lantern march"
    worker.person.set_password(composed)
    worker.person.save()
    assert worker.signs_in(password=decomposed).get("/desk").status_code == 200


def test_who_guesses_slows_down_and_does_not_lock_the_owner_out(worker: Somebody) -> None:
    known = worker.signs_in()
    known.post("/account/logout/")
    stranger = Client()
    for _ in range(5):
        worker.signs_in(stranger, password="not this one")
    worker.signs_in(stranger, password="not this one")
    assert "Too many" in worker.answer.content.decode()
    worker.signs_in(stranger)
    assert "_auth_user_id" not in stranger.session, "even the right password waits, for a stranger"
    assert worker.signs_in(known).get("/desk").status_code == 200


def test_a_forged_mark_of_a_known_browser_helps_nobody(worker: Somebody) -> None:
    stranger = Client()
    stranger.cookies["wm_known"] = "forged"
    for _ in range(5):
        worker.signs_in(stranger, password="not this one")
    worker.signs_in(stranger)
    assert "_auth_user_id" not in stranger.session


def test_a_session_that_nobody_used_for_an_hour_asks_who_is_there_and_then_takes_the_form(
    worker: Somebody, hand: Hand
) -> None:
    client = worker.signs_in()
    for _ in range(3):
        hand.on(minutes=50)
        assert client.get("/observations/mine").status_code == 200, "whoever works is left in peace"
    hand.on(minutes=66)
    asked = client.get("/observations/mine").headers["Location"]
    assert asked == "/account/reauthenticate/?next=%2Fobservations%2Fmine"
    assert "You have not used Wardmote for an hour" in client.get(asked).content.decode()
    sent = {"form_key": "1", "words": "A door stands open"}
    assert client.post("/observations/record", sent).headers["Location"].startswith("/account/reauth")
    wrong = {"password": "Not the password 1", "next": "/observations/record"}
    assert client.post("/account/reauthenticate/", wrong).status_code == 200
    assert client.get("/inbox").status_code == 302, "a wrong password opens nothing"
    client.post("/observations/record", sent)
    answer = client.post("/account/reauthenticate/", {**wrong, "password": make.PASSWORD})
    assert "A door stands open" in answer.content.decode(), (
        "the form was incomplete, and goes on where it left"
    )
    assert client.get("/inbox").status_code == 200


def test_while_nobody_is_there_no_page_shows_whose_session_it_is(worker: Somebody, hand: Hand) -> None:
    client = worker.signs_in()
    assert worker.person.name in client.get("/").content.decode()
    hand.on(minutes=61)
    assert worker.person.name not in client.get("/").content.decode()
    for own in ("/account/email/", "/account/password/change/", "/account/sessions/", "/account/2fa/"):
        assert client.get(own).status_code == 302, own
        assert "Family support" not in client.get(own, follow=True).content.decode()
    assert "Not you? Sign out" in client.get("/account/sessions/", follow=True).content.decode()
    assert client.post("/account/logout/").status_code == 302
    assert client.get("/inbox").headers["Location"].startswith("/account/login/")


def test_what_a_page_asks_for_by_itself_keeps_no_session_open_and_loses_nothing_typed(
    worker: Somebody, hand: Hand
) -> None:
    client, part = worker.signs_in(), {"HX-Request": "true"}
    for _ in range(3):
        hand.on(minutes=25)
        client.get("/inbox", headers=part)
    assert client.get("/inbox", headers=part).headers["HX-Refresh"] == "true"
    typing = client.post("/record", {"words": "A door", "fits": ""}, headers=part)
    assert (typing.status_code, "HX-Refresh" in typing.headers) == (204, False)
    pressed = client.post("/inbox", {"form_key": "1"}, headers=part)
    assert pressed.headers["HX-Refresh"] == "true"


def test_photos_of_somebody_who_was_away_cannot_wait_so_the_words_are_given_back(
    worker: Somebody, hand: Hand
) -> None:
    client = worker.signs_in()
    hand.on(minutes=61)
    sent = {"words": "A door stands open", "photos": SimpleUploadedFile("door.png", b"not read")}
    answer = client.post("/observations/record", sent)
    assert answer.status_code == 403
    assert "A door stands open" in answer.content.decode()
    assert "choose your photos again" in answer.content.decode()
