"""What is it about, and what did you see? Matters that are protected lead to a telephone, never to a form."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.ui.languages import spoken
from wardmote.kernel.ui.views import ActorRequest, public
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity

from .draft import draft_of, drop, keep
from .forms import FindForm, WordsForm


@public
@spoken
def what(request: ActorRequest) -> HttpResponseBase:
    """Choose what it is about, or find that by a few words."""
    draft, fitting, status = draft_of(request), None, 200
    form = FindForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        fitting = partnerships.kinds_fitting(form.cleaned_data["said"])
        draft.words = form.cleaned_data["said"]
        keep(request, draft)
    elif request.method == "POST":
        status = 422
    return TemplateResponse(
        request,
        "issues/tell_us/what.html",
        {
            "form": form,
            "fitting": fitting,
            "groups": partnerships.groups_to_tell(),
            "telephones": partnerships.telephones(),
            "can_take": partnerships.coordinator_desk() is not None,
        },
        status=status,
    )


@public
@spoken
def kinds(request: ActorRequest, key: str) -> HttpResponseBase:
    """The kinds of matter in one group, each with what belongs to it."""
    group = next((group for group in partnerships.groups_to_tell() if group.key == key), None)
    if group is None:
        raise Http404("No such group")
    return TemplateResponse(request, "issues/tell_us/kinds.html", {"group": group})


@public
@spoken
def about(request: ActorRequest, key: str) -> HttpResponseBase:
    """Tell it in your own words; or, of what is protected, whom to ring. Nothing of that is asked or kept here."""
    kind = partnerships.kind_to_tell(key)
    if kind.sensitivity == Sensitivity.PROTECTED:
        drop(request)
        return TemplateResponse(
            request, "issues/tell_us/ring.html", {"kind": kind, "to_ring": partnerships.whom_to_ring(kind)}
        )
    draft = draft_of(request)
    asks = kind.sensitivity == Sensitivity.OPEN
    if request.method == "POST":
        form = WordsForm(request.POST, asks=asks)
        if form.is_valid():
            draft.kind, draft.same = kind.key, ""
            draft.words = form.cleaned_data["words"]
            draft.tells_of_somebody = form.cleaned_data["tells_of_somebody"]
            keep(request, draft)
            return HttpResponseRedirect(reverse("issues:where"))
    else:
        form = WordsForm(initial={"words": draft.words}, asks=asks)
    return TemplateResponse(
        request,
        "issues/tell_us/about.html",
        {"kind": kind, "form": form, "is_open": asks},
        status=422 if form.errors else 200,
    )
