"""The calls of each step in a referral's life. The table of moves decides; these only carry what was sent to it."""

from collections.abc import Callable
from typing import TypeVar

from pydantic import Field

from wardmote.kernel.api.calls import Answer, Calls
from wardmote.kernel.api.etags import changed, version_given
from wardmote.kernel.api.gate import ApiRequest
from wardmote.kernel.api.schemas import In, Key, MaybeWords, Moment, Words
from wardmote.shared.partnerships.rules import Scope

from .. import actions, queries
from ..models import Referral
from ..rules import OUTCOMES, PAUSE_REASONS, RETURN_REASONS, WITHDRAW_REASONS, Conflict
from .lookups import standing_team
from .problems import fields_called
from .referrals import told
from .schemas import ReferralOut

calls = Calls(tags=["Steps of a referral"])

View = TypeVar("View", bound=Callable[..., Answer[ReferralOut]])


class MayBeWords(In):
    """Words that the other side reads, if there is something to say."""

    words: MaybeWords = ""


class MustBeWords(In):
    """Words that the other side reads."""

    words: Words


class AcknowledgeIn(MayBeWords):
    """That the team has it."""

    their_reference: str = Field(
        default="", max_length=120, description="Your own number for it: the sender sees it and can quote it."
    )


class PauseIn(MayBeWords):
    """For what the clock stands still, and until when."""

    reason: str = Field(max_length=40, json_schema_extra={"enum": list(PAUSE_REASONS)})
    until: Moment


class ReturnIn(MayBeWords):
    """Why it goes back, and what should happen next."""

    reason: str = Field(max_length=40, json_schema_extra={"enum": list(RETURN_REASONS)})
    named_team: Key | None = Field(default=None, description="For “not-ours”: whose it is, if you know.")
    until: Moment | None = Field(default=None, description="For “no-capacity”: from when you have room.")


class RedirectIn(MustBeWords):
    """To whom it goes, and why."""

    to_team: Key


class WithdrawIn(MayBeWords):
    """Why it is taken back."""

    reason: str = Field(max_length=40, json_schema_extra={"enum": list(WITHDRAW_REASONS)})


class CloseIn(MayBeWords):
    """How it ended."""

    outcome: str = Field(max_length=40, json_schema_extra={"enum": list(OUTCOMES)})


class NoteIn(In):
    """A note that only your own team reads."""

    words: Words


def step(path: str, summary: str, says: str) -> Callable[[View], View]:
    """Declare the call of one step."""
    return calls.steps(
        f"/referrals/{{reference}}/{path}",
        scope=Scope.REFERRALS_WRITE,
        gives=ReferralOut,
        summary=summary,
        says=says,
    )


def take(
    request: ApiRequest, reference: str, act: Callable[[Referral, int], Referral], **called: str
) -> Answer[ReferralOut]:
    """Take a step on what the caller saw, and tell how the referral, or the one that carries it on, now stands.

    `called` says which field of the call the rules mean by which of theirs.
    """
    referral = queries.referral_for(request.actor, reference)
    version = version_given(request, stands_at=referral.version)
    try:
        with fields_called(**called):
            after = act(referral, version)
    except Conflict:
        if queries.referral_for(request.actor, reference).version != version:
            raise changed() from None
        raise
    return told(request, queries.referral_for(request.actor, after.reference))


@step("claim", "Claim it", "Say “I am on it”. One wins; the other hears who. It blocks nobody.")
def claim_referral(request: ApiRequest, reference: str) -> Answer[ReferralOut]:
    """Claim it."""
    return take(request, reference, lambda r, _: actions.claim_referral(by=request.actor, referral=r))


@step("release", "Give it back to the team", "Put what somebody claimed back for anybody of the team.")
def release_referral(request: ApiRequest, reference: str) -> Answer[ReferralOut]:
    """Release it."""
    return take(
        request, reference, lambda r, v: actions.release_referral(by=request.actor, referral=r, version=v)
    )


@step(
    "acknowledge",
    "Acknowledge it",
    "Tell the sender formally that the team has it. Claims it, if nobody had.",
)
def acknowledge_referral(request: ApiRequest, reference: str, payload: AcknowledgeIn) -> Answer[ReferralOut]:
    """Acknowledge it."""
    given = payload.model_dump()
    return take(
        request,
        reference,
        lambda r, v: actions.acknowledge_referral(by=request.actor, referral=r, version=v, **given),
    )


@step("accept", "Take it on", "The team will act.")
def accept_referral(request: ApiRequest, reference: str, payload: MayBeWords) -> Answer[ReferralOut]:
    """Take it on."""
    return take(
        request,
        reference,
        lambda r, v: actions.accept_referral(by=request.actor, referral=r, version=v, words=payload.words),
    )


