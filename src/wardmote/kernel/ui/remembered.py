"""What somebody typed that may name a person: kept with their session, so that it stands in no address and no log.

The address carries a number for it. Going back and reloading work; somebody else with the same address is asked for
the words.
"""

import secrets
from typing import Any

from django.http import HttpRequest

MOST_KEPT = 20
"""Of one kind, the latest."""


def remember(request: HttpRequest, kind: str, typed: Any) -> str:
    """Keep what was typed and give the number for it: the same for the same again. What JSON can hold."""
    kept = _kept(request, kind)
    number = next((number for number, same in kept.items() if same == typed), secrets.token_urlsafe(6))
    kept.pop(number, None)
    request.session[kind] = dict([*kept.items(), (number, typed)][-MOST_KEPT:])
    return number


def recall(request: HttpRequest, kind: str, number: str) -> Any:
    """What was kept under the number in this session; None when nothing is."""
    return _kept(request, kind).get(number)


def _kept(request: HttpRequest, kind: str) -> dict[str, Any]:
    kept = request.session.get(kind)
    return dict(kept) if isinstance(kept, dict) else {}
