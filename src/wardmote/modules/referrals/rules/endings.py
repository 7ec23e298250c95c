"""The fixed lists of reasons: how a referral ends, why it is sent back, withdrawn or paused.

Words may be mended, keys never change: they are stored. "Closed" does not mean "fixed". Public names:
`Outcome`, `OUTCOMES`, `ReturnReason`, `RETURN_REASONS`, `Give`, `WithdrawReason`, `WITHDRAW_REASONS`,
`PauseReason`, `PAUSE_REASONS`, `CountsAs`, `PASSED_ON`, `DUPLICATE_OF`, `ALREADY_THERE`.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

PASSED_ON = "passed-on"
"""The ending of a referral that another one carries on."""

AWAY = "away"
"""Why a claim was given back, or given to a colleague: whoever had it is away."""

NOT_OURS = "not-ours"
NEEDS_INFORMATION = "needs-information"
DUPLICATE_OF = "duplicate-of"
"""The return reason that leaves the sender nothing to do: it ends the referral, and is then its ending."""


class Give(StrEnum):
    """What a step must bring with it, named as in the fields of `Taken`."""

    REASON = "reason"
    WORDS = "words"
    UNTIL = "until"
    TEAM = "to_team"
    PERSON = "by"


class CountsAs(StrEnum):
    """How an outcome is counted in figures."""

    HELPED = "helped"
    PARTLY = "partly"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended: what the person reads, what whoever reported it hears, and whether a sentence must go with it."""

    key: str
    label: str
    plain: str
    told: str
    needs_words: bool
    counts_as: CountsAs


@dataclass(frozen=True, slots=True)
class ReturnReason:
    """Why a team sends a referral back.

    `must_give` names what goes with it beside the reason, `prompt` asks for the words. `limit` is how often
    the reason may be given before it is refused: for "not ours" by all teams together, otherwise by each
    team. `answerable`: the sender may answer and hand it back to the same team.
    """

    key: str
    label: str
    plain: str
    prompt: str
    next_step: str
    must_give: frozenset[Give]
    allowed_for_protected: bool
    limit: int
    answerable: bool


@dataclass(frozen=True, slots=True)
class WithdrawReason:
    """Why the sender takes a referral back."""

    key: str
    plain: str


@dataclass(frozen=True, slots=True)
class PauseReason:
    """Why the clock is stopped, and for how long at most, in calendar days."""

    key: str
    plain: str
    longest: timedelta


OUTCOMES = {
    outcome.key: outcome
    for outcome in (
        Outcome(
            "resolved",
            "Resolved",
            "It has been put right.",
            "It has been put right.",
            True,
            CountsAs.HELPED,
        ),
        Outcome(
            "partly",
            "Partly",
            "It is better, not gone. What is left, and who has it, is written below.",
            "It is better, not gone.",
            True,
            CountsAs.PARTLY,
        ),
        Outcome(
            "advice-given",
            "Advice given",
            "We gave advice or showed where help is. Nothing more was needed or wanted.",
            "They gave advice, or showed where help is.",
            True,
            CountsAs.HELPED,
        ),
        Outcome(
            "already-known",
            "Already known",
            "We knew, and are already on it. What you added is kept with it.",
            "They knew of it and are already on it.",
            False,
            CountsAs.PARTLY,
        ),
        Outcome(
            "could-not",
            "We could not",
            "We tried, or looked into it, and could not. This is why.",
            "They tried, or looked into it, and could not.",
            True,
            CountsAs.NOT,
        ),
        Outcome(
            "no-further-action",
            "No further action",
            "We looked and will not do more, because:",
            "They looked and will not do more.",
            True,
            CountsAs.NOT,
        ),
    )
}

ALREADY_THERE = "They already had the same one, and keep yours with it."
"""What whoever reported it hears of `DUPLICATE_OF`."""

RETURN_REASONS = {
    reason.key: reason
    for reason in (
        ReturnReason(
            key="not-ours",
            label="Not ours",
            plain="This is not something our team can act on. We think it belongs to the team named here.",
            prompt="Say whose it is and why. Name no team to ask the coordinator.",
            next_step="Send it on with one press. "
            "After two of these the coordinator settles it by telephone.",
            must_give=frozenset({Give.WORDS}),
            allowed_for_protected=True,
            limit=2,
            answerable=False,
        ),
        ReturnReason(
            key="needs-information",
            label="Needs information",
            plain="We cannot decide yet. Please answer the questions below; the clock is yours until you do.",
            prompt="Ask what you need to know.",
            next_step="Answer, or say that you cannot know it; then we decide on what there is.",
            must_give=frozenset({Give.WORDS}),
            allowed_for_protected=True,
            limit=2,
            answerable=True,
        ),
        ReturnReason(
            key="below-threshold",
            label="Below our threshold",
            plain="We have looked and it does not reach the level at which we may or must act. "
            "This might help instead.",
            prompt="Say why it does not reach the level, and what might help instead.",
            next_step="Send to the suggested service, ask for a second look with a reason, or close.",
            must_give=frozenset({Give.WORDS}),
            allowed_for_protected=True,
            limit=1,
            answerable=True,
        ),
        ReturnReason(
            key="no-capacity",
            label="No capacity until a date",
            plain="It is ours and we have nobody free until the date given. If that is too late, "
            "these teams have room.",
            prompt="Say what the sender can expect then.",
            next_step="Wait with a date, or send to another team. A team that says this often shows in the "
            "capacity report.",
            must_give=frozenset({Give.UNTIL}),
            allowed_for_protected=False,
            limit=1,
            answerable=True,
        ),
        ReturnReason(
            key="cannot-reach",
            label="Cannot reach the person",
            plain="We tried at the times listed and could not make contact. You may know a better way.",
            prompt="List the times you tried, and how.",
            next_step="Offer a safe time, come along, or close if the person has declined.",
            must_give=frozenset({Give.WORDS}),
            allowed_for_protected=True,
            limit=1,
            answerable=True,
        ),
        ReturnReason(
            key="duplicate-of",
            label="The same as another",
            plain="We already have this one. Yours is added to it and you will hear what they hear.",
            prompt="Give the number of the other one, which the sender may see.",
            next_step="Nothing to do. If it is not the same, say so and it opens again.",
            must_give=frozenset({Give.WORDS}),
            allowed_for_protected=False,
            limit=1,
            answerable=False,
        ),
    )
}

WITHDRAW_REASONS = {
    reason.key: reason
    for reason in (
        WithdrawReason("owner-found", "The owner has been found."),
        WithdrawReason("sent-in-error", "It was sent by mistake."),
        WithdrawReason("person-declined", "The person does not want it, and may decide so."),
        WithdrawReason("sorted-itself", "It has sorted itself out."),
    )
}

PAUSE_REASONS = {
    reason.key: reason
    for reason in (
        PauseReason(
            "waiting-for-person",
            "Waiting for the person, who is away or not ready.",
            timedelta(days=30),
        ),
        PauseReason(
            "waiting-for-information",
            "Waiting for information that the sender does not have, such as a report.",
            timedelta(days=15),
        ),
        PauseReason("waiting-for-court", "Waiting for a court or tribunal.", timedelta(days=90)),
        PauseReason(
            "waiting-for-part", "Waiting for a part, a contractor or the weather.", timedelta(days=28)
        ),
        PauseReason("waiting-for-partner", "Waiting for another partner, who is named.", timedelta(days=15)),
    )
}
