"""Inviting somebody by a link, and taking it up."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from wardmote.kernel.actor import NOBODY
from wardmote.kernel.ui.views import ActorRequest, public, signed_in
from wardmote.shared.accounts import queries as accounts

from .. import actions, queries
from ..permissions import may_invite
from ..rules import RoleName, in_words
from .forms import AcceptForm, InviteForm


@signed_in
def invite(request: ActorRequest) -> TemplateResponse:
    """Invite somebody to a role. The link is shown once: only its hash is kept."""
    actor = request.actor
    if not may_invite(actor):
        raise Http404("Neither an administrator nor a team lead")
    form = InviteForm(request.POST if request.method == "POST" else None, actor=actor)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "partnerships/invite.html", {"form": form}, status=status)
    given = form.cleaned_data
    invitation, secret = actions.invite_person(
        by=actor,
        name=given["name"],
        email=given["email"],
        role=RoleName(given["role"]),
        team=given.get("team"),
        area=given.get("area"),
        organisation=given.get("organisation"),
    )
    link = request.build_absolute_uri(reverse("partnerships:accept", args=[secret]))
    return TemplateResponse(
        request,
        "partnerships/invited.html",
        {"invitation": invitation, "role": in_words(invitation.role), "link": link},
    )


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
    context = {"invitation": invitation, "role": in_words(invitation.role), "has_account": person is not None}
    if request.actor != NOBODY and (person is None or person.pk != request.actor.person_id):
        return TemplateResponse(request, "partnerships/somebody_else.html", context)
    form = AcceptForm(request.POST if request.method == "POST" else None)
    if person is not None:
        del form.fields["password"]
    if form.is_valid():
        try:
            actions.accept_invitation(
                by=request.actor, secret=secret, password=form.cleaned_data.get("password", "")
            )
            return TemplateResponse(request, "partnerships/accepted.html", context)
        except ValidationError as weak:
            form.add_error("password", weak)
        except actions.InvitationSpent:
            return _spent(request)
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "partnerships/accept.html", {**context, "form": form}, status=status)


def _spent(request: ActorRequest) -> TemplateResponse:
    return TemplateResponse(request, "partnerships/spent.html", status=404)
