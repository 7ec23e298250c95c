"""A safeguarding lead is made to set up a second factor, and signs in with it (R1.8, R11.3)."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect
from tests import factories as make

from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships.rules import RoleName

from .conftest import Visitor, in_two_looks


def a_lead(borough) -> Person:
    person = make.a_person("Lena Lead", password=make.PASSWORD)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    make.a_role(person, RoleName.SAFEGUARDING_LEAD, team=borough.cleansing)
    return person


def signs_in(visitor: Visitor, person: Person) -> None:
    visitor.goes_to("/desk")
    visitor.page.get_by_label("Email").fill(person.email)
    visitor.page.get_by_label("Password").fill(make.PASSWORD)
    visitor.presses("Sign in")


@in_two_looks
def test_a_safeguarding_lead_sets_up_an_app_and_uses_a_recovery_code_when_the_phone_is_lost(
    visitor, borough
) -> None:
    lead, page = a_lead(borough), visitor.page
    signs_in(visitor, lead)
    visitor.sees("Your role needs a second step")
    visitor.presses("Use an authenticator app")
    key = page.locator(".wm-key").inner_text().replace(" ", "")
    page.get_by_label("Code that the app shows now").fill("000000")
    visitor.presses("Set it up")
    visitor.sees("is not right, or was used already")
    assert page.locator(".wm-key").inner_text().replace(" ", "") == key
    code = format_hotp_value(hotp_value(key, int(time.time()) // 30))
    page.get_by_label("Code that the app shows now").fill(code)
    visitor.presses("Set it up")
    visitor.sees("Keep your recovery codes")
    codes = re.findall(r"\d{8}", page.get_by_role("list", name="Recovery codes").inner_text())
    assert len(codes) == 10
    visitor.presses("I have kept them")
    visitor.sees("Nothing waits for you")
    visitor.presses("Sign out", within="body")

    signs_in(visitor, lead)
    visitor.sees("The second step")
    visitor.opens("I do not have my phone")
    visitor.looks()
    page.get_by_label("Code").fill(codes[4])
    visitor.presses("Sign in")
    visitor.sees("Nothing waits for you")
    visitor.follows("Your sign-in")
    visitor.sees("9 left")
    visitor.follows("Make new ones")
    visitor.presses("Make new codes")
    visitor.sees("Keep your recovery codes")
    visitor.presses("I have kept them")
    visitor.goes_to("/account/2fa/totp/deactivate/")
    visitor.presses("Remove it")
    visitor.sees("You sign in with a password alone")
    visitor.goes_to("/desk")
    visitor.sees("Your role needs a second step")


@pytest.mark.parametrize("visitor", ["phone"], indirect=True)
def test_a_passkey_is_made_and_signs_in_alone(visitor, borough) -> None:
    lead, page = a_lead(borough), visitor.page
    machine = page.context.new_cdp_session(page)
    machine.send("WebAuthn.enable")
    machine.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    signs_in(visitor, lead)
    visitor.presses("Use a passkey")
    page.get_by_label("A name for it").fill("Work phone")
    visitor.presses("Make the passkey")
    visitor.sees("Keep your recovery codes")
    visitor.presses("I have kept them")
    visitor.sees("Nothing waits for you")
    visitor.follows("Your sign-in")
    visitor.sees("Work phone")
    visitor.follows("Change your passkeys")
    visitor.sees("alone or after the password")
    visitor.follows("Rename")
    page.get_by_label("A name for it").fill("Phone in my bag")
    visitor.presses("Keep the name")
    visitor.sees("Phone in my bag")
    visitor.follows("Remove")
    for own in (
        "email",
        "password/change",
        "sessions",
        "second-factor/how",
        "2fa/totp/activate",
        "2fa/reauthenticate",
    ):
        visitor.goes_to(f"/account/{own}/")
    visitor.presses("Sign out", within="body")

    visitor.goes_to("/inbox")
    visitor.presses("Sign in with a passkey")
    expect(page).to_have_url(re.compile("/inbox$"))
    visitor.presses("Sign out", within="body")
    signs_in(visitor, lead)
    visitor.presses("Use my passkey")
    visitor.sees("Nothing waits for you")
