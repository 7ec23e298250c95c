"""What issues hear of referrals."""

from wardmote.kernel.actor import system
from wardmote.kernel.events import reacts_to
from wardmote.modules.referrals.events import ReferralStepped

from .actions import keep_standing


@reacts_to(ReferralStepped)
def keep_how_it_stands(event: ReferralStepped) -> None:
    """Show on an issue how its referrals stand. May run twice: it looks at how they stand now."""
    keep_standing(by=system("a referral moved"), referral_id=event.referral_id)
