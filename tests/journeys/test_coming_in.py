"""Signing in and out, and seeing where one is signed in (R11.3)."""

from allauth.account.models import EmailAddress
from tests import factories as make

from wardmote.project.demo import content
from wardmote.shared.partnerships.rules import RoleName

from .conftest import in_two_looks


@in_two_looks
def test_somebody_signs_in_looks_where_and_signs_out(visitor, borough) -> None:
    person = make.a_person("Pia Person", password=make.PASSWORD)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    make.a_role(person, RoleName.WORKER, team=borough.housing)
    page = visitor.page
    visitor.goes_to("/desk")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill("not this one")
    visitor.presses("Sign in")
    visitor.sees("Check what you typed")
    assert page.get_by_label("Email").input_value() == person.email
    page.get_by_label("Password").fill(make.PASSWORD)
    visitor.presses("Sign in")
    visitor.sees("Nothing waits for you")
    visitor.follows("Your sign-in")
    visitor.sees("You sign in with a password alone")
    visitor.follows("See where")
    visitor.sees("(this one)")
    visitor.follows("change your password")
    visitor.presses("Sign out", within="body")
    visitor.goes_to("/desk")
    visitor.sees("For people who work for the partners")


@in_two_looks
def test_a_visitor_of_the_demonstration_chooses_who_to_be(visitor, borough, settings) -> None:
    settings.WARDMOTE_DEMO = True
    settings.ROOT_URLCONF = "tests.project.demo.addresses"
    borough.partnership.is_demo = True
    borough.partnership.save()
    vikram = content.read().people["vikram-aujla"]
    person = make.a_person(vikram.name)
    person.email = vikram.email
    person.save()
    make.a_role(person, RoleName.WORKER, team=borough.housing)
    visitor.goes_to("/")
    visitor.follows("choose who to be")
    visitor.opens("Organisation")
    visitor.looks()
    visitor.presses(f"Be {vikram.name}")
    visitor.sees("Nothing waits for you")
    visitor.sees(vikram.name)
