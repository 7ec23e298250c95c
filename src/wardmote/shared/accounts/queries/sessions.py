"""Where people are signed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from wardmote.kernel.clock import now

from ..rules import browser_in_words

if TYPE_CHECKING:
    from django.http import HttpRequest

_LISTED = 200
"""More places than anybody signs in at; the list shows the newest."""


def sessions_of(person_id: int) -> Sequence[UserSession]:
    """The sessions of somebody that still stand, the newest first. Two queries."""
    kept = list(UserSession.objects.filter(user_id=person_id).order_by("-created_at", "-pk")[:_LISTED])
    standing = set(
        Session.objects.filter(
            session_key__in=[one.session_key for one in kept], expire_date__gt=now()
        ).values_list("session_key", flat=True)
    )
    return [one for one in kept if one.session_key in standing]


def browser_of(session: UserSession) -> str:
    """The browser of a session in words."""
    return browser_in_words(session.user_agent)


def network_address(request: HttpRequest) -> str:
    """Where a request comes from, as our own proxies saw it."""
    return str(get_adapter().get_client_ip(request))
