"""The own sign-in at one glance, and what a role asks of it."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse

from wardmote.kernel.ui import navigation
from wardmote.kernel.ui.views import ActorRequest, at_the_door

from .. import queries

NEXT = "accounts.next"
"""Where somebody wanted to go before their role asked for a second factor; kept in the session."""


@at_the_door
def own_sign_in(request: ActorRequest) -> TemplateResponse:
    """How one signs in: address, password, second factor, recovery codes; where; and what else is one's own."""
    person_id = int(request.user.pk or 0)
    factors = queries.second_factors(person_id)
    return TemplateResponse(
        request,
        "accounts/own.html",
        {
            "apps": [factor for factor in factors if factor.type == factor.Type.TOTP],
            "passkeys": [factor for factor in factors if factor.type == factor.Type.WEBAUTHN],
            "codes_left": queries.recovery_codes_left(person_id),
            "session_count": len(queries.sessions_of(person_id)),
            "links": navigation.links(request.actor, navigation.Place.OWN, path=request.path),
        },
    )


@at_the_door
def second_factor(request: ActorRequest) -> HttpResponseBase:
    """Explain why a role asks for a second factor, and lead to setting one up; lead on once it is done."""
    wanted = request.GET.get("next", "")
    if wanted and get_adapter(request).is_safe_url(wanted):
        request.session[NEXT] = wanted
    if not request.actor.held_back:
        return HttpResponseRedirect(request.session.pop(NEXT, settings.LOGIN_REDIRECT_URL))
    if queries.has_second_factor(int(request.user.pk or 0)):
        raise ReauthenticationRequired
    return TemplateResponse(request, "accounts/second_factor.html")


@at_the_door
def second_factor_how(request: ActorRequest) -> TemplateResponse:
    """The two ways to have a second factor, for who wants one unasked."""
    return TemplateResponse(request, "accounts/second_factor_how.html")
