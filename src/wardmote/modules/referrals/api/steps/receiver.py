"""The steps of the team on whose desk it lies."""

from wardmote.kernel.api.calls import Answer
from wardmote.kernel.api.gate import ApiRequest
from wardmote.shared.partnerships.rules import Scope

from ... import actions, queries
from ..lookups import standing_team
from ..referrals import told
from ..schemas import ReferralOut
from .bodies import AcknowledgeIn, MayBeWords, MustBeWords, NoteIn, PauseIn, ReturnIn
from .taking import calls, step, take


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
    example={"their_reference": "C-20417"},
)
def acknowledge_referral(request: ApiRequest, reference: str, payload: AcknowledgeIn) -> Answer[ReferralOut]:
    """Acknowledge it."""
    given = payload.model_dump()
    return take(
        request,
        reference,
        lambda r, v: actions.acknowledge_referral(by=request.actor, referral=r, version=v, **given),
    )


@step("accept", "Take it on", "The team will act.", example={"words": "A lorry comes on Thursday."})
def accept_referral(request: ApiRequest, reference: str, payload: MayBeWords) -> Answer[ReferralOut]:
    """Take it on."""
    return take(
        request,
        reference,
        lambda r, v: actions.accept_referral(by=request.actor, referral=r, version=v, words=payload.words),
    )


@step(
    "ask",
    "Ask the sender",
    "The clock stands still until they answer. A team may ask twice.",
    example={"words": "Which of the garages is it?"},
)
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
    "progress",
    "Tell the sender how it goes",
    "What has happened, and what is next.",
    example={"words": "One load has gone. A second follows on Friday."},
)
def note_progress(request: ApiRequest, reference: str, payload: MustBeWords) -> Answer[ReferralOut]:
    """Tell the sender how it goes."""
    return take(
        request,
        reference,
        lambda r, v: actions.note_progress(by=request.actor, referral=r, version=v, words=payload.words),
    )


@step(
    "pause",
    "Pause it",
    "Stop the clock for a coded reason, until a moment at which it starts again.",
    example={"reason": "waiting-for-part", "until": "2026-03-10T09:00:00Z"},
)
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


@step("resume", "Start the clock again", "Where it stopped.", example={"words": "The part is here."})
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
    example={"reason": "not-ours", "words": "The path belongs to the park.", "named_team": "parks"},
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


@calls.creates(
    "/referrals/{reference}/notes",
    scope=Scope.REFERRALS_WRITE,
    gives=ReferralOut,
    summary="Keep a note for the own team",
    says="Only the team on whose desk it lies reads it. The other side never does.",
    tells_version=True,
    example={"words": "Ring the caretaker first."},
)
def keep_team_note(request: ApiRequest, reference: str, payload: NoteIn) -> Answer[ReferralOut]:
    """Keep a note for the own team."""
    referral = queries.referral_for(request.actor, reference)
    actions.keep_team_note(by=request.actor, referral=referral, words=payload.words)
    return told(request, referral)
