"""A worker records what she saw, passes it on and sees what became of it (R1.1, R1.2, R1.4, R2.1)."""

from io import BytesIO

from PIL import Image
from tests import factories as make

from wardmote.kernel.database import as_actor, as_system
from wardmote.modules.referrals import actions
from wardmote.modules.referrals.models import Referral
from wardmote.shared.geography.models import Place

from .conftest import in_two_looks


def test_a_worker_records_passes_on_and_hears_back(visitor, borough) -> None:
    visitor.becomes(borough.worker)
    visitor.goes_to("/record")
    visitor.presses("Next: pass it on")
    visitor.sees("Write what you saw or heard")
    page = visitor.page
    page.get_by_label("What did you see or hear?").fill("Two mattresses by the garages, they block the path")
    page.get_by_label("What is it about?").select_option(label="Fly-tipping")
    page.get_by_label("Where?").fill("52.58, -1.98")
    for words in ("2 upset", "3 a street", "No"):
        page.get_by_role("radio", name=words, exact=True).check(force=True)
    visitor.presses("Next: pass it on")
    visitor.sees("Takes fly-tipping in Testward")
    page.get_by_label("Streets and cleansing").check()
    page.get_by_label("What do you want them to do?").fill("Please clear it this week")
    visitor.presses("Send it")
    visitor.sees("not acknowledged yet")
    with as_system("the journey goes on at the other team's desk"):
        referral = Referral.objects.get()
    with as_actor(borough.officer):
        actions.acknowledge_referral(by=borough.officer, referral=referral, words="We have it")
    visitor.goes_to("/observations/mine")
    visitor.sees("Acknowledged")


def test_a_worker_with_nothing_yet_is_told_what_to_do(visitor, borough) -> None:
    visitor.becomes(borough.worker)
    visitor.goes_to("/observations/mine")
    visitor.sees("You have recorded nothing yet")
    visitor.goes_to("/observations")
    visitor.sees("Nothing here yet")


def test_a_draft_waits_until_it_is_thrown_away(visitor, borough) -> None:
    visitor.becomes(borough.worker)
    visitor.goes_to("/record")
    page = visitor.page
    page.get_by_label("What did you see or hear?").fill("A draft about dogs")
    page.get_by_label("What is it about?").select_option(label="Fly-tipping")
    visitor.presses("Keep as draft")
    visitor.follows("A draft about dogs")
    visitor.follows("Throw this draft away")
    visitor.presses("Throw it away")
    visitor.sees("You have recorded nothing yet")


@in_two_looks
def test_what_came_back_goes_to_another_team_and_is_taken_back(visitor, borough) -> None:
    referral = make.a_referral(borough.worker, borough.housing, borough.cleansing, borough.category)
    drains = make.a_team("Drains and ditches")
    with as_actor(borough.officer):
        actions.return_referral(
            by=borough.officer,
            referral=actions.acknowledge_referral(by=borough.officer, referral=referral),
            reason="not-ours",
            words="The ditch is theirs",
            named_team=drains,
        )
    page = visitor.page
    visitor.becomes(borough.worker)
    visitor.goes_to("/desk")
    visitor.follows("Send on")
    visitor.sees("The ditch is theirs")
    page.get_by_label("Which team?").select_option(str(drains.pk))
    visitor.presses("Pass it on")
    visitor.sees("Say it in a sentence")
    page.get_by_label("Why does it go to them?").fill("They say that it is yours")
    visitor.presses("Pass it on")
    visitor.sees("to Drains and ditches")
    visitor.opens("Take it back")
    page.get_by_role("radio", name="It has sorted itself out").check()
    visitor.presses("Take it back")
    visitor.sees("Wanda Worker took it back")


@in_two_looks
def test_what_was_closed_too_early_is_opened_again(visitor, borough) -> None:
    referral = make.a_referral(borough.worker, borough.housing, borough.cleansing, borough.category)
    by = borough.officer
    with as_actor(by):
        actions.accept_referral(by=by, referral=actions.acknowledge_referral(by=by, referral=referral))
        actions.close_referral(
            by=by, referral=make.fresh(referral), outcome="resolved", words="Cleared on Thursday"
        )
    visitor.becomes(borough.worker)
    visitor.goes_to("/observations/mine")
    visitor.sees("Resolved")
    visitor.goes_to(f"/referrals/{referral.reference}")
    visitor.opens("Open it again")
    visitor.page.get_by_label("What is still wrong?").fill("One mattress is still there")
    visitor.presses("Open it again")
    visitor.sees("Wanda Worker opened it again")


@in_two_looks
def test_a_photo_is_shown_and_a_street_that_is_two_is_asked_for(visitor, borough) -> None:
    north, south = borough.ward, make.a_ward("Southward", latitude=52.55)
    for ward in (north, south):
        Place.objects.create(
            key=f"lock-road-{ward.key}", name="Lock Road", plain_name="lock road", kind="street", ward=ward,
            latitude=ward.latitude, longitude=ward.longitude,
        )  # fmt: skip
    green = BytesIO()
    Image.new("RGB", (600, 400), "green").save(green, "JPEG")
    visitor.becomes(borough.worker)
    visitor.goes_to("/record")
    page = visitor.page
    page.get_by_label("What did you see or hear?").fill("A lamp is out")
    page.get_by_label("What is it about?").select_option(label="Fly-tipping")
    page.get_by_label("Where?").fill("Lock Road")
    for words in ("1 minor", "2 a few homes", "No"):
        page.get_by_role("radio", name=words, exact=True).check(force=True)
    visitor.presses("Next: pass it on")
    visitor.sees("Choose which place you mean")
    page.get_by_role("radio", name="Lock Road").nth(1).check()
    visitor.opens("Photos, time, how you learned of it")
    page.get_by_label("Photos").set_input_files(
        {"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": green.getvalue()}
    )
    visitor.presses("Next: pass it on")
    visitor.sees("Southward")
    visitor.presses("Record it, do not send it")
    photo = page.get_by_alt_text("Photo 1 of 1")
    photo.scroll_into_view_if_needed()
    wide = photo.evaluate("photo => photo.decode ? photo.naturalWidth : 0")
    assert wide == 600
    visitor.opens("It needs nothing more")
    page.get_by_label("Why does it need nothing more?").fill("The lamp is on again")
    visitor.presses("Say so")
    visitor.sees("The lamp is on again")
