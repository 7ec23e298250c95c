"""The review desk, and one review with all that can be done in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.clock import now, today
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.ui.fields import offer
from wardmote.kernel.ui.parts import Entry, Knot, KnotState
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.modules.referrals import queries as referrals
from wardmote.shared.partnerships import queries as partnerships

from .. import actions, queries
from ..actions import WITH_MORE
from ..models import Response, Review
from ..permissions import Permission
from ..rules import (
    MOVES,
    NOT_COUNTED_IN_WORDS,
    OWED_IN_WORDS,
    STATE_IN_WORDS,
    Move,
    Owed,
    State,
    Who,
    moves_from,
)
from .forms import AnswerForm, CountForm, PanelForm, RespondForm, TeamWordsForm, WordsForm

FORMS: Mapping[str, type[forms.Form]] = {
    "panel": PanelForm,
    "agency": TeamWordsForm,
    "recommend": TeamWordsForm,
    "answer": AnswerForm,
    "respond": RespondForm,
    "count": CountForm,
}
_THREAD = (
    ("Asked for", {State.ASKED, State.ACKNOWLEDGED}),
    ("Decided", {State.MET, State.NOT_MET}),
    ("Panel", {State.PANEL_SET, State.REVIEWED}),
    ("Told", {State.TOLD, State.APPEALED}),
    ("Closed", {State.CLOSED, State.WITHDRAWN}),
)


@signed_in
def desk(request: ActorRequest) -> HttpResponse:
    """The reviews that the actor's teams have a part in."""
    ended = request.GET.get("show") == "ended"
    page = queries.desk(request.actor, ended=ended, after=request.GET.get("after"))
    rows = [
        {
            "review": review,
            "state": STATE_IN_WORDS[State(review.state)],
            "due": OWED_IN_WORDS[Owed(review.due)] if review.due else "",
            "late": review.due_at is not None and review.due_at < now(),
        }
        for review in page.rows
    ]
    return TemplateResponse(
        request,
        "reviews/desk.html",
        {"page": page, "rows": rows, "ended": ended, "procedure": queries.procedure_on()},
    )


@signed_in
def review(request: ActorRequest, reference: str) -> HttpResponse:
    """One review: where it stands, what is due, what counts, and what can be done; posting does it."""
    found = queries.review_for(request.actor, reference)
    do, number = request.POST.get("do", ""), request.POST.get("number", "")
    typed: forms.Form | None = None
    status = 200
    if request.method == "POST":
        typed = _form(request, do, number, request.POST)
        status = 422
        if typed.is_valid():
            try:
                return once(request, lambda: _act(request, found, do, number, typed))
            except NotReady as refused:
                typed.add_error(refused.field if refused.field in typed.fields else None, str(refused))
            except Conflict as refused:
                typed.add_error(None, str(refused))
                status = 409
        found = queries.review_for(request.actor, reference)
    return TemplateResponse(
        request, "reviews/review.html", _shown(request, found, f"{do}{number}", typed), status=status
    )


def _form(request: ActorRequest, do: str, number: str, data: Mapping[str, object] | None) -> forms.Form:
    kind = FORMS.get(do, WordsForm)
    form = kind(data, auto_id=f"id_{do}{number}_%s")
    teams = [(team.pk, str(team)) for team in partnerships.standing_teams(request.actor)]
    if kind is PanelForm:
        offer(form, "teams", teams)
    elif kind is TeamWordsForm:
        offer(form, "team", [("", "Choose a team"), *teams])
        if do == "agency":
            del form.fields["due_on"]
    return form


def _act(request: ActorRequest, found: Review, do: str, number: str, form: forms.Form) -> str:
    actor, said = request.actor, form.cleaned_data
    version = request.POST.get("version", "")
    seen = int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else None
    teams = {str(team.pk): team for team in partnerships.standing_teams(actor)}
    doing: Mapping[str, Callable[[], object]] = {
        "panel": lambda: actions.set_panel(
            by=actor,
            review=found,
            on=said["on"],
            words=said["words"],
            teams=[teams[pk] for pk in said["teams"]],
            version=seen,
        ),
        "agency": lambda: actions.ask_agency(
            by=actor, review=found, team=teams[said["team"]], words=said["words"]
        ),
        "recommend": lambda: actions.recommend(
            by=actor, review=found, team=teams[said["team"]], words=said["words"], due_on=said["due_on"]
        ),
        "answer": lambda: actions.give_information(
            by=actor, ask=queries.ask_for(actor, _number(number)), words=said["words"]
        ),
        "respond": lambda: actions.respond(
            by=actor,
            recommendation=queries.recommendation_for(actor, _number(number)),
            response=said["response"],
            words=said["words"],
        ),
        "count": lambda: _count_from(request, found, said["reference"]),
    }
    if do in doing:
        doing[do]()
    elif do in set(Move):
        actions.move_review(by=actor, review=found, move=Move(do), words=said["words"], version=seen)
    else:
        raise Http404("Nothing like that can be done")
    messages.success(request, "Kept, with your name and the time.")
    return reverse("reviews:review", args=[found.reference])


