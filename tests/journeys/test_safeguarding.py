"""A protected matter is seen by those named and nobody else; its sender hears "received" (R1.9, R11.1)."""

from tests import factories as make

from wardmote.shared.partnerships.rules import RoleName, Sensitivity


def test_a_protected_matter_reaches_the_safeguarding_lead_alone(visitor, borough) -> None:
    hidden = make.a_category("A child at risk", sensitivity=Sensitivity.PROTECTED)
    lead = make.an_actor(RoleName.SAFEGUARDING_LEAD, team=borough.cleansing, name="Lena Lead")
    referral = make.a_referral(
        borough.worker,
        borough.housing,
        borough.cleansing,
        hidden,
        words="A child cries at night, and it worries me",
    )
    page, observation = visitor.page, referral.observation

    visitor.becomes(borough.officer)
    for there in ("/desk", "/inbox", "/observations", "/sent"):
        visitor.goes_to(there)
        for words in (referral.reference, observation.reference, "A child", "protected"):
            assert page.get_by_text(words).count() == 0, f"{there} tells of {words}"
    for there in (f"/referrals/{referral.reference}", f"/observations/{observation.reference}"):
        answer = page.goto(visitor.address + there)
        assert answer.status == 404
        visitor.looks()

    visitor.becomes(lead)
    visitor.goes_to("/desk")
    visitor.sees("1 protected matter waits")
    visitor.follows("Look at them")
    visitor.follows(f"Protected {referral.reference}")
    visitor.sees("Your look at")
    visitor.sees("A child cries at night")
    visitor.presses("Acknowledge")

    visitor.becomes(borough.worker)
    visitor.goes_to("/observations/mine")
    visitor.sees("Received")
    visitor.goes_to(f"/observations/{observation.reference}")
    visitor.sees("This is all we may tell you")
    for words in ("Lena Lead", "Acknowledged", "Streets and cleansing"):
        assert page.get_by_text(words).count() == 0, f"the sender reads {words}"
