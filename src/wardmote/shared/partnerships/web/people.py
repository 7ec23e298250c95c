"""The people: a list to search, a page for each, and what can be done about their roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.access import allows
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import LONDON, now
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, require_fresh, signed_in
from wardmote.shared.accounts import actions as accounts
from wardmote.shared.accounts import queries as account_queries

from .. import actions, queries
from ..permissions import Permission, may_invite
from ..rules import NEED_SECOND_FACTOR, Refused, in_words
from .people_forms import ChangeForm, PeopleFilter, RoleForm
from .tabs import tabs_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from wardmote.shared.accounts.models import Person


def require_inviting(request: ActorRequest) -> None:
    """Answer 404 to who may invite nobody."""
    if not may_invite(request.actor):
        raise Http404("Neither an administrator nor a team lead")


def ask_if_sensitive(request: ActorRequest, role: str) -> None:
    """Ask again who sits there before a role is given that opens protected matters or says who may."""
    if role in NEED_SECOND_FACTOR:
        require_fresh(request)


@signed_in
def people(request: ActorRequest) -> TemplateResponse:
    """List people by name: everybody for an administrator, the own teams for a team lead."""
    require_inviting(request)
    actor = request.actor
    form = PeopleFilter(request.GET, actor=actor)
    wanted = form.wanted()
    page = queries.people(actor, wanted, after=request.GET.get("after"))
    return TemplateResponse(
        request,
        "partnerships/people/list.html",
        {
            "page": page,
            "filter": form,
            "narrowed": wanted != queries.PeopleWanted(),
            "tabs": tabs_for(request),
            "mail_failed": queries.mail_has_failed(actor),
            "late": queries.late_review_count(actor) if allows(actor, Permission.KEEP_PEOPLE) else 0,
            "now": now(),
        },
    )


@signed_in
def person(request: ActorRequest, pk: int) -> TemplateResponse:
    """One person: what they hold and held, how they came, and what can be done."""
    require_inviting(request)
    actor, found = request.actor, queries.person(request.actor, pk)
    held = queries.roles_of(actor, found)
    keeps = allows(actor, Permission.KEEP_PEOPLE)
    at = now()
    return TemplateResponse(
        request,
        "partnerships/people/person.html",
        {
            "person": found,
            "now_held": [one for one in held if one.holding.is_held(at)],
            "before": [one for one in held if not one.holding.is_held(at)],
            "invitations": [(one, one.state(at)) for one in queries.invitations_of(actor, found)],
            "signed_in": _month(found),
            "absence": queries.absence_of(found),
            "says_away": bool(queries.may_say_away_at(actor, found)) or allows(actor, Permission.SAY_AWAY),
            "keeps": keeps,
            "second_factor": _second_factor(found, held, at) if keeps else "",
            "narrow": not allows(actor, Permission.INVITE),
            "own": found.pk == actor.person_id,
            "story": account_queries.account_story(actor, found) if keeps else [],
            "proving": account_queries.email_to_prove(found.pk) if keeps else None,
            "now": at,
        },
    )


def _second_factor(found: Person, held: Sequence[queries.Held], at: datetime) -> str:
    """How somebody's second step stands, in words."""
    if account_queries.has_second_factor(found.pk):
        return "Set up"
    needed = any(one.holding.is_held(at) and one.holding.role in NEED_SECOND_FACTOR for one in held)
    return "Not set up. Their role does not work until it is." if needed else "Not set up"


def _month(found: Person) -> str:
    return f"{found.last_login.astimezone(LONDON):%B %Y}" if found.last_login else ""


