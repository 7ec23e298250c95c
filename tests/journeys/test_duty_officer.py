"""A duty officer works down an inbox, and two of them meet (R1.3, R1.4, R1.8)."""

import re
from datetime import timedelta

from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.database import as_actor
from wardmote.modules.referrals import actions
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

from .conftest import in_two_looks


def test_a_duty_officer_claims_answers_and_closes(visitor, borough) -> None:
    referral = make.a_referral(borough.worker, borough.housing, borough.cleansing, borough.category)
    visitor.becomes(borough.officer)
    visitor.goes_to("/inbox")
    page = visitor.page
    page.get_by_role("button", name="Claim").click()
    page.get_by_role("button", name="Acknowledge").click()
    page.get_by_role("link", name="Decide").wait_for()
    visitor.looks()
    visitor.follows("Two mattresses by the garages")
    visitor.sees("acknowledged in")
    page.get_by_label("What will you do, and when?").fill("We clear it on Thursday")
    visitor.presses("Take it on")
    visitor.opens("Write a note for the team")
    page.get_by_label("Note", exact=True).fill("Second time this month")
    visitor.presses("Keep the note")
    visitor.sees("Second time this month")
    visitor.opens("Close it")
    visitor.presses("Close it")
    visitor.sees("Choose how it ended")
    page.get_by_role("radio", name="Resolved").check()
    page.get_by_label("What was done, or why not?").fill("Cleared on Thursday")
    visitor.presses("Close it")
    visitor.sees("Otto Officer closed it")
    visitor.becomes(borough.worker)
    visitor.goes_to("/sent")
    visitor.sees("Resolved")
    visitor.goes_to(f"/referrals/{referral.reference}")
    visitor.sees("Cleared on Thursday")
    assert page.get_by_text("Second time this month").count() == 0


def test_the_second_to_claim_hears_who_was_first(visitor, borough) -> None:
    referral = make.a_referral(borough.worker, borough.housing, borough.cleansing, borough.category)
    visitor.becomes(borough.officer)
    visitor.goes_to("/inbox")
    colleague = make.an_actor(RoleName.DUTY_OFFICER, team=borough.cleansing, name="Sofia Second")
    with as_actor(colleague):
        actions.claim_referral(by=colleague, referral=referral)
    visitor.page.get_by_role("button", name="Claim").click()
    visitor.sees("Sofia Second claimed it")
    visitor.looks()


def test_a_referral_is_sent_back_and_its_sender_answers(visitor, borough) -> None:
    referral = make.a_referral(
        borough.worker, borough.housing, borough.cleansing, borough.category, sensitivity=Sensitivity.PARTNERS
    )
    visitor.becomes(borough.officer)
    visitor.goes_to(f"/referrals/{referral.reference}")
    visitor.opens("Send it back")
    page = visitor.page
    page.get_by_role("radio", name="Needs information").check()
    page.get_by_label("What should happen next?").fill("Tell us which garages")
    visitor.presses("Send it back")
    visitor.becomes(borough.worker)
    visitor.goes_to("/sent")
    visitor.sees("Needs you")
    visitor.follows("See why")
    visitor.sees("Tell us which garages")
    page.get_by_label("Your answer").fill("Those behind the flats")
    visitor.presses("Answer them")
    visitor.sees("Wanda Worker answered")
    assert re.search(r"/referrals/R-", page.url)


@in_two_looks
def test_it_is_not_theirs_and_they_say_whose(visitor, borough) -> None:
    drains = make.a_team("Drains and ditches")
    referral = make.a_referral(borough.worker, borough.housing, borough.cleansing, borough.category)
    visitor.becomes(borough.officer)
    visitor.goes_to(f"/referrals/{referral.reference}")
    visitor.opens("Send it back")
    page = visitor.page
    page.get_by_label("What should happen next?").fill("The ditch is theirs")
    visitor.presses("Send it back")
    visitor.sees("Choose why you send it back")
    assert page.get_by_label("What should happen next?").input_value() == "The ditch is theirs"
    page.get_by_role("radio", name="Not ours").check()
    page.get_by_label("Whose is it?").select_option(str(drains.pk))
    visitor.presses("Send it back")
    visitor.sees("They say it belongs to Drains and ditches")


@in_two_looks
def test_a_question_is_answered_and_the_clock_waits_for_a_part(visitor, borough) -> None:
    referral = make.a_referral(borough.worker, borough.housing, borough.cleansing, borough.category)
    with as_actor(borough.officer):
        actions.acknowledge_referral(by=borough.officer, referral=referral)
    there, page = f"/referrals/{referral.reference}", visitor.page
    visitor.becomes(borough.officer)
    visitor.goes_to(there)
    visitor.opens("Ask the sender")
    page.get_by_label("What do you need to know?").fill("Which garages are meant?")
    visitor.presses("Ask the sender")
    visitor.sees("waiting for the sender")
    visitor.becomes(borough.worker)
    visitor.goes_to("/desk")
    visitor.follows("Answer")
    visitor.sees("Which garages are meant?")
    page.get_by_label("Your answer").fill("Those behind Test Row")
    visitor.presses("Answer them")
    visitor.becomes(borough.officer)
    visitor.goes_to(there)
    visitor.sees("Those behind Test Row")
    visitor.opens("Pause")
    page.get_by_role("radio", name="Waiting for a part").check()
    visitor.presses("Pause")
    visitor.sees("Not done yet")
    day = clock.now() + timedelta(days=7)
    for box, part in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.locator("#paused").get_by_label(box, exact=True).fill(str(part))
    visitor.presses("Pause")
    visitor.sees("Otto Officer paused it")
    visitor.presses("Start the clock again")
    visitor.sees("The clock started again")


@in_two_looks
def test_what_the_second_of_two_typed_is_kept(visitor, borough) -> None:
    referral = make.a_referral(borough.worker, borough.housing, borough.cleansing, borough.category)
    with as_actor(borough.officer):
        actions.acknowledge_referral(by=borough.officer, referral=referral)
    visitor.becomes(borough.officer)
    visitor.goes_to(f"/referrals/{referral.reference}")
    page = visitor.page
    page.get_by_label("What will you do, and when?").fill("The lorry comes on Friday at nine")
    colleague = make.an_actor(RoleName.DUTY_OFFICER, team=borough.cleansing, name="Sofia Second")
    with as_actor(colleague):
        actions.accept_referral(by=colleague, referral=referral, words="We go there today")
    visitor.presses("Take it on")
    visitor.sees("Somebody got there first")
    visitor.sees("Sofia Second took it on")
    visitor.sees("The lorry comes on Friday at nine")


def test_an_inbox_with_nothing_in_it_says_so(visitor, borough) -> None:
    visitor.becomes(borough.officer)
    visitor.goes_to("/inbox")
    visitor.sees("Nothing to do")
    visitor.goes_to("/sent")
    visitor.sees("Nothing passed on yet")
