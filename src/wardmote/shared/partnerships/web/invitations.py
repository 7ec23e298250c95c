"""Inviting somebody by a link, what becomes of it, and taking it up."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from wardmote.kernel.actor import NOBODY
from wardmote.kernel.clock import now
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, public, signed_in
from wardmote.shared.accounts import queries as accounts

from .. import actions, queries
from ..models import Invitation
from ..rules import InvitationState, Refused, in_words
from .forms import AcceptForm
from .people import ask_if_sensitive, require_inviting
from .people_forms import InviteForm
from .tabs import tabs_for

_LONGEST_SEARCH = 200


@signed_in
def invite(request: ActorRequest) -> HttpResponseBase:
    """Invite somebody to a role. Who has an account gets it at once."""
    require_inviting(request)
    form = InviteForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if form.is_valid():
        ask_if_sensitive(request, form.given()["role"])
        try:
            return once(request, lambda: _invited(request, form))
        except Refused as refused:
            form.add_error(refused.field or None, str(refused))
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "partnerships/people/invite.html", {"form": form}, status=status)


def _invited(request: ActorRequest, form: InviteForm) -> str:
    given = form.cleaned_data
    person = accounts.person_with_email(given["email"])
    if person is not None and person.is_active:
        holding = actions.give_role(by=request.actor, person=person, **form.given())
        messages.success(
            request,
            f"{person.name} has an account, so needs no link: {in_words(holding.role).lower()} from now on.",
        )
        return reverse("partnerships:person", args=[person.pk])
    invitation, _ = actions.invite_person(
        by=request.actor, name=given["name"], email=given["email"], **form.given()
    )
    return reverse("partnerships:invitation", args=[invitation.pk])


@signed_in
def invitations(request: ActorRequest) -> TemplateResponse:
    """List the invitations in one state, newest first."""
    require_inviting(request)
    asked = request.GET.get("state", "")
    state = InvitationState(asked) if asked in set(InvitationState) else InvitationState.OPEN
    words = request.GET.get("words", "").replace("\x00", "").strip()[:_LONGEST_SEARCH]
    unsent = request.GET.get("unsent") == "yes"
    page = queries.invitations(
        request.actor, state=state, words=words, only_unsent=unsent, after=request.GET.get("after")
    )
    return TemplateResponse(
        request,
        "partnerships/people/invitations.html",
        {
            "page": page,
            "tabs": tabs_for(request),
            "states": list(InvitationState),
            "state": state,
            "words": words,
            "unsent": unsent,
            "mail_failed": queries.mail_has_failed(request.actor),
            "asked": queries.account_requests_waiting(request.actor),
        },
    )


@signed_in
def invitation(request: ActorRequest, pk: int) -> HttpResponseBase:
    """One invitation: whether its link went out, and sending it again or taking it back."""
    require_inviting(request)
    found = queries.invitation(request.actor, pk)
    refused = ""
    if request.method == "POST":
        try:
            return once(request, lambda: _done(request, found))
        except Refused as error:
            refused = str(error)
    return TemplateResponse(
        request,
        "partnerships/people/invitation.html",
        {
            "invitation": found,
            "state": found.state(now()),
            "link": _link(request, found),
            "refused": refused,
        },
        status=409 if refused else 200,
    )


def _done(request: ActorRequest, found: Invitation) -> str:
    if request.POST.get("do") == "withdraw":
        actions.withdraw_invitation(by=request.actor, invitation=found)
        messages.success(request, "Withdrawn. The link does not work any more.")
    else:
        actions.send_invitation_again(by=request.actor, invitation=found)
        messages.success(request, "A new link is on its way. The old one does not work any more.")
    return reverse("partnerships:invitation", args=[found.pk])


def _link(request: ActorRequest, found: Invitation) -> str:
    """The link, for whoever stands behind the invitation: mail may fail, and people stand at the desk."""
    if found.state(now()) is not InvitationState.OPEN or found.invited_by_id != request.actor.person_id:
        return ""
    return request.build_absolute_uri(reverse("partnerships:accept", args=[queries.secret_of(found)]))


@public
def accept(request: ActorRequest, secret: str) -> HttpResponseBase:
    """Take up an invitation. A link that is wrong, used or out of date leads to one and the same page."""
    response = _accept(request, secret)
    add_never_cache_headers(response)
    return response


def _accept(request: ActorRequest, secret: str) -> HttpResponseBase:
    invitation = queries.open_invitation(secret)
    if invitation is None:
        return _spent(request)
    person = accounts.person_with_email(invitation.email)
    context = {
        "invitation": invitation,
        "offered": queries.offered_with(invitation),
        "has_account": person is not None,
    }
    if request.actor != NOBODY and (person is None or person.pk != request.actor.person_id):
        return TemplateResponse(request, "partnerships/people/somebody_else.html", context)
    form = AcceptForm(request.POST if request.method == "POST" else None)
    if person is not None:
        del form.fields["password"]
    if form.is_valid():
        try:
            actions.accept_invitation(
                by=request.actor, secret=secret, password=form.cleaned_data.get("password", "")
            )
            return TemplateResponse(request, "partnerships/people/accepted.html", context)
        except ValidationError as weak:
            form.add_error("password", weak)
        except actions.InvitationSpent:
            return _spent(request)
    status = 422 if form.is_bound else 200
    return TemplateResponse(
        request, "partnerships/people/accept.html", {**context, "form": form}, status=status
    )


def _spent(request: ActorRequest) -> TemplateResponse:
    return TemplateResponse(request, "partnerships/people/spent.html", status=404)
