"""From an observation to an issue: a new one, or one that it speaks of too; and from an issue to what belongs in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import access, references
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.ui.fields import Option, PlainTextField, offer
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.modules.referrals import queries as referrals
from wardmote.modules.referrals.rules import ObservationState
from wardmote.shared.partnerships.rules import Sensitivity

from .. import actions, queries
from ..actions import NewIssue
from ..models import Issue
from ..permissions import Permission
from ..queries import Suggestion
from .forms import reason_field, sensitivity_field, title_field, words_field

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Observation

MOST_NUMBERS = 50


class OpenForm(forms.Form):
    """A new issue, made of an observation and of others like it."""

    name = title_field()
    words = words_field()
    sensitivity = sensitivity_field()
    others = forms.MultipleChoiceField(
        label="These may speak of the same problem. Tick those that do",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class SpeaksForm(forms.Form):
    """An issue that stands."""

    issue = forms.ChoiceField(label="Issues in the same ward", required=False, widget=forms.RadioSelect)
    number = PlainTextField(
        label="Or the number of an issue", max_length=40, required=False, help_text="Such as I-7K3M9-QXT4B."
    )
    reason = reason_field("How do you know that it is the same?")


class GatherForm(forms.Form):
    """More that belongs in an issue."""

    observations = forms.MultipleChoiceField(
        label="These may speak of it too. Tick those that do",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    numbers = PlainTextField(
        label="Or the numbers of observations",
        max_length=1_000,
        required=False,
        help_text="One a line, such as O-7K3M9-QXT4B.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reason = reason_field("How do you know that it is the same?")


@signed_in
def from_observation(request: ActorRequest, reference: str) -> HttpResponseBase:
    """Open an issue from an observation, or say of which issue it speaks."""
    actor = request.actor
    observation = referrals.observation_alone(actor, reference)
    access.require(actor, Permission.OPEN_ISSUE)
    if (issue := queries.issue_of(actor, observation)) is not None:
        return HttpResponseRedirect(reverse("issues:issue", args=[issue.reference]))
    suggested = queries.suggested_from(actor, observation)
    loose = {str(each.observation.pk): each for each in suggested if each.issue is None}
    near = {
        issue.reference: issue
        for issue in [
            *(each.issue for each in suggested if each.issue),
            *queries.may_speak_of(actor, observation),
        ]
    }
    speaks = "speaks" in request.POST
    typed = request.POST if request.method == "POST" else None
    opening = OpenForm(None if speaks else typed, initial={"sensitivity": observation.sensitivity})
    speaking = SpeaksForm(typed if speaks else None)
    offer(opening, "others", [(key, _called(each)) for key, each in loose.items()])
    offer(speaking, "issue", [(key, _issue_called(issue)) for key, issue in near.items()])
    if not loose:
        del opening.fields["others"]
    if not near:
        del speaking.fields["issue"]
    form: OpenForm | SpeaksForm = speaking if speaks else opening
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():

        def act() -> str:
            if speaks:
                found = _gather_into(request, observation, form.cleaned_data, near)
                messages.success(request, "It is in this issue now.")
            else:
                found = _open(request, observation, form.cleaned_data, loose)
                messages.success(request, "The issue is open. Only those who work here read it so far.")
            return reverse("issues:issue", args=[found.reference])

        try:
            return once(request, act)
        except NotReady as refused:
            field = {"title": "name"}.get(refused.field, refused.field)
            form.add_error(field if field in form.fields else None, str(refused))
        except Conflict as refused:
            form.add_error(None, str(refused))
            status = 409
    return TemplateResponse(
        request,
        "issues/from_observation.html",
        {
            "observation": observation,
            "opening": opening,
            "speaking": speaking,
            "form": form,
            "cannot": _why_not(observation),
        },
        status=status,
    )


@signed_in
def gather(request: ActorRequest, issue: str) -> HttpResponseBase:
    """Put more of what people said into an issue."""
    actor = request.actor
    found = queries.issue_for(actor, issue)
    access.require(actor, Permission.GATHER, found)
    suggested = {str(each.observation.pk): each for each in queries.suggested_for(actor, found)}
    form = GatherForm(request.POST if request.method == "POST" else None)
    offer(form, "observations", [(key, _called(each)) for key, each in suggested.items()])
    if not suggested:
        del form.fields["observations"]
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():

        def act() -> str:
            said = form.cleaned_data
            ticked = [suggested[key] for key in said.get("observations", [])]
            chosen = [each.observation for each in ticked] + _numbered(request, said["numbers"])
            actions.gather(
                by=actor,
                issue=found,
                observations=list({each.pk: each for each in chosen}.values()),
                reason=said["reason"],
                suggested={each.observation.pk: each.reasons for each in ticked},
            )
            messages.success(request, "They are in this issue now.")
            return reverse("issues:issue", args=[issue])

        try:
            return once(request, act)
        except NotReady as refused:
            field = refused.field if refused.field in form.fields else "numbers"
            form.add_error(field, str(refused))
        except Conflict as refused:
            form.add_error(None, str(refused))
            status = 409
    return TemplateResponse(
        request, "issues/gather.html", {"form": form, "issue": found, "nothing": not suggested}, status=status
    )


def _open(
    request: ActorRequest, observation: Observation, said: Mapping[str, Any], loose: Mapping[str, Suggestion]
) -> Issue:
    ticked = [loose[key] for key in said.get("others", [])]
    return actions.open_issue(
        by=request.actor,
        observations=[observation, *(each.observation for each in ticked)],
        new=NewIssue(
            title=said["name"],
            words=said["words"],
            sensitivity=Sensitivity(said["sensitivity"]),
            place_words=observation.place_words if observation.sensitivity == Sensitivity.OPEN else "",
        ),
        suggested={each.observation.pk: each.reasons for each in ticked},
    )


def _gather_into(
    request: ActorRequest, observation: Observation, said: Mapping[str, Any], near: Mapping[str, Issue]
) -> Issue:
    chosen = near.get(said.get("issue", ""))
    if typed := said["number"].strip():
        chosen = queries.issue_numbered(request.actor, typed)
        if chosen is None:
            raise NotReady("There is no issue with this number that you can read. Check it.", field="number")
    if chosen is None:
        raise NotReady("Choose the issue, or write its number.", field="number")
    actions.gather(by=request.actor, issue=chosen, observations=[observation], reason=said["reason"])
    return chosen


def _numbered(request: ActorRequest, typed: str) -> list[Observation]:
    """The observations whose numbers somebody wrote. Raises NotReady for one that is not theirs to read."""
    numbers = [number for number in re.split(r"[\n,;]+", typed) if number.strip()]
    if len(numbers) > MOST_NUMBERS:
        raise NotReady(f"Write at most {MOST_NUMBERS} numbers at a time.", field="numbers")
    found = []
    for number in numbers:
        one = referrals.observation_with(request.actor, references.read(number) or "")
        if one is None:
            raise NotReady(
                f"There is no observation {number.strip()[:40]} that you can read. Check it.", field="numbers"
            )
        found.append(one)
    return found


def _why_not(observation: Observation) -> str:
    """Why no issue is made of an observation; empty where one may be."""
    if observation.sensitivity == Sensitivity.PROTECTED:
        return "What is protected stays with those who protect people, and is never part of an issue."
    if observation.state == ObservationState.DRAFT:
        return "It is a draft that you have not sent. Send it first."
    return ""


def _called(each: Suggestion) -> Option:
    about = " · ".join(each.reasons) or each.observation.reference
    return Option(each.observation.title, hint=about)


def _issue_called(issue: Issue) -> Option:
    return Option(issue.title, hint=f"{issue.reference} · {issue.category.name} · priority {issue.score}")
