"""Steps of the set-up about the partnership itself: its name, its colours, its logo."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wardmote.kernel.pictures import NotAPicture
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, public, signed_in

from ... import actions, queries
from .forms import AboutForm, ColoursForm, LogoForm
from .tasks import partnership_of


@signed_in
def name(request: ActorRequest) -> HttpResponseBase:
    """Say what the partnership is called, where it can be written to, and where its middle is."""
    here = partnership_of(request)
    if request.method != "POST":
        middle = "" if here.latitude is None else f"{here.latitude:.5f}, {here.longitude:.5f}"
        form = AboutForm(
            initial={
                "name": here.name,
                "short_name": here.short_name,
                "address": here.address,
                "email": here.email,
                "middle": middle,
            }
        )
        return TemplateResponse(request, "partnerships/set_up/name.html", {"form": form})
    form = AboutForm(request.POST)
    if not form.is_valid():
        return TemplateResponse(request, "partnerships/set_up/name.html", {"form": form}, status=422)
    given = form.cleaned_data
    latitude, longitude = given["middle"] or (None, None)

    def act() -> str:
        actions.describe_partnership(
            by=request.actor,
            described=actions.Described(
                name=given["name"],
                short_name=given["short_name"],
                address=given["address"],
                email=given["email"],
                latitude=latitude,
                longitude=longitude,
            ),
        )
        return f"{reverse('partnerships:set_up')}?saved=name"

    return once(request, act)


@signed_in
def look(request: ActorRequest) -> HttpResponseBase:
    """Choose the three colours. One that could not be read is refused, and the nearest that can is offered."""
    here = partnership_of(request)
    if request.method != "POST":
        form = ColoursForm(initial={"bottle": here.bottle, "brand": here.brand, "gold": here.gold})
        return _look(request, colours=form)
    form = ColoursForm(request.POST)
    if not form.is_valid():
        return _look(request, colours=form)
    given = form.cleaned_data

    def act() -> str:
        actions.choose_colours(
            by=request.actor, bottle=given["bottle"], brand=given["brand"], gold=given["gold"]
        )
        return f"{reverse('partnerships:set_up_look')}?saved=colours"

    return once(request, act)


@signed_in
@require_POST
def bring_logo(request: ActorRequest) -> HttpResponseBase:
    """Take a logo, or say why not."""
    here = partnership_of(request)
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data

        def act() -> str:
            actions.choose_logo(by=request.actor, content=given["picture"].read(), words=given["words"])
            return f"{reverse('partnerships:set_up_look')}?saved=logo"

        try:
            return once(request, act)
        except NotAPicture as refused:
            form.add_error("picture", str(refused))
    colours = ColoursForm(initial={"bottle": here.bottle, "brand": here.brand, "gold": here.gold})
    return _look(request, colours=colours, logo=form)


@signed_in
@require_POST
def drop_logo(request: ActorRequest) -> HttpResponseBase:
    """Take the logo away again."""
    partnership_of(request)

    def act() -> str:
        actions.remove_logo(by=request.actor)
        return f"{reverse('partnerships:set_up_look')}?saved=no-logo"

    return once(request, act)


def _look(request: ActorRequest, *, colours: ColoursForm, logo: LogoForm | None = None) -> TemplateResponse:
    wrong = colours.errors or (logo is not None and logo.errors)
    here = partnership_of(request)
    instead = colours.instead if colours.is_bound else {}
    return TemplateResponse(
        request,
        "partnerships/set_up/look.html",
        {
            "form": logo if logo is not None else colours,
            "colours": colours,
            "nearest": [(colours.fields[name].label, value) for name, value in instead.items()],
            "offered": [(name, instead.get(name, colours[name].value())) for name in colours.fields],
            "logo": logo or LogoForm(initial={"words": here.name}),
            "face": queries.face(),
            "saved": request.GET.get("saved", ""),
        },
        status=422 if wrong else 200,
    )


@public
@require_safe
def picture(request: HttpRequest, sha256: str) -> HttpResponse:
    """Serve the logo. Its address changes with it, so whoever has it may keep it."""
    found = queries.logo(sha256)
    if found is None:
        raise Http404
    return HttpResponse(
        found.content,
        content_type="image/png",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )
