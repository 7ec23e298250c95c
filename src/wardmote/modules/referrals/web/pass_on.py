"""Passing an observation on: who can act and why, what they are asked, what they will see."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.actor import Actor
from wardmote.kernel.ui.fields import PlainTextField, offer
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.shared.partnerships import queries as partnerships

from .. import actions, queries
from ..models import MAX_WORDS, Observation
from ..rules import Conflict, NotReady, ObservationState, Priority
from .forms import by_organisation


class PassOnForm(forms.Form):
    """To whom, asking what, and showing what."""

    teams = forms.TypedMultipleChoiceField(label="Who can act on this", coerce=int, required=False)
    other_team = forms.TypedChoiceField(
        label="Another team",
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Type the first letters of its name to find it.",
    )
    words = PlainTextField(
        label="What do you want them to do?",
        max_length=MAX_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="They read this first.",
    )
    shares_people = forms.BooleanField(label="Who it is about", required=False, initial=True)
    shares_photos = forms.BooleanField(label="The photos", required=False, initial=True)
    from_team = forms.TypedChoiceField(
        label="From which of your teams?", coerce=int, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, actor: Actor, observation: Observation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.standing = {team.pk: team for team in partnerships.teams_to_choose(actor)}
        own = partnerships.team_ids_of(actor)
        others = [team for pk, team in self.standing.items() if pk not in own]
        offer(self, "teams", [(pk, team.name) for pk, team in self.standing.items()])
        offer(self, "other_team", by_organisation(others, "Choose a team"))
        offer(self, "from_team", [(pk, self.standing[pk].name) for pk in own if pk in self.standing])
        if observation.recorded_for_id in own or len(own) == 1:
            self.fields["from_team"].widget = forms.HiddenInput()
            self.fields["from_team"].initial = (
                observation.recorded_for_id if observation.recorded_for_id in own else own[0]
            )

    @property
    def chosen(self) -> list[int]:
        """The teams ticked, and the other one."""
        other = self.cleaned_data.get("other_team")
        return list(dict.fromkeys([*self.cleaned_data.get("teams", []), *([other] if other else [])]))


@signed_in
def pass_on(request: ActorRequest, reference: str) -> HttpResponse:
    """Choose who acts on an observation, and send it to them."""
    observation = queries.observation_for(request.actor, reference)
    if observation.state == ObservationState.DRAFT:
        observation = queries.draft_for(request.actor, reference)
    status = 200
    if request.method == "POST":
        form = PassOnForm(request.POST, actor=request.actor, observation=observation)
        if form.is_valid():
            try:
                return once(request, lambda: _send(request, form, observation))
            except NotReady as refused:
                form.add_error(refused.field if refused.field in form.fields else None, str(refused))
                status = 422
            except Conflict as refused:
                form.add_error(None, str(refused))
                status = 409
        else:
            status = 422
    else:
        form = PassOnForm(actor=request.actor, observation=observation)
    found = queries.suggestions_for(request.actor, observation)
    ticked = {int(pk) for pk in form["teams"].value() or [] if str(pk).isdigit()}
    # Nobody is ticked for a team that says it is closed: who sends there all the same chooses to.
    if not form.is_bound and found.teams and not found.teams[0].is_closed:
        ticked = {found.teams[0].team}
    return TemplateResponse(
        request,
        "referrals/pass_on.html",
        {
            "form": form,
            "observation": observation,
            "suggested": [(s, s.team in ticked) for s in found.teams],
            "all_closed": bool(found.teams) and found.teams[0].is_closed,
            "near_misses": found.near_misses,
            "priority": Priority.of(observation.seriousness, observation.band),
            "has_people": bool(observation.people.all()),
            "has_photos": bool(observation.photos.all()),
        },
        status=status,
    )


def _send(request: ActorRequest, form: PassOnForm, observation: Observation) -> str:
    if observation.state == ObservationState.DRAFT:
        observation = actions.record_observation(by=request.actor, draft=observation)
    if "only_record" not in request.POST:
        actions.send_referrals(
            by=request.actor,
            observation=observation,
            from_team=form.standing[form.cleaned_data["from_team"]],
            to_teams=[form.standing[pk] for pk in form.chosen],
            words=form.cleaned_data["words"],
            shares_people=form.cleaned_data["shares_people"],
            shares_photos=form.cleaned_data["shares_photos"],
        )
    return reverse("referrals:observation", args=[observation.reference])
