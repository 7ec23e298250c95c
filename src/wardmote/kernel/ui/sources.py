"""What the look must ask of others. Each source is registered once, by the app that knows the answer."""

from collections.abc import Callable

from django.http import HttpRequest

from wardmote.kernel.actor import NOBODY, Actor
from wardmote.kernel.ui.colours import Partnership

_UNNAMED = Partnership(name="", short_name="")
"""Until a partnership is set up: the product under its own name, in its own colours."""

_actor: Callable[[HttpRequest], Actor] | None = None
_partnership: Callable[[], Partnership] | None = None
_fresh: Callable[[HttpRequest], bool] | None = None
_can_prove: Callable[[HttpRequest], bool] | None = None
_still_there: Callable[[HttpRequest], bool] | None = None


def actors_come_from(source: Callable[[HttpRequest], Actor]) -> None:
    """Register who builds the actor of a request made by somebody who is signed in."""
    global _actor
    _actor = source


def partnership_comes_from(source: Callable[[], Partnership]) -> None:
    """Register who names the partnership and its colours."""
    global _partnership
    _partnership = source


def proofs_come_from(
    *,
    fresh: Callable[[HttpRequest], bool],
    can_prove: Callable[[HttpRequest], bool],
    still_there: Callable[[HttpRequest], bool],
) -> None:
    """Register who knows whether somebody proved just now who they are, whether they have a second factor, and
    whether they have used their session lately.
    """
    global _fresh, _can_prove, _still_there
    _fresh, _can_prove, _still_there = fresh, can_prove, still_there


def is_fresh(request: HttpRequest) -> bool:
    """Say whether whoever sits there proved just now who they are."""
    return _fresh is not None and _fresh(request)


def can_prove(request: HttpRequest) -> bool:
    """Say whether somebody has a second factor that they can be asked for."""
    return _can_prove is not None and _can_prove(request)


def still_there(request: HttpRequest) -> bool:
    """Say whether somebody has used this session lately, and keep that they do so now."""
    return _still_there is None or _still_there(request)


def actor_for(request: HttpRequest) -> Actor:
    """Say who is acting in this request; nobody, unless somebody is signed in."""
    if not request.user.is_authenticated or _actor is None:
        return NOBODY
    return _actor(request)


def partnership() -> Partnership:
    """Name the partnership; the product's own name and colours if none is set."""
    return _partnership() if _partnership else _UNNAMED
