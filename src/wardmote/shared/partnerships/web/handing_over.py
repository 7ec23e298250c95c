"""The pages on which a team's open work is handed to another team, and on which a team ends (R1.10)."""

from typing import Any

from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import actions, queries
from .keeping import answer
from .register_forms import HandOverForm, TakerForm


@signed_in
def hand_over(request: ActorRequest, key: str) -> HttpResponseBase:
    """Ask which team takes the work; then show what would go there, ask why, and begin."""
    return _handed_over(request, key, ends=False)


@signed_in
def end_team(request: ActorRequest, key: str) -> HttpResponseBase:
    """The same, and when all has gone the team ends. It is asked of every team, so that it tells of none."""
    return _handed_over(request, key, ends=True)


def _handed_over(request: ActorRequest, key: str, *, ends: bool) -> HttpResponseBase:
    kept = queries.team_kept(request.actor, key)
    context: dict[str, Any] = {
        "team": kept,
        "ends": ends,
        "touched": queries.touched_by(request.actor, kept),
    }
    running = queries.last_handover(request.actor, kept)
    if running is not None and running.ended_at is None:
        return TemplateResponse(request, "partnerships/handover.html", {"handover": running})
    taker = TakerForm(
        request.GET if "to" in request.GET or request.method == "POST" else None,
        actor=request.actor,
        team=kept,
        initial={"to": kept.carried_on_by},
    )
    if not taker.is_bound or not taker.is_valid():
        return TemplateResponse(
            request,
            "partnerships/hand_over.html",
            {**context, "form": taker},
            status=422 if taker.is_bound else 200,
        )
    to_team = taker.cleaned_data["to"]
    form = HandOverForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> str:
        begun = actions.hand_over_team(
            by=request.actor, from_team=kept, to_team=to_team, then_end=ends, **given
        )
        return reverse("partnerships:handover", args=[begun.pk])

    brought = queries.brought_to(request.actor, kept, to_team)
    return answer(
        request,
        form,
        act,
        template="partnerships/hand_over_to.html",
        context={**context, "to_team": to_team, "brought": brought},
    )


@signed_in
def handover(request: ActorRequest, pk: int) -> TemplateResponse:
    """Show how far a handing over is. It goes on whether or not anybody looks."""
    found = queries.handover_kept(request.actor, pk)
    return TemplateResponse(request, "partnerships/handover.html", {"handover": found})
