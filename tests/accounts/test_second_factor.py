"""A role that reads protected cases works only after a second factor, and nothing goes round it (R1.8, R11.3)."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import factories as make
from tests.accounts.conftest import MORNING, Hand, Somebody

from wardmote.kernel.actor import NOBODY
from wardmote.kernel.audit.models import AuditEntry
from wardmote.kernel.database import as_actor, as_system
from wardmote.modules.referrals.models import Referral
from wardmote.shared.accounts.rules import Proof
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

pytestmark = pytest.mark.django_db

DOORS = ["/desk", "/inbox", "/observations/mine", "/people", "/sent", "/observations/record"]


class AsItIs:
    """What stands in a session's row under the signature."""

    def loads(self, written: bytes) -> bytes:
        return written


SALT = "django.contrib.sessions.SessionStore"


def kinds(somebody: Somebody) -> list[str]:
    entries = AuditEntry.objects.filter(
        subject_id=str(somebody.person.pk), subject_type="accounts.person"
    ).order_by("pk")
    return [entry.what for entry in entries]


def test_without_a_second_factor_no_page_of_the_role_opens(lead: Somebody) -> None:
    client = lead.signs_in()
    assert lead.answer.headers["Location"] == "/desk"
    for door in DOORS:
        assert client.get(door).headers["Location"] == f"/account/second-factor/?next={door}"
    page = client.get("/account/second-factor/?next=https://elsewhere.example/").content.decode()
    assert "elsewhere.example" not in str(dict(client.session))
    assert "Your role needs a second step" in page
    assert "People" not in re.sub(r"(?s)<main.*</main>", "", page)


def test_a_protected_case_is_not_there_at_all_until_the_factor_is_shown(lead: Somebody, team) -> None:
    worker_team = make.a_team("Housing")
    worker = make.an_actor(RoleName.WORKER, team=worker_team)
    hidden = make.a_category("A child at risk", sensitivity=Sensitivity.PROTECTED)
    make.a_referral(worker, worker_team, team, hidden)
    unsure, sure = partnerships.actor_for(lead.person.pk), make.as_they_are(lead.person)
    assert -team.pk not in unsure.keys
    assert not unsure.roles
    assert [role.name for role in unsure.held_back] == [RoleName.SAFEGUARDING_LEAD]
    with as_actor(unsure):
        assert not Referral.objects.exists()
    assert not sure.held_back
    with as_actor(sure):
        assert Referral.objects.count() == 1


def test_what_was_written_is_given_back_when_a_role_came_while_one_wrote(worker: Somebody, team) -> None:
    client = worker.signs_in()
    assert client.get("/desk").status_code == 200
    make.a_role(worker.person, RoleName.SAFEGUARDING_LEAD, team=team)
    assert client.get("/desk").headers["Location"].startswith("/account/second-factor/")
    answer = client.post("/observations/record", {"words": "A door stands open"})
    assert answer.status_code == 403
    assert "A door stands open" in answer.content.decode()


def test_setting_up_an_app_opens_the_role_in_this_session_and_in_no_other(
    lead: Somebody, settled, hand: Hand
) -> None:
    elsewhere, client = lead.signs_in(), lead.signs_in()
    client.get("/account/second-factor/?next=/inbox")
    page = client.get("/account/2fa/totp/activate/").content.decode()
    assert "<svg" in page
    lead.secret = client.session["mfa.totp.secret"]
    assert lead.secret[:4] in page
    answer = settled(client, "/account/2fa/totp/activate/", code=lead.code(hand.at))
    assert answer.headers["Location"] == "/account/2fa/recovery-codes/"
    codes = re.findall(r"wm-key[^>]*>(\d{8})<", client.get("/account/2fa/recovery-codes/").content.decode())
    assert len(set(codes)) == 10
    assert client.get("/account/second-factor/").headers["Location"] == "/inbox"
    assert client.get("/inbox").status_code == 200
    assert elsewhere.get("/inbox").headers["Location"] == "/account/2fa/reauthenticate/?next=%2Finbox"
    assert not re.findall(
        r"wm-key[^>]*>(\d{8})<", client.get("/account/2fa/recovery-codes/").content.decode()
    )
    assert "accounts.factor_added" in kinds(lead)


