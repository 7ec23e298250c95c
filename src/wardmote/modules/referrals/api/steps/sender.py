"""The steps of the team that sent it."""

from wardmote.kernel.api.calls import Answer
from wardmote.kernel.api.gate import ApiRequest

from ... import actions
from ..schemas import ReferralOut
from .bodies import MayBeWords, MustBeWords, WithdrawIn
from .taking import step, take


@step(
    "answer",
    "Answer the team",
    "As the sender: what they asked, or what they said when they sent it back.",
    example={"words": "The third from the road."},
)
def answer_question(request: ApiRequest, reference: str, payload: MustBeWords) -> Answer[ReferralOut]:
    """Answer the receiving team."""
    return take(
        request,
        reference,
        lambda r, v: actions.answer_question(by=request.actor, referral=r, version=v, words=payload.words),
    )


@step(
    "withdraw",
    "Take it back",
    "As the sender, for a coded reason.",
    example={"reason": "sorted-itself", "words": "The owner has cleared it."},
)
def withdraw_referral(request: ApiRequest, reference: str, payload: WithdrawIn) -> Answer[ReferralOut]:
    """Withdraw it."""
    given = payload.model_dump()
    return take(
        request,
        reference,
        lambda r, v: actions.withdraw_referral(by=request.actor, referral=r, version=v, **given),
    )


@step(
    "call-coordinator",
    "Ask the coordinator",
    "To settle where a referral that came back belongs.",
    example={"words": "Two teams say that it is not theirs."},
)
def call_coordinator(request: ApiRequest, reference: str, payload: MayBeWords) -> Answer[ReferralOut]:
    """Call the coordinator."""
    return take(
        request,
        reference,
        lambda r, v: actions.call_coordinator(by=request.actor, referral=r, version=v, words=payload.words),
    )
