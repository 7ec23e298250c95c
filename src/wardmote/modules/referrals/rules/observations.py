"""Words for observations and decisions about who reads what, without a database."""

import re
from collections.abc import Iterable
from enum import StrEnum

from wardmote.shared.partnerships.rules import ANY_PARTNER, ELECTED, MOVEMENT, Sensitivity, person_key


class ObservationState(StrEnum):
    """Where an observation stands."""

    DRAFT = "draft"
    RECORDED = "recorded"
    PASSED_ON = "passed_on"
    ENDED = "ended"


OPEN_OBSERVATIONS = frozenset({ObservationState.RECORDED, ObservationState.PASSED_ON})
"""On the record, and nobody has said how it ended."""

NOTHING_MORE = "nothing-more"
"""Why somebody ends an observation that lies on no desk."""

CLOSED_ELSEWHERE = "closed-elsewhere"
"""Why an observation has ended that had ended in its own system before it was imported."""

WITH_ITS_ISSUE = "with-its-issue"
"""Why an observation on no desk has ended when the issue that it is part of was decided."""

DISCARDED = "discarded"
"""Why a draft that was thrown away has ended."""


NEEDS = "needs"
"""Under which kind a need that somebody typed is kept with their session, with ``words``, ``place``, ``latitude`` and
``longitude``: an observation can be begun with it."""


class Channel(StrEnum):
    """How what was said or seen came in."""

    WORKER = "worker"
    TELEPHONE = "telephone"
    MEETING = "meeting"
    EMAIL = "email"
    WEB = "web"
    IMPORT = "import"


class FlowMeasure(StrEnum):
    """What is counted of work that moves."""

    SENT = "sent"
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ACKNOWLEDGED_LATE = "acknowledged_late"
    RETURNED = "returned"
    CLOSED = "closed"


def title_of(words: str, *, longest: int = 90) -> str:
    """The first sentence of somebody's words, cut at a space when it is longer than a line; empty for no words.

    A full stop after a short word ("no. 7", "St. Anne's") ends no sentence.
    """
    first = next((line.strip() for line in words.splitlines() if line.strip()), "")
    end = re.search(r"(?<=\S{3})[.!?](?=\s)", first)
    head = (first[: end.start()] if end else first).rstrip(".")
    return head if len(head) <= longest else head[: longest - 1].rsplit(" ", 1)[0] + "…"


def desk_key(team_id: int, sensitivity: str) -> int:
    """The key by which a team reads: its own, or for a protected matter that of its safeguarding leads."""
    return -team_id if sensitivity == Sensitivity.PROTECTED else team_id


def draft_readers(person_id: int) -> list[int]:
    """A draft is its writer's alone."""
    return [person_key(person_id)]


def observation_readers(sensitivity: str, *, recorded_by: int | None, team_ids: Iterable[int]) -> list[int]:
    """Who reads a sent observation: the teams in the case, its writer and, when open, every partner."""
    keys = {desk_key(team_id, sensitivity) for team_id in team_ids}
    if recorded_by is not None:
        keys.add(person_key(recorded_by))
    if sensitivity == Sensitivity.OPEN:
        keys.add(ANY_PARTNER)
    return sorted(keys)


def referral_readers(sensitivity: str, team_ids: Iterable[int]) -> list[int]:
    """Who reads that a referral exists and how it stands.

    The sender of a protected referral is not among them: "received" reaches them on their own observation.
    """
    keys = {desk_key(team_id, sensitivity) for team_id in team_ids}
    if sensitivity != Sensitivity.PROTECTED:
        keys.add(MOVEMENT)
    if sensitivity == Sensitivity.OPEN:
        keys |= {ANY_PARTNER, ELECTED}
    return sorted(keys)


def step_readers(sensitivity: str, team_ids: Iterable[int]) -> list[int]:
    """Who reads the words exchanged on a referral: the teams in the case and, when open, every partner."""
    keys = {desk_key(team_id, sensitivity) for team_id in team_ids}
    if sensitivity == Sensitivity.OPEN:
        keys.add(ANY_PARTNER)
    return sorted(keys)


def note_readers(sensitivity: str, team_id: int) -> list[int]:
    """A team's own notes are read by that team and nobody else."""
    return [desk_key(team_id, sensitivity)]


def narrowest(*levels: str) -> Sensitivity:
    """The narrowest of several levels: what a matter needs when its parts need different ones."""
    return max((Sensitivity(level) for level in levels), key=lambda level: level.rank)


def flow_of(
    kind: str, *, sender_team_id: int, receiver_team_id: int, late: bool
) -> tuple[tuple[int, FlowMeasure], ...]:
    """What a step adds to the counters of which teams."""
    match kind:
        case "sent":
            return ((sender_team_id, FlowMeasure.SENT), (receiver_team_id, FlowMeasure.RECEIVED))
        case "acknowledged" if late:
            return (
                (receiver_team_id, FlowMeasure.ACKNOWLEDGED),
                (receiver_team_id, FlowMeasure.ACKNOWLEDGED_LATE),
            )
        case "acknowledged":
            return ((receiver_team_id, FlowMeasure.ACKNOWLEDGED),)
        case "returned":
            return ((receiver_team_id, FlowMeasure.RETURNED),)
        case "closed":
            return ((receiver_team_id, FlowMeasure.CLOSED),)
    return ()
