"""An issue as pages say it: what it weighs with its sum, its thread, and its story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from wardmote.kernel.clock import LONDON, now, today
from wardmote.kernel.ui import words
from wardmote.kernel.ui.parts import ClockState, DeadlineView, Entry, EntryKind, Knot, KnotState
from wardmote.modules.referrals.rules import BANDS, SERIOUSNESS, SERIOUSNESS_WORDS, State

from .. import queries
from ..models import Issue, Referred, TakenOn
from ..ports import need_of
from ..queries import Story
from ..rules import (
    CLOSED,
    HOW_MODIFIERS_COUNT,
    LEVELS_IN_WORDS,
    MODIFIERS_IN_WORDS,
    STATES_IN_WORDS,
    TAKEN_ON_IN_WORDS,
    IssueState,
    Level,
    Modifier,
    TakenOnBy,
    Weight,
    told_in_words,
    weigh,
    working,
)

PEOPLE = {
    1: "up to 4 people",
    2: "5 to 20 people",
    3: "21 to 100 people",
    4: "101 to 1,000 people",
    5: "more than 1,000 people",
}


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A modifier beside the sum: what it is worth here, and whether it counts."""

    words: str
    points: int
    counted: bool
    how: str


@dataclass(frozen=True, kw_only=True)
class Sum:
    """What an issue weighs, with everything that led to it in words."""

    weight: Weight
    line: str
    serious: str
    people: str
    beside: Sequence[Beside]


def sum_of(issue: Issue) -> Sum:
    """The whole sum of an issue. One query."""
    weight = weigh(
        queries.facts_of(issue, need_of({issue.ward_id} if issue.ward_id else set()), now()),
        queries.switched_on(),
    )
    serious = SERIOUSNESS_WORDS[weight.seriousness].partition(": ")[2]
    people = f"{BANDS[weight.band]}, {PEOPLE[weight.band]}"
    return Sum(
        weight=weight,
        line=working(weight, seriousness_words=serious, band_words=people),
        serious=f"{SERIOUSNESS[weight.seriousness]}: {serious}",
        people=f"{BANDS[weight.band]} ({PEOPLE[weight.band]})",
        beside=[
            Beside(
                words=MODIFIERS_IN_WORDS[modifier],
                points=weight.points[modifier],
                counted=modifier in weight.counted,
                how=HOW_MODIFIERS_COUNT[modifier],
            )
            for modifier in Modifier
        ],
    )


def stands(issue: Issue) -> str:
    """How an issue stands, to begin a sentence: "Being tackled"."""
    return STATES_IN_WORDS[IssueState(issue.state)].capitalize()


def level_words(issue: Issue) -> str:
    """At which level it is dealt with: "area"."""
    return LEVELS_IN_WORDS[Level(issue.level)]


def knots_of(issue: Issue, story: Story, *, told: str = "") -> list[Knot]:
    """The thread of an issue: said, passed on, weighed, decided, done, answered."""
    decided, closed = issue.state != IssueState.OPEN, issue.state in CLOSED
    passed_on = bool(story.referred or story.taken_on)
    many = len(story.referred) + len(story.taken_on)
    here = KnotState.NOW
    decided_at = _day(story.decisions[-1].at) if story.decisions else ""
    return [
        Knot(name="Said", state=KnotState.DONE, note=told),
        Knot(
            name="Passed on",
            state=KnotState.DONE if passed_on else KnotState.TO_COME,
            note=f"to {many}" if passed_on else "",
        ),
        Knot(
            name="Weighed",
            state=KnotState.DONE if decided else here,
            note=f"{story.weighings[0].score} of {story.weighings[0].out_of}" if story.weighings else "",
        ),
        Knot(
            name="Decided",
            state=KnotState.DONE if closed else here if decided else KnotState.TO_COME,
            note=decided_at if decided else "",
        ),
        Knot(
            name="Done",
            state=KnotState.DONE if closed else KnotState.TO_COME,
            note="not tackled" if issue.state == IssueState.NOT_TACKLED else "",
        ),
        Knot(name="Answered", state=KnotState.DONE if closed else KnotState.TO_COME),
    ]


