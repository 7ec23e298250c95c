"""How observations and referrals stand, for any page. `{% load referrals %}`."""

from collections.abc import Iterable
from typing import Any

from django import template

from wardmote.kernel.clock import now
from wardmote.kernel.ui.parts import DeadlineView

from ..models import Observation, Referral
from ..web import shown
from ..web.observations import ending_of, knots_of

register = template.Library()


@register.filter
def deadline(referral: Referral) -> DeadlineView | None:
    """The clock of a referral, for `{% clock %}`; None once nothing is due."""
    return shown.deadline_view(referral, now=now())


@register.filter
def stands(referral: Referral) -> str:
    """Where a referral stands, for whoever only sees that work moves."""
    return shown.plain_state(referral)


@register.inclusion_tag("referrals/rows.html")
def recorded(observations: Iterable[Observation]) -> dict[str, Any]:
    """List somebody's own observations, each with what became of it."""
    return {
        "rows": [
            (observation, knots_of(observation), ending_of(observation)) for observation in observations
        ],
        "with_referrals": True,
    }


@register.filter
def ending(referral: Referral) -> str:
    """How a referral ended, in few words: "Advice given"."""
    return shown.ending_words(referral.outcome)
