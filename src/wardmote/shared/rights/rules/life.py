"""The life of a request: what it asks, what may happen to it, how it ends, and on what lawful ground it is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from .deciding import EXEMPTIONS, Exemption


class Ask(StrEnum):
    """What somebody asks."""

    COPY = "copy"
    CORRECTION = "correction"
    ERASURE = "erasure"
    OBJECTION = "objection"
    RESTRICTION = "restriction"


KINDS = {
    Ask.COPY: ("A copy of what is kept of them", "UK GDPR article 15"),
    Ask.CORRECTION: ("That something wrong is put right", "UK GDPR article 16"),
    Ask.ERASURE: ("That it is erased", "UK GDPR article 17"),
    Ask.OBJECTION: ("They object to its use", "UK GDPR article 21"),
    Ask.RESTRICTION: ("That its use is restricted", "UK GDPR article 18"),
}


def ask_in_words(ask: str) -> str:
    """What is asked, for a line of a list."""
    return KINDS[Ask(ask)][0]


class Identity(StrEnum):
    """How somebody proved who they are."""

    KNOWN = "known"
    SEEN = "seen"
    DOCUMENT = "document"
    ACCOUNT = "account"


IDENTITY_BY = {
    Identity.KNOWN: "A worker knows them and spoke with them",
    Identity.SEEN: "They came in and showed a document with a photo",
    Identity.DOCUMENT: "They sent copies of two documents, one with their address",
    Identity.ACCOUNT: "They work here and asked from their own account",
}

ACTS_FOR = {
    "self": "Nobody: they ask for themselves",
    "parent": "Their child, for whom they have parental responsibility",
    "attorney": "Somebody for whom they are attorney or deputy",
    "authority": "Somebody who has authorised them in writing, such as a client",
}


class State(StrEnum):
    """How a request stands."""

    OPEN = "open"
    WAITING = "waiting"
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


ENDS = frozenset({State.ANSWERED, State.REFUSED, State.WITHDRAWN})


class Pause(StrEnum):
    """For what we wait."""

    IDENTITY = "identity"
    CLARIFICATION = "clarification"


PAUSES = {
    Pause.IDENTITY: "Proof of who they are",
    Pause.CLARIFICATION: "What they mean",
}


class Move(StrEnum):
    """What can happen to a request."""

    ASK = "ask"
    HEAR = "hear"
    EXTEND = "extend"
    ANSWER = "answer"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


_MOVES = {
    State.OPEN: {
        Move.ASK: State.WAITING,
        Move.EXTEND: State.OPEN,
        Move.ANSWER: State.ANSWERED,
        Move.REFUSE: State.REFUSED,
        Move.WITHDRAW: State.WITHDRAWN,
    },
    State.WAITING: {
        Move.HEAR: State.OPEN,
        Move.EXTEND: State.WAITING,
        Move.REFUSE: State.REFUSED,
        Move.WITHDRAW: State.WITHDRAWN,
    },
}
"""From where, by what, to where. An answer is given only to somebody whose identity and meaning are known."""


def moves_from(state: str) -> dict[Move, State]:
    """What may happen now, and where each leads."""
    return dict(_MOVES.get(State(state), {}))


EXTENSIONS = {
    "complex": "The request is complex",
    "many": "They have made several requests",
}


class Outcome(StrEnum):
    """How a request was answered."""

    GIVEN = "given"
    IN_PART = "in-part"
    NOTHING = "nothing"
    DONE = "done"


OUTCOMES = {
    Outcome.GIVEN: "They got everything",
    Outcome.IN_PART: "They got a part, or a part was done",
    Outcome.NOTHING: "Nothing is kept of them, as far as a proper search can find",
    Outcome.DONE: "It was done as they asked",
}


class Refusal(StrEnum):
    """On what ground the law lets a request be refused."""

    UNFOUNDED = "unfounded"
    EXCESSIVE = "excessive"
    UNPROVED = "unproved"
    LEGAL_OBLIGATION = "legal-obligation"
    PUBLIC_TASK = "public-task"
    CHILD = "child"
    LEGAL_CLAIMS = "legal-claims"
    HELD = "held"
    ACCURATE = "accurate"
    COMPELLING = "compelling"
    EXEMPT = "exempt"


@dataclass(frozen=True)
class _Refused:
    words: str
    told: str
    law: str
    asks: frozenset[Ask]


_ALL = frozenset(Ask)

REFUSALS = {
    Refusal.UNFOUNDED: _Refused(
        "It is manifestly unfounded",
        "we believe that it was not made to use your rights",
        "UK GDPR article 12(5)",
        _ALL,
    ),
    Refusal.EXCESSIVE: _Refused(
        "It is manifestly excessive",
        "it repeats what you asked before, or asks far more than we can reasonably do",
        "UK GDPR article 12(5)",
        _ALL,
    ),
    Refusal.UNPROVED: _Refused(
        "They have not proved who they are",
        "we could not be sure that it was you who asked",
        "UK GDPR article 12(6)",
        _ALL,
    ),
    Refusal.LEGAL_OBLIGATION: _Refused(
        "The law obliges us to keep it",
        "the law obliges us to keep it",
        "UK GDPR article 17(3)(b)",
        frozenset({Ask.ERASURE}),
    ),
    Refusal.PUBLIC_TASK: _Refused(
        "It is needed for a public task",
        "we need it for a task that the law gives us in the public interest",
        "UK GDPR article 17(3)(b)",
        frozenset({Ask.ERASURE}),
    ),
    Refusal.CHILD: _Refused(
        "It is needed to protect a child or an adult at risk",
        "we need it to keep somebody safe, which the law puts first",
        "UK GDPR articles 6(1)(d) and 17(3)(b); Data Protection Act 2018, schedule 1, paragraph 18",
        frozenset({Ask.ERASURE, Ask.OBJECTION, Ask.RESTRICTION}),
    ),
    Refusal.LEGAL_CLAIMS: _Refused(
        "It is needed for a legal claim",
        "it is needed to bring or to answer a legal claim",
        "UK GDPR articles 17(3)(e), 18(2) and 21(1)",
        frozenset({Ask.ERASURE, Ask.OBJECTION, Ask.RESTRICTION}),
    ),
    Refusal.HELD: _Refused(
        "A court, an inquiry or a review has it held",
        "a court, an inquiry or a review has told us not to destroy it",
        "UK GDPR article 17(3)(b) and (e)",
        frozenset({Ask.ERASURE}),
    ),
    Refusal.ACCURATE: _Refused(
        "It is accurate as it stands",
        "we have checked it, and it is right as it stands. Your words now stand beside it",
        "UK GDPR article 16",
        frozenset({Ask.CORRECTION, Ask.RESTRICTION}),
    ),
    Refusal.COMPELLING: _Refused(
        "There are compelling grounds that override theirs",
        "there are strong reasons for its use, which weigh more than those you gave",
        "UK GDPR article 21(1)",
        frozenset({Ask.OBJECTION}),
    ),
    Refusal.EXEMPT: _Refused(
        "All of it is exempt",
        "the law lets us withhold it",
        "Data Protection Act 2018, schedules 2 and 3",
        frozenset({Ask.COPY}),
    ),
}


def refusals_for(ask: str) -> Sequence[tuple[Refusal, str]]:
    """The grounds on which this can be refused, each with its words."""
    return [(code, reason.words) for code, reason in REFUSALS.items() if Ask(ask) in reason.asks]


def why_it_stays(ask: str) -> Sequence[tuple[str, str]]:
    """Why nothing of a protected record is told, or erased: the grounds for what is asked, with their words."""
    if ask == Ask.ERASURE:
        return [(code.value, words) for code, words in refusals_for(ask)]
    return [
        (code.value, reason.words) for code, reason in EXEMPTIONS.items() if code != Exemption.NOT_LOOKED_AT
    ]


def stays_in_words(code: str) -> str:
    """Why a protected record stays, in words; empty where nothing was said."""
    if code in set(Refusal):
        return REFUSALS[Refusal(code)].words
    return EXEMPTIONS[Exemption(code)].words if code else ""


MARK_ENDS = {
    "taken-back": "The person no longer asks for it",
    "weighed": "It was weighed: our grounds override theirs, or its use is lawful",
    "settled": "What they contested was checked or put right",
    "mistake": "It was marked by mistake",
}
"""Why a mark ends. Of a restriction the person is told before (UK GDPR article 18(3))."""
