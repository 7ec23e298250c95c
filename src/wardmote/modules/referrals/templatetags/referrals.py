"""How observations and referrals stand, for any page. `{% load referrals %}`."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template

from wardmote.kernel.clock import now
from wardmote.kernel.ui.parts import DeadlineView
from wardmote.shared.partnerships import rules as partnerships

from ..models import Observation, Referral
from ..queries import StoppedReferral
from ..rules import (
    DISCLOSED_IN_WORDS,
    GROUNDS_IN_WORDS,
    OVERRIDES_IN_WORDS,
    Disclosed,
    OverrideKind,
    SharingGround,
)
from ..rules.matching import REASONS_IN_WORDS, MatchReason
from ..web import shown
from ..web.observations import ending_of, knots_of

register = template.Library()


@register.filter
def deadline(referral: Referral | StoppedReferral) -> DeadlineView | None:
    """The clock of a referral, for `{% clock %}`; None once nothing is due."""
    return shown.deadline_view(referral, now=now())


@register.filter
def stands(referral: Referral | StoppedReferral) -> str:
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
def heard(referral: Referral) -> str:
    """What came of it, as whoever reported it reads it."""
    return shown.heard(referral, now=now())


@register.filter
def items_in_words(items: Iterable[str]) -> str:
    """What was told of people: "names, addresses and photos"."""
    return partnerships.items_in_words(items)


@register.filter
def ground_in_words(ground: str) -> str:
    """On what ground, as a person says it."""
    return GROUNDS_IN_WORDS[SharingGround(ground)]


@register.filter
def override_in_words(kind: str) -> str:
    """Why it was told all the same."""
    return OVERRIDES_IN_WORDS[OverrideKind(kind)]


@register.filter
def disclosed_in_words(what: str) -> str:
    """What a line of the disclosure log says."""
    return DISCLOSED_IN_WORDS[Disclosed(what)]


@register.filter
def reasons_in_words(reasons: Sequence[MatchReason]) -> str:
    """What speaks for one person: "the same name and the same date of birth"."""
    words = [REASONS_IN_WORDS[reason] for reason in reasons]
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