@step("ask", "Ask the sender", "The clock stands still until they answer. A team may ask twice.")
def ask_for_information(request: ApiRequest, reference: str, payload: MustBeWords) -> Answer[ReferralOut]:
    """Ask the sender something."""
    return take(
        request,
        reference,
        lambda r, v: actions.ask_for_information(
            by=request.actor, referral=r, version=v, words=payload.words
        ),
    )


@step(
    "answer", "Answer the team", "As the sender: what they asked, or what they said when they sent it back."
)
def answer_question(request: ApiRequest, reference: str, payload: MustBeWords) -> Answer[ReferralOut]:
    """Answer the receiving team."""
    return take(
        request,
        reference,
        lambda r, v: actions.answer_question(by=request.actor, referral=r, version=v, words=payload.words),
    )


@step("progress", "Tell the sender how it goes", "What has happened, and what is next.")
def note_progress(request: ApiRequest, reference: str, payload: MustBeWords) -> Answer[ReferralOut]:
    """Tell the sender how it goes."""
    return take(
        request,
        reference,
        lambda r, v: actions.note_progress(by=request.actor, referral=r, version=v, words=payload.words),
    )


@step("pause", "Pause it", "Stop the clock for a coded reason, until a moment at which it starts again.")
def pause_referral(request: ApiRequest, reference: str, payload: PauseIn) -> Answer[ReferralOut]:
    """Pause it."""
    return take(
        request,
        reference,
        lambda r, v: actions.pause_referral(
            by=request.actor,
            referral=r,
            version=v,
            reason=payload.reason,
            until=payload.until,
            words=payload.words,
        ),
    )


@step("resume", "Start the clock again", "Where it stopped.")
def resume_referral(request: ApiRequest, reference: str, payload: MayBeWords) -> Answer[ReferralOut]:
    """Resume it."""
    return take(
        request,
        reference,
        lambda r, v: actions.resume_referral(by=request.actor, referral=r, version=v, words=payload.words),
    )


@step(
    "return",
    "Send it back",
    "For a coded reason, with what should happen next. “return_reasons” of the referral are those that are left. The"
    " second “not-ours” calls the coordinator.",
)
def return_referral(request: ApiRequest, reference: str, payload: ReturnIn) -> Answer[ReferralOut]:
    """Send it back to its sender."""
    actor = request.actor
    named = standing_team(actor, payload.named_team, field="named_team") if payload.named_team else None
    return take(
        request,
        reference,
        lambda r, v: actions.return_referral(
            by=actor,
            referral=r,
            version=v,
            reason=payload.reason,
            words=payload.words,
            named_team=named,
            until=payload.until,
        ),
        to_team="named_team",
        teams="named_team",
    )


@step(
    "redirect",
    "Pass it to another team",
    "This one closes as passed on. The answer, its ETag and its Location are those of the one that carries it on.",
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


@step("call-coordinator", "Ask the coordinator", "To settle where a referral that came back belongs.")
def call_coordinator(request: ApiRequest, reference: str, payload: MayBeWords) -> Answer[ReferralOut]:
    """Call the coordinator."""
    return take(
        request,
        reference,
        lambda r, v: actions.call_coordinator(by=request.actor, referral=r, version=v, words=payload.words),
    )


@step("withdraw", "Take it back", "As the sender, for a coded reason.")
def withdraw_referral(request: ApiRequest, reference: str, payload: WithdrawIn) -> Answer[ReferralOut]:
    """Withdraw it."""
    given = payload.model_dump()
    return take(
        request,
        reference,
        lambda r, v: actions.withdraw_referral(by=request.actor, referral=r, version=v, **given),
    )


@step(
    "close", "Close it", "With an outcome from the fixed list. Closed does not mean mended: the outcome says."
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


@step("reopen", "Open it again", "As the sender: it is not done after all. Counted.")
def reopen_referral(request: ApiRequest, reference: str, payload: MustBeWords) -> Answer[ReferralOut]:
    """Reopen it."""
    return take(
        request,
        reference,
        lambda r, v: actions.reopen_referral(by=request.actor, referral=r, version=v, words=payload.words),
    )


@calls.creates(
    "/referrals/{reference}/notes",
    scope=Scope.REFERRALS_WRITE,
    gives=ReferralOut,
    summary="Keep a note for the own team",
    says="Only the team on whose desk it lies reads it. The other side never does.",
    tells_version=True,
)
def keep_team_note(request: ApiRequest, reference: str, payload: NoteIn) -> Answer[ReferralOut]:
    """Keep a note for the own team."""
    referral = queries.referral_for(request.actor, reference)
    actions.keep_team_note(by=request.actor, referral=referral, words=payload.words)
    return told(request, referral)