def test_half_way_through_signing_in_nobody_is_signed_in(lead: Somebody, worker: Somebody) -> None:
    own = ["/account/2fa/", "/account/sessions/", "/account/password/change/", "/account/email/"]
    own += ["/account/2fa/totp/deactivate/", "/account/2fa/recovery-codes/", "/account/second-factor/"]
    for somebody in (lead, worker):
        somebody.gets_an_app()
        client = somebody.signs_in()
        assert somebody.answer.headers["Location"] == "/account/2fa/authenticate/"
        for door in [*DOORS, *own]:
            answer = client.get(door)
            assert answer.status_code == 302, door
            assert answer.headers["Location"].startswith(("/account/login/", "/account/2fa/authenticate/")), (
                door
            )
        assert "_auth_user_id" not in client.session


def test_a_code_signs_in_once_and_no_second_time_while_any_clock_shows_it(lead: Somebody, hand: Hand) -> None:
    lead.gets_an_app()
    client, code = lead.signs_in(), lead.code(hand.at)
    before = client.session.session_key
    assert client.post("/account/2fa/authenticate/", {"code": code}).headers["Location"] == "/desk"
    assert client.session.session_key != before
    assert client.get("/desk").status_code == 200
    hand.on(seconds=31)
    thief = lead.signs_in()
    again = thief.post("/account/2fa/authenticate/", {"code": code})
    assert again.status_code == 200
    assert "was used already" in again.content.decode()
    assert thief.get("/desk").status_code == 302


