"""A charity without an account answers by the link in its mailbox, and the sender sees it (R2.4)."""

from tests import factories as make
from tests.referrals.links import by_link, code_in, deliver_news, newest_mail, path_in

from .conftest import in_two_looks


@in_two_looks
def test_a_charity_answers_by_link_and_the_sender_sees_it(visitor, borough) -> None:
    lantern = by_link(make.a_team("Lantern House"))
    referral = make.a_referral(borough.worker, borough.housing, lantern, borough.category)
    deliver_news()
    used = path_in(newest_mail())
    visitor.goes_to(used)
    visitor.sees("There is something for")
    visitor.presses("Mail me a code")
    deliver_news()
    visitor.page.get_by_label("Code").fill(code_in(newest_mail()))
    visitor.presses("Open it")
    visitor.sees("Two mattresses by the garages")
    visitor.presses("Acknowledge")
    visitor.sees("The sender has been told that you have it")
    visitor.opens("Would you like an account?")
    visitor.page.get_by_label("Your name").fill("Lena Lantern")
    visitor.presses("Ask for an account")
    visitor.sees("The partnership answers to this mailbox")
    visitor.presses("Leave", within="body")
    visitor.sees("You have left")

    visitor.goes_to(used)
    visitor.sees("This link has been used")
    visitor.presses("Mail a new link")
    deliver_news()
    visitor.goes_to(path_in(newest_mail()))
    visitor.presses("Mail me a code")
    deliver_news()
    visitor.page.get_by_label("Code").fill(code_in(newest_mail()))
    visitor.presses("Open it")
    visitor.presses("Take it on")
    visitor.opens("Close it")
    visitor.page.get_by_label("Resolved").check()
    visitor.page.locator("#closed").get_by_label("What was done, or why not?").fill("Our van took both")
    visitor.presses("Close it")
    visitor.sees("It is closed. The sender reads how it ended")

    visitor.becomes(borough.worker)
    visitor.goes_to(f"/referrals/{referral.reference}")
    visitor.sees("Lantern House, by link, closed it")
    visitor.sees("Our van took both")
    visitor.sees("The link was opened")
