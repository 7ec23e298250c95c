"""The administrator makes a clock stricter, sees first what that means, and protects a kind of matter (R1.2, R1.4)."""

from tests import factories as make

from wardmote.shared.partnerships.rules import RoleName

from .conftest import in_two_looks


@in_two_looks
def test_an_administrator_keeps_a_category_and_its_clock(visitor, borough) -> None:
    make.a_referral(borough.worker, borough.housing, borough.cleansing, borough.category)
    visitor.becomes(make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator"))
    page = visitor.page
    visitor.goes_to("/partnership")
    visitor.follows("Categories and clocks", within="main")
    page.get_by_label("Search").fill("tipping")
    visitor.presses("Show")
    visitor.follows("Fly-tipping", within="main")
    visitor.sees("1 observation and 1 referral")
    visitor.follows("Change this", within="main")
    page.get_by_label("Other words people use for it").fill("dumped sofa\nrubbish")
    visitor.presses("Keep the change")
    visitor.sees("dumped sofa, rubbish")
    visitor.follows("Change the clock", within="main")
    visitor.sees("1 open referral was sent with it and keeps the times of then")
    page.get_by_label("Acknowledge within").fill("soon")
    visitor.presses("Show what this means")
    visitor.sees("Write it like 4 working hours")
    page.get_by_label("Acknowledge within").fill("2 working hours")
    visitor.presses("Show what this means")
    visitor.sees("Nothing is kept yet")
    visitor.sees("2 working hours from Fri")
    visitor.presses("Keep the change")
    visitor.sees("It holds for what is sent from now on")
    visitor.opens("Try another moment, or a team")
    page.get_by_label("To", exact=True).select_option(label="Streets and cleansing")
    visitor.presses("Work it out")
    visitor.sees("which works Mon-Fri 09:00-17:00")
    visitor.follows("Fly-tipping", within="main")
    visitor.follows("Change who may know", within="main")
    page.get_by_label("Protected", exact=True).check()
    visitor.presses("Show what that means")
    visitor.sees("Nobody may read it in: Streets and cleansing")
    visitor.presses("Protected from now on")
    visitor.sees("Tick that you know it cannot be taken back")
    page.get_by_label("I know that it can never be made less than protected again").check()
    visitor.presses("Protected from now on")
    visitor.sees("From now on: protected.")
    visitor.follows("End it", within="main")
    visitor.presses("End it")
    visitor.sees("What was recorded keeps it")