@pytest.mark.parametrize(("steps", "let_in"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phones_clock_may_be_half_a_minute_wrong(
    lead: Somebody, hand: Hand, steps: int, let_in: bool
) -> None:
    lead.gets_an_app()
    client = lead.signs_in()
    answer = client.post("/account/2fa/authenticate/", {"code": lead.code(hand.at, steps=steps)})
    assert (answer.status_code == 302) is let_in


def test_guessing_codes_is_slow_and_each_refusal_is_on_record(lead: Somebody, hand: Hand) -> None:
    lead.gets_an_app()
    client = lead.signs_in()
    for _ in range(5):
        assert "not right" in client.post("/account/2fa/authenticate/", {"code": "000000"}).content.decode()
    answer = client.post("/account/2fa/authenticate/", {"code": lead.code(hand.at)})
    assert "Too many" in answer.content.decode()
    assert kinds(lead).count("accounts.code_refused") == 5
    hand.on(minutes=6)
    client = lead.signs_in(client)
    assert client.post("/account/2fa/authenticate/", {"code": lead.code(hand.at)}).status_code == 302


def test_a_recovery_code_lets_in_once(lead: Somebody) -> None:
    lead.gets_an_app()
    code = lead.gets_codes()[3]
    assert lead.signs_in().post("/account/2fa/authenticate/", {"code": code}).headers["Location"] == "/desk"
    assert kinds(lead)[-1] == "accounts.recovery_code_used"
    assert lead.signs_in().post("/account/2fa/authenticate/", {"code": code}).status_code == 200


def test_after_half_a_day_the_factor_is_asked_for_again_and_the_form_is_taken(
    lead: Somebody, team, hand: Hand
) -> None:
    lead.gets_an_app()
    client = lead.signs_in()
    client.post("/account/2fa/authenticate/", {"code": lead.code(hand.at)})
    for _ in range(4):
        hand.on(minutes=59)
        assert client.get("/inbox").status_code == 200
    hand.on(minutes=5)
    asked = client.get("/inbox").headers["Location"]
    assert asked == "/account/2fa/reauthenticate/?next=%2Finbox"
    assert "Use your password" not in client.get(asked).content.decode()
    assert client.get("/account/reauthenticate/").status_code == 302, "the password alone will not do"
    category, at = make.a_category(), "2026-03-03 12:00"
    sent = {"form_key": "1", "category": category.key, "words": "A door stands open", "observed_at": at}
    assert client.post("/observations/record", sent).headers["Location"].startswith("/account/2fa/reauth")
    written = Session.objects.get(session_key=client.session.session_key).session_data
    assert "door" not in written
    assert "door" not in str(signing.loads(written, salt=SALT, serializer=AsItIs))
    answer = client.post(
        "/account/2fa/reauthenticate/", {"code": lead.code(hand.at), "next": "/observations/record"}
    )
    assert answer.status_code == 409, "the form was incomplete, and is taken up where it left"
    assert "A door stands open" in answer.content.decode()
    assert client.get("/inbox").status_code == 200


def test_photos_cannot_wait_so_the_words_are_given_back(lead: Somebody, hand: Hand) -> None:
    lead.gets_an_app()
    client = lead.signs_in()
    client.post("/account/2fa/authenticate/", {"code": lead.code(hand.at)})
    hand.on(hours=5)
    sent = {"words": "A door stands open", "photos": SimpleUploadedFile("door.png", b"not read")}
    answer = client.post("/observations/record", sent)
    assert answer.status_code == 403
    assert "A door stands open" in answer.content.decode()


def test_a_factor_that_was_taken_away_proves_nothing(lead: Somebody, hand: Hand) -> None:
    lead.gets_an_app()
    client = lead.signs_in()
    client.post("/account/2fa/authenticate/", {"code": lead.code(hand.at)})
    assert client.get("/inbox").status_code == 200
    Authenticator.objects.filter(user=lead.person).delete()
    assert client.get("/inbox").headers["Location"].startswith("/account/second-factor/")
    assert kinds(lead)[-1] == "accounts.factor_removed"


def test_somebody_elses_factor_proves_nothing(lead: Somebody, worker: Somebody) -> None:
    worker.gets_an_app()
    other = Authenticator.objects.get(user=worker.person)
    proof = Proof(at=MORNING + timedelta(days=3650), factor=other.pk)
    assert partnerships.actor_for(lead.person.pk, proofs=[proof]).held_back


def test_the_mark_of_the_demonstration_means_nothing_outside_it(lead: Somebody, settings) -> None:
    client = lead.signs_in()
    session = client.session
    session["accounts.in_demonstration"] = lead.person.pk
    session.save()
    assert client.get("/desk").status_code == 302
    settings.WARDMOTE_DEMO = True
    assert client.get("/desk").status_code == 200
    settings.WARDMOTE_DEMO = False
    assert client.get("/desk").status_code == 302


def test_a_worker_signs_in_as_before_and_is_offered_a_factor(worker: Somebody) -> None:
    client = worker.signs_in()
    assert client.get("/desk").status_code == 200
    assert "Set up a second step" in client.get("/account/2fa/").content.decode()


def test_secrets_are_locked_away_in_the_database(lead: Somebody) -> None:
    lead.gets_an_app()
    codes = lead.gets_codes()
    kept = str(list(Authenticator.objects.filter(user=lead.person).values_list("data", flat=True)))
    assert lead.secret not in kept
    assert not any(code in kept for code in codes)


def test_a_lost_key_lets_nobody_in_and_breaks_no_page(lead: Somebody, settings, hand: Hand) -> None:
    lead.gets_an_app()
    settings.WARDMOTE_FACTOR_KEYS = ["a new key"]
    client = lead.signs_in()
    assert client.post("/account/2fa/authenticate/", {"code": lead.code(hand.at)}).status_code == 200
    settings.WARDMOTE_FACTOR_KEYS = ["a new key", ""]
    assert client.post("/account/2fa/authenticate/", {"code": lead.code(hand.at)}).status_code == 302


def test_who_is_not_signed_in_is_nobody(client: Client) -> None:
    assert client.get("/account/2fa/").headers["Location"].startswith("/account/login/")
    with as_system("nobody is nobody"):
        assert partnerships.actor_for(0) == NOBODY
