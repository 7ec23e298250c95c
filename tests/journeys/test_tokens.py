"""A worker gives a script of theirs a token; an administrator connects a partner's system (R1.5, R1.10)."""

import re

from tests import factories as make

from wardmote.shared.partnerships.rules import RoleName

from .conftest import Visitor, in_two_looks

SECRET = re.compile(r"^wmt_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}$")


def secret_on(visitor: Visitor) -> str:
    secret = visitor.page.get_by_label("Its secret").input_value()
    assert SECRET.match(secret)
    return secret


@in_two_looks
def test_a_worker_makes_a_token_sees_it_once_renews_and_revokes_it(visitor: Visitor, borough) -> None:
    page = visitor.page
    visitor.becomes(borough.worker)
    visitor.goes_to("/desk")
    visitor.follows("Your sign-in")
    visitor.follows("See your access tokens")
    visitor.sees("You have no access tokens")
    visitor.presses("Make a token")
    page.get_by_label("What is it for?").fill("Monday report")
    visitor.presses("Make the token")
    visitor.sees("Choose what it may do")
    assert page.get_by_label("What is it for?").input_value() == "Monday report"
    page.get_by_label("Read what was passed on, and how it stands.").check()
    page.get_by_label("30 days").check()
    visitor.presses("Make the token")
    first = secret_on(visitor)
    copies = page.get_by_role("button", name="Copy the secret")
    assert copies.is_visible() == visitor.has_script, (
        "without JavaScript there is no button that does nothing"
    )
    visitor.follows("I have copied it")
    visitor.sees("Monday report")
    assert first not in page.content()
    visitor.follows("Renew Monday report")
    visitor.presses("Make the new secret")
    assert secret_on(visitor) != first
    visitor.follows("I have copied it")
    visitor.sees("Renewed")
    visitor.follows(f"Revoke Monday report, {first[:12]}")
    visitor.sees("It stops at once")
    visitor.presses("Revoke it")
    visitor.sees("Revoked")


@in_two_looks
def test_the_administrator_connects_a_partners_system_and_sees_it_in_the_list(visitor, borough) -> None:
    page, team = visitor.page, borough.housing
    visitor.becomes(make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator"))
    visitor.goes_to("/partnership")
    visitor.follows("Connected systems")
    visitor.sees("No system is connected yet")
    visitor.presses("Connect a system")
    visitor.presses("Go on")
    visitor.sees("Choose an organisation")
    page.get_by_label("Whose system is it?").select_option(team.organisation.key)
    visitor.presses("Go on")
    page.get_by_label("What is it for?").fill("Repairs system")
    page.get_by_label(team.name).check()
    page.get_by_label(re.compile("^Record what somebody saw")).check()
    visitor.presses("Connect it")
    secret = secret_on(visitor)
    visitor.follows("I have copied it")
    visitor.sees("Their system")
    visitor.follows("Revoke Repairs system")
    visitor.sees("This is the system’s last token")
    visitor.follows("Keep it")
    visitor.sees(secret[:12])
    page.get_by_label("Ended, or ends soon").check()
    visitor.presses("Show")
    visitor.sees("None found")
    visitor.follows("Show all", within="main")
    visitor.sees(secret[:12])