def clock_of(referred: Referred) -> DeadlineView:
    """How a partner stands with what it was asked. Lateness of partners is public."""
    if referred.ended_at is not None:
        said = "Taken back" if referred.state == State.WITHDRAWN else "Answered"
        return DeadlineView(state=ClockState.MET, how_long=said, what_by_when=_day(referred.ended_at))
    if referred.due_at is None:
        return DeadlineView(state=ClockState.PAUSED, how_long="Waiting", what_by_when="No day is set")
    at = now()
    if referred.due_at < at:
        late = words.how_long(at - referred.due_at)
        return DeadlineView(
            state=ClockState.OVERDUE,
            how_long=f"Late by {late}",
            what_by_when=f"Was due {_day(referred.due_at)}",
        )
    share = (at - referred.at) / (referred.due_at - referred.at) if referred.due_at > referred.at else 1.0
    return DeadlineView(
        state=ClockState.GOOD,
        how_long=f"{words.how_long(referred.due_at - at)} left",
        what_by_when=f"{_DOES.get(State(referred.state), 'Next step')} by {_day(referred.due_at)}",
        gone=min(max(share, 0.0), 1.0),
    )


_DOES = {State.SENT: "Say they have it", State.ACKNOWLEDGED: "Decide", State.IN_PROGRESS: "Say how it goes"}


def taken_on_words(taken: TakenOn) -> str:
    """By whom an issue was taken on, and for how long."""
    kind = TAKEN_ON_IN_WORDS[TakenOnBy(taken.kind)]
    until = f" to {words.public_day(taken.ends_on, today=today())}" if taken.ends_on else ""
    return f"{kind}, from {words.public_day(taken.begins_on, today=today())}{until}"


def entries_of(issue: Issue, story: Story, *, for_everybody: bool) -> list[Entry]:
    """The story of an issue in plain words, oldest first. What everybody reads names no colleague."""
    found = sorted(_entries(issue, story, for_everybody=for_everybody), key=lambda entry: entry.at or now())
    if issue.is_living and for_everybody:
        found.append(Entry(what="We tell everyone what was done", when="Next", kind=EntryKind.NEXT))
    return found


def _entries(issue: Issue, story: Story, *, for_everybody: bool) -> Iterator[Entry]:
    told = told_in_words(issue.open_voices if for_everybody else issue.voices)
    yield Entry(
        what="It was put together as one issue", at=issue.opened_at, note=f"{told} had told us by now."
    )
    for weighing in story.weighings:
        if weighing.because == "set" or not for_everybody:
            yield Entry(
                what=f"Weighed: {weighing.score} of {weighing.out_of}",
                rest="" if for_everybody or not weighing.by else f"by {weighing.by.name}",
                at=weighing.at,
                note=weighing.reason,
                kind=EntryKind.PERSON if weighing.reason else EntryKind.SYSTEM,
            )
    for change in story.levels:
        went = "went up" if change.level > change.was else "was handed back"
        yield Entry(
            what=f"It {went} to {LEVELS_IN_WORDS[Level(change.level)]} level",
            at=change.at,
            note=change.reason,
        )
    for referred in story.referred:
        yield Entry(what=f"Passed on to {referred.team}", at=referred.at, note=referred.asked)
        if referred.ended_at:
            yield Entry(what=f"{referred.team} answered", at=referred.ended_at)
    for taken in story.taken_on:
        yield Entry(
            what=f"{taken.group} took it on",
            at=taken.at,
            note=f"{taken.will_do} Ask: {taken.contact_role}.",
        )
        if taken.ended_at:
            yield Entry(what=f"{taken.group} ended its work", at=taken.ended_at, note=taken.ended_words)
    for decision in story.decisions:
        what = {
            IssueState.BEING_TACKLED: "Decided: it is being tackled",
            IssueState.DONE: "Decided: it is done",
            IssueState.NOT_TACKLED: "Decided: it will not be tackled",
            IssueState.OPEN: "Opened again",
        }[IssueState(decision.state)]
        yield Entry(
            what=what,
            rest=f"by {decision.decided_by}",
            at=decision.at,
            words=decision.reason,
            kind=EntryKind.WENT_WRONG if decision.state == IssueState.NOT_TACKLED else EntryKind.PERSON,
        )


def _day(at: datetime) -> str:
    return words.public_day(at.astimezone(LONDON).date(), today=today())
