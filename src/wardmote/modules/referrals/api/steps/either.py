"""The steps that either side may take, and the coordinator."""

from wardmote.kernel.api.calls import Answer
from wardmote.kernel.api.gate import ApiRequest

from ... import actions
from ..lookups import standing_team
from ..schemas import ReferralOut
from .bodies import CloseIn, MustBeWords, RedirectIn
from .taking import step, take


@step(
    "redirect",
    "Pass it to another team",
    "This one closes as passed on. The answer, its ETag and its Location are those of the one that carries it on,"
    " or of this one, if the other is not for you to read.",
    example={"to_team": "parks", "words": "They say the path is yours."},
)
def redirect_referral(request: ApiRequest, reference: str, payload: RedirectIn) -> Answer[ReferralOut]:
    """Pass it to another team."""
    to_team = standing_team(request.actor, payload.to_team, field="to_team")
    return take(
        request,
        reference,
        lambda r, v: actions.redirect_referral(
            by=request.actor, referral=r, version=v, to_team=to_team, words=payload.words
        ),
        teams="to_team",
    )


@step(
    "give-back",
    "Give it back to its sender",
    "As the coordinator who was called: its sender must send it on, or close it with a reason. Once in a case.",
    example={"words": "Only you know which landlord it is."},
)
def give_back_referral(request: ApiRequest, reference: str, payload: MustBeWords) -> Answer[ReferralOut]:
    """Give it back to its sender."""
    return take(
        request,
        reference,
        lambda r, v: actions.give_back_referral(by=request.actor, referral=r, version=v, words=payload.words),
    )


@step(
    "close",
    "Close it",
    "With an outcome from the fixed list. Closed does not mean mended: the outcome says.",
    example={"outcome": "resolved", "words": "All of it has gone."},
)
def close_referral(request: ApiRequest, reference: str, payload: CloseIn) -> Answer[ReferralOut]:
    """Close it."""
    given = payload.model_dump()
    return take(
        request,
        reference,
        lambda r, v: actions.close_referral(by=request.actor, referral=r, version=v, **given),
        reason="outcome",
    )


@step(
    "reopen",
    "Open it again",
    "As the sender: it is not done after all. Counted.",
    example={"words": "One mattress is back."},
)
def reopen_referral(request: ApiRequest, reference: str, payload: MustBeWords) -> Answer[ReferralOut]:
    """Reopen it."""
    return take(
        request,
        reference,
        lambda r, v: actions.reopen_referral(by=request.actor, referral=r, version=v, words=payload.words),
    )
