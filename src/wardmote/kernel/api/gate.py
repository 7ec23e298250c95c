"""What is asked of every request before anything is read: a token, its scope, its allowance, and the right headers."""

from typing import cast

from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from wardmote.kernel.actor import NOBODY, Actor
from wardmote.kernel.api import bodies, etags, idempotency, limits, problems
from wardmote.kernel.api.declaration import Call
from wardmote.kernel.api.holders import Refused, TokenHolder, holder_of
from wardmote.kernel.api.problems import Fault, Problem

_REALM = 'Bearer realm="Wardmote"'
_LONGEST_SECRET = 500
_REFUSALS = {
    Refused.UNKNOWN: (problems.UNKNOWN_TOKEN, "No token has this secret. Check that it was copied whole."),
    Refused.EXPIRED: (problems.EXPIRED_TOKEN, "The token has run out. Make a new one and use that."),
    Refused.REVOKED: (
        problems.REVOKED_TOKEN,
        "The token was taken away. Ask whoever keeps your tokens, then make a new one.",
    ),
}


class ApiRequest(HttpRequest):
    """A request as a call gets it: with the holder of its token, and who that acts for."""

    holder: TokenHolder
    actor: Actor
    allowed: limits.Allowed


class BearerToken:
    """Lets a request in to one call. Ninja asks it before it reads anything else."""

    def __init__(self, call: Call) -> None:
        self.call = call

    def __call__(self, request: HttpRequest) -> TokenHolder:
        """Return the holder of the token. Raises Problem for whatever is missing."""
        opened = cast(ApiRequest, request)
        opened.holder = _holder(request)
        opened.actor = opened.holder.actor
        opened.allowed = limits.count(opened.holder.token_id)
        if opened.allowed.is_over:
            raise Problem(
                problems.TOO_MANY,
                f"This token may make {opened.allowed.limit} requests a minute."
                f" Go on in {opened.allowed.seconds_left} seconds.",
                headers={"Retry-After": str(opened.allowed.seconds_left)},
            )
        self._check_scope(opened.holder)
        if not (request.accepts("application/json") or request.accepts(problems.MEDIA_TYPE)):
            raise Problem(problems.NOT_ACCEPTABLE, "Accept application/json, or say nothing about it.")
        if self.call.takes_body:
            bodies.check(request)
        self._check_query(request)
        if self.call.needs_key:
            idempotency.key_of(request)
        if self.call.needs_if_match:
            etags.needs_if_match(request)
        return opened.holder

    def _check_scope(self, holder: TokenHolder) -> None:
        if self.call.scope not in holder.scopes:
            raise Problem(
                problems.MISSING_SCOPE,
                f"This needs a token with the scope {self.call.scope}.",
                headers={
                    "WWW-Authenticate": f'{_REALM}, error="insufficient_scope", scope="{self.call.scope}"'
                },
            )
        if holder.actor == NOBODY:
            raise Problem(
                problems.NOT_ALLOWED,
                "Whoever this token speaks for holds no role any more. Ask the partnership administrator.",
            )

    def _check_query(self, request: HttpRequest) -> None:
        faults = [
            Fault("There is no such parameter here. Take it out, or check its spelling.", parameter=name[:80])
            if name not in self.call.parameters
            else Fault("Send it once.", parameter=name)
            for name, values in request.GET.lists()
            if name not in self.call.parameters or len(values) > 1
        ]
        if faults:
            raise Problem(problems.INVALID, "The address has a parameter that is not understood.", faults)


@sensitive_variables("secret")
def _holder(request: HttpRequest) -> TokenHolder:
    scheme, _, secret = request.headers.get("Authorization", "").strip(" \t").partition(" ")
    secret = secret.strip(" \t")
    if scheme.lower() != "bearer" or not secret:
        raise Problem(
            problems.NO_TOKEN,
            "Send your token in the header “Authorization: Bearer …”.",
            headers={"WWW-Authenticate": _REALM},
        )
    found = holder_of(secret) if len(secret) <= _LONGEST_SECRET and secret.isascii() else Refused.UNKNOWN
    if isinstance(found, TokenHolder):
        return found
    kind, detail = _REFUSALS[found]
    raise Problem(kind, detail, headers={"WWW-Authenticate": f'{_REALM}, error="invalid_token"'})
