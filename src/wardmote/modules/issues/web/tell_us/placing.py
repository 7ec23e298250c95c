"""Where is it, and has somebody told us already?"""

from __future__ import annotations

from django.http import HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.ui.languages import spoken
from wardmote.kernel.ui.views import ActorRequest, public
from wardmote.shared.geography import queries as geography
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity

from ... import queries
from .draft import draft_of, keep
from .forms import PlaceForm


@public
@spoken
def where(request: ActorRequest) -> HttpResponseBase:
    """Say where it is."""
    draft = draft_of(request)
    if not draft.kind:
        return HttpResponseRedirect(reverse("issues:tell_us"))
    if request.method == "POST":
        form = PlaceForm(request.POST)
        if form.is_valid():
            given = form.cleaned_data
            draft.place = given["place"].strip()
            draft.latitude, draft.longitude = given["latitude"], given["longitude"]
            draft.same = ""
            keep(request, draft)
            return HttpResponseRedirect(reverse("issues:near"))
    else:
        form = PlaceForm(
            initial={"place": draft.place, "latitude": draft.latitude, "longitude": draft.longitude}
        )
    wards = next((division.key for division in geography.area_tree() if division.kind == "wards"), "")
    return TemplateResponse(
        request,
        "issues/tell_us/where.html",
        {
            "form": form,
            "back": reverse("issues:about", args=[draft.kind]),
            "areas_url": f"{reverse('geography:areas')}?set={wards}",
        },
        status=422 if form.errors else 200,
    )


@public
@spoken
def near(request: ActorRequest) -> HttpResponseBase:
    """What people have told us already near there. Where that is nothing, go on."""
    draft = draft_of(request)
    if not draft.kind or not (draft.place or draft.at):
        return HttpResponseRedirect(reverse("issues:tell_us"))
    kind = partnerships.kind_to_tell(draft.kind)
    asks = draft.at is not None and kind.sensitivity == Sensitivity.OPEN
    found = queries.near(request.actor, kind, draft.at) if asks and draft.at else ()
    if request.method == "POST":
        same = request.POST.get("same", "")
        draft.same = same if same in {one.key for one in found} else ""
        keep(request, draft)
        return HttpResponseRedirect(reverse("issues:check"))
    if not found:
        return HttpResponseRedirect(reverse("issues:check"))
    return TemplateResponse(request, "issues/tell_us/near.html", {"found": found})
