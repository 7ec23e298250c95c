"""The page "choose who to be": signs a visitor in as anybody of the demo, without a password."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from wardmote.kernel.ui.views import public
from wardmote.shared.accounts import queries as accounts
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.models import RoleHolding

from . import content as written
from .load.people import PASSWORD

BACKEND = settings.AUTHENTICATION_BACKENDS[0]


@dataclass(frozen=True)
class Somebody:
    """A person to be, the roles they hold in words, and what to try as them."""

    id: int
    name: str
    standing: str
    do: str


@require_http_methods(["GET", "HEAD", "POST"])
@public
def people(request: HttpRequest) -> HttpResponse:
    """Show who can be chosen, or sign in as one of them.

    Not there at all unless this runs in demo mode and what is loaded is the demo: two locks, because the page
    asks for no password.
    """
    partnership = partnerships.the_partnership()
    if not settings.WARDMOTE_DEMO or partnership is None or not partnership.is_demo:
        raise Http404
    if request.method == "POST":
        return _sign_in(request)
    return _page(request)


def _sign_in(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("person", "")
    person = Person.objects.filter(pk=int(chosen), is_active=True).first() if _is_number(chosen) else None
    if person is None:
        return _page(request, problem="That person is not here any more. Choose somebody else.", status=400)
    login(request, person, backend=BACKEND)
    # Nobody here has a second factor, and the cases are invented: the session counts as proved, in demo mode only.
    request.session[accounts.IN_DEMONSTRATION] = person.pk
    UserSession.objects.create_from_request(request)
    return redirect(settings.LOGIN_REDIRECT_URL)


def _is_number(words: str) -> bool:
    return words.isascii() and words.isdigit() and len(words) < 10


def _page(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    content = written.read()
    held = _everybody()
    chosen = {
        name: [
            _somebody(held[email], choice.do)
            for choice in choices
            if (email := content.people[choice.person].email) in held
        ]
        for name, choices in content.choices.items()
    }
    offered = {somebody.id for group in chosen.values() for somebody in group}
    rest: dict[str, list[Somebody]] = {}
    for holdings in held.values():
        if holdings[0].person_id not in offered:
            rest.setdefault(_organisation(holdings[0]), []).append(_somebody(holdings, ""))
    return render(
        request,
        "demo/people.html",
        {"groups": chosen, "rest": dict(sorted(rest.items())), "problem": problem, "password": PASSWORD},
        status=status,
    )


def _everybody() -> dict[str, list[RoleHolding]]:
    """The roles of everybody who is there, by e-mail address, in the order of their names. One query."""
    holdings = (
        RoleHolding.objects.filter(ended_at__isnull=True, person__is_active=True)
        .select_related("person", "team__organisation", "area", "organisation")
        .order_by("person__name", "person_id", "pk")
    )
    return {email: list(mine) for email, mine in groupby(holdings, key=lambda h: h.person.email)}


def _somebody(holdings: list[RoleHolding], do: str) -> Somebody:
    return Somebody(
        id=holdings[0].person_id,
        name=holdings[0].person.name,
        standing="; ".join(_standing(h) for h in holdings),
        do=do,
    )


def _standing(holding: RoleHolding) -> str:
    where = holding.team or holding.area or holding.organisation
    role = holding.get_role_display().capitalize()
    return f"{role}, {where}" if where else role


def _organisation(holding: RoleHolding) -> str:
    if holding.team:
        return holding.team.organisation.name
    return holding.organisation.name if holding.organisation else "Areas and the partnership"