def _count_from(request: ActorRequest, found: Review, reference: str) -> None:
    try:
        report = referrals.observation_alone(request.actor, reference.strip().upper())
    except (ObjectDoesNotExist, NotAllowed) as error:
        raise NotReady("There is no such report that you may read.", field="reference") from error
    actions.count_from(by=request.actor, review=found, report=report, position=0)


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 19):
        raise Http404("No such number")
    return int(typed)


def _shown(request: ActorRequest, found: Review, key: str, typed: forms.Form | None) -> dict[str, object]:
    steps = list(found.steps.all())
    state = State(found.state)
    runs = access.allows(request.actor, Permission.RUN, found)
    counted = queries.count_of(request.actor, found)
    moves = [
        (move, MOVES[move])
        for move in moves_from(state)
        if MOVES[move].who is Who.DESK and move not in WITH_MORE and runs
    ]

    def form_for(do: str, number: object = "") -> forms.Form:
        return (
            typed if typed is not None and key == f"{do}{number}" else _form(request, do, str(number), None)
        )

    able = set(moves_from(state)) if runs else set()
    return {
        "review": found,
        "state": STATE_IN_WORDS[state],
        "runs": runs,
        "knots": _knots(state),
        "promises": [
            (one, OWED_IN_WORDS[one.owed], one.is_late(now())) for one in queries.promises_of(found, steps)
        ],
        "counted": counted,
        "incidents": _incidents(request, counted) if counted else [],
        "entries": [
            Entry(
                what=MOVES[Move(step.move)].done,
                rest=step.by_person.name
                if step.by_person
                else "on the public page"
                if found.from_public
                else "",
                words=step.words,
                at=step.at,
            )
            for step in steps
        ],
        "moves": [(move, law, form_for(move)) for move, law in moves],
        "panel": form_for("panel") if Move.SET_PANEL in able else None,
        "agency": form_for("agency") if Move.ASK_AGENCY in able else None,
        "recommend": form_for("recommend") if Move.RECOMMEND in able else None,
        "count": form_for("count") if runs and state in (State.ASKED, State.ACKNOWLEDGED) else None,
        "asks": [
            (
                one,
                form_for("answer", one.pk)
                if one.answered_at is None and access.allows(request.actor, Permission.ANSWER, one)
                else None,
                one.answered_at is None and one.due_at < now(),
            )
            for one in found.asks.all()
        ],
        "recommendations": [
            (
                one,
                form_for("respond", one.pk)
                if one.responded_at is None and access.allows(request.actor, Permission.ANSWER, one)
                else None,
                Response(one.response).label if one.response else "",
            )
            for one in found.recommendations.all()
        ],
        "form": typed,
        "key": key if typed is not None else "",
        "today": today(),
    }


def _knots(state: State) -> list[Knot]:
    here = next(place for place, (_, states) in enumerate(_THREAD) if state in states)
    return [
        Knot(
            name=name,
            state=KnotState.DONE
            if place < here or state in _THREAD[-1][1]
            else KnotState.NOW
            if place == here
            else KnotState.TO_COME,
        )
        for place, (name, _) in enumerate(_THREAD)
    ]


def _incidents(request: ActorRequest, counted: queries.Counted) -> list[dict[str, object]]:
    """What counts, report by report: when, and who was told. What was said stays with whoever may read it."""
    readable = set(request.actor.keys)
    return [
        {
            "counts": bool(incident.counts),
            "reports": [
                {
                    "report": counted.reports[one.number],
                    "read": not readable.isdisjoint(counted.reports[one.number].readers),
                    "why_not": NOT_COUNTED_IN_WORDS[why]
                    if (why := counted.count.not_counted.get(one.number))
                    else "",
                }
                for one in incident.reports
            ],
        }
        for incident in counted.count.incidents
    ]
