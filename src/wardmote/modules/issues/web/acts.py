"""One page for each thing that can be done with an issue, and for taking it back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import actions, queries
from ..permissions import Permission
from .forms import ACTS, reason_field


class ReasonForm(forms.Form):
    """Why an act is taken back."""

    reason = reason_field("Why do you take it back?")


class EndForm(forms.Form):
    """How it went."""

    words = reason_field("How did it go?", "Everybody can read this. Name nobody.")


@signed_in
def act(request: ActorRequest, issue: str, act: str) -> HttpResponseBase:
    """Ask for what one act needs, and do it."""
    found = queries.issue_for(request.actor, issue)
    if act not in ACTS:
        raise Http404("No such act")
    access.require(request.actor, ACTS[act].permission, found)
    form = ACTS[act](request.POST if request.method == "POST" else None, issue=found, actor=request.actor)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():

        def do() -> str:
            then = form.act()
            messages.success(request, form.done)
            return reverse("issues:issue", args=[then.reference])

        try:
            return once(request, do)
        except NotReady as refused:
            field = {"title": "name", "teams": "another"}.get(refused.field, refused.field)
            form.add_error(field if field in form.fields else None, str(refused))
        except Conflict as refused:
            form.add_error(None, str(refused))
            status = 409
    return TemplateResponse(
        request,
        "issues/act.html",
        {"form": form, "issue": found, "heading": form.title, "about": form.about, "button": form.button},
        status=status,
    )


@signed_in
def undo(request: ActorRequest, issue: str, number: int) -> HttpResponseBase:
    """Take an act back, with a reason."""
    found = queries.issue_for(request.actor, issue)
    done = queries.act_for(request.actor, found, number)
    access.require(request.actor, Permission.GATHER, found)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():

        def do() -> str:
            actions.undo(by=request.actor, act=done, reason=form.cleaned_data["reason"])
            messages.success(request, "It is taken back.")
            return reverse("issues:issue", args=[done.issue.reference])

        try:
            return once(request, do)
        except NotReady as refused:
            form.add_error("reason", str(refused))
        except Conflict as refused:
            form.add_error(None, str(refused))
            status = 409
    return TemplateResponse(
        request,
        "issues/act.html",
        {
            "form": form,
            "issue": found,
            "heading": "Take it back",
            "about": "What it put together goes apart, and what it took apart comes together again. Nothing is lost.",
            "button": "Take it back",
        },
        status=status,
    )


@signed_in
def end_taking_on(request: ActorRequest, issue: str, number: int) -> HttpResponseBase:
    """Say how it went when a group ends its work."""
    found = queries.issue_for(request.actor, issue)
    taken_on = queries.taken_on_for(request.actor, found, number)
    access.require(request.actor, Permission.TAKE_ON, found)
    form = EndForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():

        def do() -> str:
            actions.end_taking_on(by=request.actor, taken_on=taken_on, words=form.cleaned_data["words"])
            messages.success(request, "It is written down.")
            return reverse("issues:issue", args=[issue])

        try:
            return once(request, do)
        except NotReady as refused:
            form.add_error("words", str(refused))
        except Conflict as refused:
            form.add_error(None, str(refused))
            status = 409
    return TemplateResponse(
        request,
        "issues/act.html",
        {
            "form": form,
            "issue": found,
            "heading": f"{taken_on.group} ends its work",
            "about": "",
            "button": "Write it down",
        },
        status=status,
    )
