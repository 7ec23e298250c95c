"""Access tokens in pages: one's own, and, for the administrator, those of partners' systems and of everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from django import forms
from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, require_fresh, signed_in

from .. import actions, queries
from ..models import AccessToken
from ..permissions import Permission
from ..rules.tokens import Scope, TokenRefused, TokenState
from .token_forms import ConnectForm, OrganisationForm, RenewForm, SystemsFilter, TokenForm


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A token as a list and a page show it."""

    token: AccessToken
    whose: str
    may: list[str]
    state: TokenState
    ends_soon: bool
    was_renewed: bool
    may_renew: bool
    until: datetime
    last_used_on: date | None


@signed_in
def tokens(request: ActorRequest) -> TemplateResponse:
    """List one's own tokens."""
    rows = _shown(request.actor, queries.own_tokens(request.actor))
    connects = access.allows(request.actor, Permission.CONNECT_SYSTEM)
    return TemplateResponse(request, "partnerships/tokens.html", {"rows": rows, "connects": connects})


@signed_in
def make_token(request: ActorRequest) -> HttpResponseBase:
    """Make a token for oneself. Its secret is shown once."""
    form = TokenForm(request.POST if request.method == "POST" else None)

    def make() -> tuple[AccessToken, str]:
        return actions.make_token(by=request.actor, person=queries.person_of(request.actor), **_given(form))

    return _made(request, form, make) or _asked(request, "partnerships/make_token.html", form)


@signed_in
def systems(request: ActorRequest) -> TemplateResponse:
    """List the tokens of partners' systems and of everybody."""
    access.require(request.actor, Permission.CONNECT_SYSTEM)
    narrow = SystemsFilter(request.GET, actor=request.actor)
    chosen = narrow.chosen()
    page = queries.every_token(request.actor, after=request.GET.get("after"), **chosen)
    context = {
        "page": page,
        "rows": _shown(request.actor, page.rows),
        "filter": narrow,
        "narrowed": any(chosen.values()),
    }
    return TemplateResponse(request, "partnerships/systems.html", context)


@signed_in
def connect_system(request: ActorRequest) -> HttpResponseBase:
    """Connect a partner's system: first whose, then for which teams and what. Its secret is shown once."""
    actor = request.actor
    access.require(actor, Permission.CONNECT_SYSTEM)
    whose = OrganisationForm(request.GET if "organisation" in request.GET else None, actor=actor)
    if not whose.is_valid():
        return _asked(request, "partnerships/connect_whose.html", whose)
    organisation = whose.cleaned_data["organisation"]
    form = ConnectForm(
        request.POST if request.method == "POST" else None, organisation=organisation, actor=actor
    )

    def make() -> tuple[AccessToken, str]:
        teams = list(form.cleaned_data["teams"])
        return actions.connect_system(by=actor, organisation=organisation, teams=teams, **_given(form))

    about = {"organisation": organisation}
    return _made(request, form, make) or _asked(request, "partnerships/connect_system.html", form, **about)


@signed_in
def renew_token(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Give a token a new secret, shown once, while the old one goes on for a while."""
    token = queries.token_seen(request.actor, pk)
    access.require(request.actor, Permission.MAKE_TOKEN, token)
    form = RenewForm(request.POST if request.method == "POST" else None)

    def make() -> tuple[AccessToken, str]:
        return actions.renew_token(by=request.actor, token=token, **form.cleaned_data)

    about = {"shown": _shown(request.actor, [token])[0], "back": _list_of(request.actor, token)}
    return _made(request, form, make) or _asked(request, "partnerships/renew_token.html", form, **about)


@signed_in
def revoke_token(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Say what will stop, then stop a token."""
    token = queries.token_seen(request.actor, pk)
    back = _list_of(request.actor, token)
    if request.method == "POST":

        def act() -> str:
            actions.revoke_token(by=request.actor, token=token)
            return back

        return once(request, act)
    context = {
        "shown": _shown(request.actor, [token])[0],
        "back": back,
        "gives_up": queries.teams_given_up_with(token),
    }
    return TemplateResponse(request, "partnerships/revoke_token.html", context)


class _Given(TypedDict):
    name: str
    scopes: list[Scope]
    days: int


def _given(form: forms.Form) -> _Given:
    given = form.cleaned_data
    scopes = [Scope(scope) for scope in given["scopes"]]
    return {"name": given["name"], "scopes": scopes, "days": given["days"]}


def _made(
    request: ActorRequest, form: forms.Form, make: Callable[[], tuple[AccessToken, str]]
) -> HttpResponseBase | None:
    """Make the token and show its secret; None where something must be put right first.

    Who did not prove just now who they are is asked to, once nothing is wrong with what they typed: so it is taken as
    it was sent. The same form sent twice makes one token: the second time, there is nothing left to show.
    """
    if not form.is_valid():
        return None
    require_fresh(request)
    made: list[tuple[AccessToken, str]] = []

    def act() -> str:
        made.append(make())
        return _list_of(request.actor, made[0][0])

    try:
        to_the_list = once(request, act)
    except TokenRefused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return None
    if not made:
        return to_the_list
    token, secret = made[0]
    context = {"shown": _shown(request.actor, [token])[0], "secret": secret, "list": to_the_list.url}
    return TemplateResponse(request, "partnerships/token_made.html", context)


def _asked(request: ActorRequest, template: str, form: forms.Form, **about: object) -> TemplateResponse:
    """Show the form. Whoever begins one proves first who they are, so that they need not in the middle."""
    if not form.is_bound:
        require_fresh(request)
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, template, {"form": form, **about}, status=status)


def _list_of(actor: Actor, token: AccessToken) -> str:
    own = token.person_id == actor.person_id
    return reverse("partnerships:tokens" if own else "partnerships:systems")


def _shown(actor: Actor, tokens: Iterable[AccessToken]) -> list[Shown]:
    return [
        Shown(
            token=token,
            whose=str(token.person.system.organisation) if token.person.is_system else token.person.name,
            may=[Scope(scope).sentence for scope in token.scopes],
            state=queries.state_of(token),
            ends_soon=queries.ends_soon(token),
            was_renewed=queries.was_renewed(token),
            may_renew=queries.may_be_renewed(actor, token),
            until=token.revoked_at or token.expires_at,
            last_used_on=token.last_used_on,
        )
        for token in tokens
    ]
