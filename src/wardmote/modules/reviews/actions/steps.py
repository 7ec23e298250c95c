"""Each move of a review: kept as a step, with its words; where it stands and what is due are worked out from them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now, today
from wardmote.kernel.database import as_system, lock
from wardmote.kernel.events import publish
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.shared.partnerships import queries as partnerships

from ..audit import Audited
from ..events import ReviewMoved
from ..models import InformationAsk, PanelSeat, Recommendation, Response, Review, ReviewStep
from ..models.reviews import LONGEST_REASON, LONGEST_WORDS
from ..permissions import Permission, desk_key
from ..queries.reviews import count_of, promises_of
from ..rules import ENDED, MOVES, Move, State, WrongMove, after, next_due, why_not_close

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Observation
    from wardmote.shared.partnerships.models import Team

WITH_MORE = frozenset(
    {Move.ASK, Move.ASK_AGENCY, Move.AGENCY_ANSWERS, Move.SET_PANEL, Move.RECOMMEND, Move.RESPOND}
)
"""The moves that need more than words, each with an action of its own."""


@transaction.atomic
def move_review(
    *, by: Actor, review: Review, move: Move, words: str = "", version: int | None = None
) -> Review:
    """Make one of the moves of the table that need words alone.

    Raises NotReady where words are missing, the law leaves no choice or somebody must be told first; Conflict where
    it stands elsewhere by now.
    """
    review = lock(review)
    access.require(by, Permission.RUN, review)
    if move in WITH_MORE:
        raise NotReady("Use the form for it: it needs more than words.", field="words")
    _still(review, version)
    if review.shed_at is not None:
        raise Conflict("What it said is not kept any more, so it cannot go on. Ask for a new review.")
    said = _words(move, words)
    if move in (Move.FIND_MET, Move.FIND_NOT_MET):
        _decide(by, review, move)
    if move is Move.HOLD_PANEL and (review.panel_on is None or review.panel_on > today()):
        raise NotReady(
            "The panel’s day is still to come. Set the day on which it did meet first.", field="words"
        )
    if move is Move.CLOSE and (why_not := why_not_close(Move(step.move) for step in _steps(review))):
        raise NotReady(why_not, field="words")
    add_step(by, review, move, said)
    record(Audited.MOVED, by=by, subject=review, move=move)
    publish(ReviewMoved(review_id=review.pk, move=move), about=review)
    return review


def _decide(by: Actor, review: Review, move: Move) -> None:
    counted = count_of(by, review)
    if counted is None:
        return
    if move is Move.FIND_NOT_MET and counted.count.is_met:
        raise NotReady(
            f"{counted.count.number} incidents count, so the law leaves no choice: the threshold is met (section"
            " 104(4)). If some of them should not count, say so and why on the page of the reports first.",
            field="words",
        )
    review.count_found = counted.count.number


@transaction.atomic
def count_from(*, by: Actor, review: Review, report: Observation, position: int) -> Review:
    """Say from which report, and of whom in it, a review is counted: for one that was asked for without a report."""
    review = lock(review)
    access.require(by, Permission.RUN, review)
    access.require(by, Permission.WATCH, report)
    if review.state not in (State.ASKED, State.ACKNOWLEDGED):
        raise Conflict("The threshold is decided already.")
    review.observation, review.position = report, position
    review.version += 1
    review.save(update_fields=["observation", "position", "version"])
    record(Audited.COUNTED_FROM, by=by, subject=review, observation=report.pk)
    return review


@transaction.atomic
def set_panel(
    *,
    by: Actor,
    review: Review,
    on: date,
    words: str = "",
    teams: Iterable[Team] = (),
    version: int | None = None,
) -> Review:
    """Set the day of the panel and who sits on it, in the place of what was set before. Its teams read the review."""
    review = lock(review)
    access.require(by, Permission.RUN, review)
    _still(review, version)
    wanted = {team.pk: team for team in teams}
    if not wanted:
        raise NotReady("Choose at least one team for the panel.", field="teams")
    if on.year > today().year + 2 or on < review.asked_at.date():
        raise NotReady("Choose a day after the review was asked for, and not years ahead.", field="on")
    review.panel_on = on
    review.panel_words = wording.text(
        words, field="words", called="where and who chairs", longest=LONGEST_REASON
    )
    with as_system("who sits on a panel reads the review"):
        for seat in review.seats.filter(ended_at__isnull=True):
            if wanted.pop(seat.team_id, None) is None:
                seat.ended_at = now()
                seat.save(update_fields=["ended_at"])
        _let_read(review, wanted.values())
        PanelSeat.objects.bulk_create(
            PanelSeat(review=review, team=team, begun_at=now(), readers=review.readers)
            for team in wanted.values()
        )
    add_step(by, review, Move.SET_PANEL, "")
    record(Audited.MOVED, by=by, subject=review, move=Move.SET_PANEL)
    for team in wanted.values():
        publish(ReviewMoved(review_id=review.pk, move=Move.SET_PANEL, team_id=team.pk), about=review)
    return review


@transaction.atomic
def ask_agency(*, by: Actor, review: Review, team: Team, words: str) -> InformationAsk:
    """Ask an agency what it knows, by a day in its own working time. It reads the review from now on."""
    review = lock(review)
    access.require(by, Permission.RUN, review)
    said = _words(Move.ASK_AGENCY, words)
    calendar = partnerships.calendar_for(team)
    with as_system("who is asked about a review reads it"):
        _let_read(review, [team])
    asked = InformationAsk(
        review=review,
        team=team,
        words=said,
        asked_at=now(),
        due_at=calendar.add(now(), review.procedure.times.information),
        readers=review.readers,
    )
    asked.save(force_insert=True)
    add_step(by, review, Move.ASK_AGENCY, f"{team.name}: {said}")
    record(Audited.MOVED, by=by, subject=review, move=Move.ASK_AGENCY, team=team.pk)
    publish(
        ReviewMoved(review_id=review.pk, move=Move.ASK_AGENCY, team_id=team.pk, number=asked.pk), about=review
    )
    return asked


@transaction.atomic
def give_information(*, by: Actor, ask: InformationAsk, words: str) -> InformationAsk:
    """Answer a question for the team that was asked. Raises Conflict where it is answered."""
    review, ask = lock(ask.review), lock(ask)
    access.require(by, Permission.ANSWER, ask)
    if ask.answered_at is not None:
        raise Conflict("This was answered already. Ask again if more is needed.")
    ask.answer = _words(Move.AGENCY_ANSWERS, words)
    ask.answered_at, ask.answered_by_id = now(), by.person_id
    ask.save(update_fields=["answer", "answered_at", "answered_by"])
    add_step(by, review, Move.AGENCY_ANSWERS, f"{ask.team.name}: {ask.answer}")
    record(Audited.MOVED, by=by, subject=review, move=Move.AGENCY_ANSWERS, team=ask.team_id)
    publish(ReviewMoved(review_id=review.pk, move=Move.AGENCY_ANSWERS), about=review)
    return ask


@transaction.atomic
def recommend(
    *, by: Actor, review: Review, team: Team, words: str, due_on: date | None = None
) -> Recommendation:
    """Recommend something to an organisation, by the team that answers for it."""
    review = lock(review)
    access.require(by, Permission.RUN, review)
    said = _words(Move.RECOMMEND, words)
    if due_on is not None and due_on < today():
        raise NotReady("Choose a day still to come.", field="due_on")
    with as_system("who is recommended something reads the review"):
        _let_read(review, [team])
    made = Recommendation(
        review=review, team=team, words=said, made_at=now(), due_on=due_on, readers=review.readers
    )
    made.save(force_insert=True)
    add_step(by, review, Move.RECOMMEND, f"{team.name}: {said}")
    record(Audited.MOVED, by=by, subject=review, move=Move.RECOMMEND, team=team.pk)
    publish(
        ReviewMoved(review_id=review.pk, move=Move.RECOMMEND, team_id=team.pk, number=made.pk), about=review
    )
    return made


@transaction.atomic
def respond(*, by: Actor, recommendation: Recommendation, response: str, words: str) -> Recommendation:
    """Say what an organisation answers to a recommendation. Raises Conflict where it has answered."""
    review, recommendation = lock(recommendation.review), lock(recommendation)
    access.require(by, Permission.ANSWER, recommendation)
    if response not in Response.values:
        raise NotReady("Choose whether it is accepted.", field="response")
    if recommendation.responded_at is not None:
        raise Conflict("It was answered already.")
    recommendation.response = response
    recommendation.response_words = _words(Move.RESPOND, words)
    recommendation.responded_at, recommendation.responded_by_id = now(), by.person_id
    recommendation.save(update_fields=["response", "response_words", "responded_at", "responded_by"])
    said = f"{recommendation.team.name}: {Response(response).label}. {recommendation.response_words}"
    add_step(by, review, Move.RESPOND, said)
    record(Audited.MOVED, by=by, subject=review, move=Move.RESPOND, team=recommendation.team_id)
    publish(ReviewMoved(review_id=review.pk, move=Move.RESPOND), about=review)
    return recommendation


def add_step(by: Actor, review: Review, move: Move, words: str) -> None:
    """Keep a step, and bring the review's row up to date. The caller holds the row. Raises Conflict."""
    steps = _steps(review)
    try:
        state = after(State(review.state) if steps else None, move)
    except WrongMove as error:
        raise Conflict(f"{error} Look at the page again.") from error
    step = ReviewStep(
        review=review,
        position=len(steps),
        move=move,
        at=now(),
        by_person_id=by.person_id,
        words=words,
        readers=review.readers,
    )
    step.save(force_insert=True)
    review.state = state
    review.ended_at = now() if state in ENDED else None
    first = next_due(promises_of(review, [*steps, step]))
    review.due, review.due_at = (first.owed, first.due_at) if first else ("", None)
    review.version += 1
    review.save()


def _steps(review: Review) -> list[ReviewStep]:
    with as_system("what is due follows from every step"):
        return list(review.steps.order_by("position"))


def _still(review: Review, version: int | None) -> None:
    if version is not None and review.version != version:
        raise Conflict(
            "Somebody else did something here meanwhile. Look at the page again; your words are kept."
        )


def _words(move: Move, words: str) -> str:
    return wording.text(
        words,
        field="words",
        called="what to keep",
        longest=LONGEST_REASON if move in WITH_MORE else LONGEST_WORDS,
        required=MOVES[move].needs_words,
    )


def _let_read(review: Review, teams: Iterable[Team]) -> None:
    """Let these teams read the review and all that hangs on it. The caller is the system."""
    added = {desk_key(team.pk, review.sensitivity) for team in teams}
    if added <= set(review.readers):
        return
    review.readers = sorted({*review.readers, *added})
    review.save(update_fields=["readers"])
    for model in (ReviewStep, PanelSeat, InformationAsk, Recommendation):
        model._base_manager.filter(review=review).update(readers=review.readers)