@signed_in
def give_role(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Give somebody who has an account one more role."""
    require_inviting(request)
    found = queries.person(request.actor, pk)
    form = RoleForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if found.is_active and form.is_valid():
        ask_if_sensitive(request, form.given()["role"])

        def act() -> str:
            holding = actions.give_role(by=request.actor, person=found, **form.given())
            messages.success(request, f"{found.name} is {in_words(holding.role).lower()} from now on.")
            return reverse("partnerships:person", args=[found.pk])

        try:
            return once(request, act)
        except Refused as refused:
            form.add_error(refused.field or None, str(refused))
    return TemplateResponse(
        request,
        "partnerships/people/give_role.html",
        {"person": found, "form": form},
        status=422 if form.is_bound else 200,
    )


@signed_in
def end_role(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Show what the end of a role leaves behind, then end it."""
    require_inviting(request)
    holding = queries.role_held(request.actor, pk)
    refused = ""
    if request.method == "POST":

        def act() -> str:
            actions.end_role(by=request.actor, holding=holding)
            messages.success(
                request, f"{holding.person.name} is not {in_words(holding.role).lower()} any more."
            )
            return _after_ending(request.actor, holding.person)

        try:
            return once(request, act)
        except actions.NobodyLeft as reason:
            refused = str(reason)
    return TemplateResponse(
        request,
        "partnerships/people/end_role.html",
        {
            "holding": holding,
            "left": queries.left_behind(request.actor, [holding]),
            "own": holding.person_id == request.actor.person_id,
            "refused": refused,
        },
        status=409 if refused else 200,
    )


def _after_ending(actor: Actor, person: Person) -> str:
    """Where to go on: to the person, unless it is a system, or the own role and nothing is to be seen any more."""
    if person.pk == actor.person_id or person.is_system:
        return reverse("partnerships:people")
    return reverse("partnerships:person", args=[person.pk])


@signed_in
def leave(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Show what somebody leaves behind, then let them go: every role ends, and sign-in stops at once."""
    found = _kept(request, pk, is_active=True)
    refused = ""
    if request.method == "POST":

        def act() -> str:
            ended = actions.let_leave(by=request.actor, person=found)
            sessions = "" if not ended else f" {ended} open session{'' if ended == 1 else 's'} ended."
            messages.success(request, f"{found.name} has left. Sign-in has stopped.{sessions}")
            return reverse("partnerships:person", args=[found.pk])

        try:
            return once(request, act)
        except actions.NobodyLeft as reason:
            refused = str(reason)
    held = [one.holding for one in queries.roles_of(request.actor, found) if one.holding.is_held(now())]
    return TemplateResponse(
        request,
        "partnerships/people/leave.html",
        {
            "person": found,
            "held": held,
            "left": queries.left_behind(request.actor, held),
            "sessions": account_queries.sessions_open(request.actor, found),
            "own": found.pk == request.actor.person_id,
            "refused": refused,
        },
        status=409 if refused else 200,
    )


@signed_in
def come_back(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Let somebody who left sign in again."""
    found = _kept(request, pk, is_active=False)
    if request.method == "POST":

        def act() -> str:
            actions.let_return(by=request.actor, person=found)
            messages.success(request, f"{found.name} is back. Give the first role.")
            return reverse("partnerships:give_role", args=[found.pk])

        return once(request, act)
    return TemplateResponse(request, "partnerships/people/come_back.html", {"person": found})


@signed_in
def change(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Change somebody's name, or the address they sign in with."""
    found = _kept(request, pk, is_active=True)
    first = {"name": found.name, "email": found.email}
    form = ChangeForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        given = form.cleaned_data

        def act() -> str:
            accounts.rename_person(by=request.actor, person=found, name=given["name"])
            if "email" in form.changed_data:
                accounts.propose_email(by=request.actor, person=found, email=given["email"])
            return reverse("partnerships:person", args=[found.pk])

        try:
            return once(request, act)
        except accounts.AddressTaken:
            form.add_error("email", "Somebody else signs in with this address. Check it")
    return TemplateResponse(
        request,
        "partnerships/people/change.html",
        {"person": found, "form": form},
        status=422 if form.is_bound else 200,
    )


def _kept(request: ActorRequest, pk: int, *, is_active: bool) -> Person:
    """The person, for who keeps people; 404 to others, or when it was done already."""
    found = queries.person(request.actor, pk)
    if not allows(request.actor, Permission.KEEP_PEOPLE):
        raise Http404("Only the administrator keeps people")
    if found.is_active is not is_active and request.method == "GET":
        raise Http404("This was done already")
    return found
