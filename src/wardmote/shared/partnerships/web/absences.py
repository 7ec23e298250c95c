"""The page on which a lead or the administrator says that somebody is away, and who covers for them (R1.10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.access import allows
from wardmote.kernel.clock import now, today
from wardmote.kernel.refusals import Conflict
from wardmote.kernel.ui.fields import DayField
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, require_fresh, signed_in
from wardmote.kernel.ui.words import desk_day

from .. import actions, queries
from ..models import RoleHolding, Team
from ..permissions import Permission
from ..rules import NEED_SECOND_FACTOR, in_words
from .keeping import answer, bound

if TYPE_CHECKING:
    from wardmote.shared.accounts.models import Person

_STAND_IN = "stand_in_"


class _WhoField(forms.ModelChoiceField):  # type: ignore[type-arg]  # it takes none when it runs
    """One of the colleagues, by name."""

    def label_from_instance(self, obj: Any) -> str:
        """Their name alone: whoever chooses knows them."""
        return str(obj.name)


class AwayForm(forms.Form):
    """Until when somebody is away, who takes over what they had claimed, and who stands in for them as a lead."""

    until = DayField(
        label="What is their last day away?",
        help_text="Your best guess: you can say another day later, or that they are back. For example: 4 12 2026",
        error_messages={"required": "Write the last day on which they are away"},
    )

    def __init__(
        self, *args: Any, person: Person, teams: Sequence[Team], leads: Sequence[RoleHolding], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.leads = {f"{_STAND_IN}{holding.pk}": holding for holding in leads}
        if teams:
            self.fields["cover"] = _WhoField(
                label="Who takes over what they had claimed?",
                queryset=queries.colleagues_at(teams, besides=person),
                required=False,
                empty_label="Anybody: it goes back to the desk",
                help_text="What a colleague may not read or answer goes back to the desk.",
            )
        for name, holding in self.leads.items():
            self.fields[name] = _WhoField(
                label=f"Who stands in as {in_words(holding.role).lower()} of {holding.team}?",
                queryset=queries.colleagues_at(filter(None, [holding.team]), besides=person),
                required=False,
                empty_label="Nobody",
                help_text="They hold the role too until that day, and are told what a lead is told.",
            )

    def given(self) -> dict[str, Any]:
        """What was said, as the action takes it."""
        said = self.cleaned_data
        stand_ins = {self.leads[name].pk: said[name] for name in self.leads if said.get(name)}
        return {"until": said["until"], "cover": said.get("cover"), "stand_ins": stand_ins}


@signed_in
def away(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Show what lies with somebody, ask until when they are away and who covers, and move it in one step."""
    found, teams = _whom(request, pk)
    form = AwayForm(bound(request), person=found, teams=teams, leads=queries.leads_of(request.actor, found))

    def act(given: dict[str, Any]) -> str:
        said = form.given()
        if any(form.leads[f"{_STAND_IN}{number}"].role in NEED_SECOND_FACTOR for number in said["stand_ins"]):
            require_fresh(request)
        actions.say_away(by=request.actor, person=found, **said)
        whose = f"goes to {said['cover']}" if said["cover"] else "goes back to the desk"
        day = desk_day(said["until"], today=today())
        messages.success(request, f"{found.name} is away until {day}. What they had claimed {whose}.")
        return reverse("partnerships:person", args=[found.pk])

    held = [one.holding for one in queries.roles_of(request.actor, found) if one.holding.is_held(now())]
    return answer(
        request,
        form,
        act,
        template="partnerships/people/away.html",
        context={
            "person": found,
            "teams": teams,
            "claims": queries.left_behind(request.actor, held).claims if held else (),
            "absence": queries.absence_of(found),
        },
    )


@signed_in
def back(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Let somebody be back before the day that was given."""
    found, _ = _whom(request, pk)
    absence = queries.absence_of(found)
    if absence is None and request.method == "GET":
        raise Http404("They are not away")
    if request.method == "POST":

        def act() -> str:
            actions.say_back(by=request.actor, person=found)
            messages.success(request, f"{found.name} is back. Whoever stood in does so no more.")
            return reverse("partnerships:person", args=[found.pk])

        try:
            return once(request, act)
        except Conflict:  # somebody else said so just before
            return redirect("partnerships:person", found.pk)
    return TemplateResponse(request, "partnerships/people/back.html", {"person": found, "absence": absence})


def _whom(request: ActorRequest, pk: int) -> tuple[Person, Sequence[Team]]:
    """The person, and the teams for which the actor may say that they are away; 404 where there are none."""
    found = queries.person(request.actor, pk)
    teams = queries.may_say_away_at(request.actor, found)
    if not found.is_active or not (teams or allows(request.actor, Permission.SAY_AWAY)):
        raise Http404("Neither an administrator nor the lead of their team")
    return found, teams
