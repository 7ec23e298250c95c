"""How signing in behaves here: by invitation only, slow for who guesses, never closed to its owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context

from wardmote.kernel.ui import sources

if TYPE_CHECKING:
    from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People come by invitation only, so nobody signs up."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Nobody opens an account without an invitation."""
        return False

    def is_reauthentication_required(self, *, app: str, **_options: Any) -> bool:
        """Who has just signed in need not do it again: our own rule says how long "just" is."""
        return not sources.is_fresh(context.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who has a second factor proves with it that it is them; the password alone is for who has none."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        factors = [method for method in methods if method["id"] != "reauthenticate"]
        return [{**method, "description": _WORDS[method["id"]]} for method in factors or methods]


_WORDS = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use a code from your app, or a recovery code",
    "mfa_reauthenticate:webauthn": "Use your passkey",
}
