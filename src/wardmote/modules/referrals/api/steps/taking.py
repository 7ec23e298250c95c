"""How every step is declared and taken: on what its caller saw, and told as it stands afterwards."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from wardmote.kernel import access
from wardmote.kernel.api.calls import Answer, Calls
from wardmote.kernel.api.etags import changed, version_given
from wardmote.kernel.api.gate import ApiRequest
from wardmote.shared.partnerships.rules import Scope

from ... import queries
from ...models import Referral
from ...permissions import Permission
from ...rules import Conflict
from ..problems import fields_called
from ..referrals import told
from ..schemas import ReferralOut

calls = Calls(tags=["Steps of a referral"])

View = TypeVar("View", bound=Callable[..., Answer[ReferralOut]])


def step(
    path: str, summary: str, says: str, *, example: Mapping[str, Any] | None = None
) -> Callable[[View], View]:
    """Declare the call of one step."""
    return calls.steps(
        f"/referrals/{{reference}}/{path}",
        scope=Scope.REFERRALS_WRITE,
        gives=ReferralOut,
        summary=summary,
        says=says,
        example=example,
    )


def take(
    request: ApiRequest, reference: str, act: Callable[[Referral, int], Referral], **called: str
) -> Answer[ReferralOut]:
    """Take a step on what the caller saw, and tell how the referral, or the one that carries it on, now stands.

    `called` says which field of the call the rules mean by which of theirs.
    """
    referral = queries.referral_for(request.actor, reference)
    version = version_given(request, stands_at=referral.version)
    try:
        with fields_called(**called):
            after = act(referral, version)
    except Conflict:
        if queries.referral_for(request.actor, reference).version != version:
            raise changed() from None
        raise
    # Whoever passes on a matter of the partners' is, with that, no longer in the case, and goes back to what they read.
    seen = after.reference if access.allows(request.actor, Permission.READ_REFERRAL, after) else reference
    return told(request, queries.referral_for(request.actor, seen))
