"""How signing in behaves here: by invitation only, slow for who guesses, never closed to its owner."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.contrib import messages
from django.urls import reverse

from wardmote.kernel.ui import sources

from ..rules import fold_email
from .known_browsers import attempts_of, remember_browser

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """People come by invitation only, so nobody signs up."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Nobody opens an account without an invitation."""
        return False

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:
        """Let the browser remember who signed in with it."""
        response: HttpResponse = super().post_login(request, user, **options)
        remember_browser(request, response, user.email)
        return response

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count a stranger's attempts apart from the owner's, so that a guesser slows down and nobody is locked out."""
        return attempts_of(request, fold_email(credentials.get("email", "")))

    def get_password_change_redirect_url(self, _request: HttpRequest) -> str:
        """Where to go after a password was changed: to the own sign-in, which says that it was."""
        return reverse("mfa_index")

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *given: Any, **more: Any
    ) -> None:
        """Say on the next page what went wrong, and of what went well only what that page does not show by itself."""
        if level >= messages.ERROR:
            super().add_message(request, level, message_template, *given, **more)
        elif message_template in _DONE:
            messages.success(request, _DONE[message_template])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mail a link. A mail server that does not answer breaks no page: what was asked for can be asked again."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:
            log.exception("The mail server did not answer: %s was not sent", template_prefix)

    def is_reauthentication_required(self, *, app: str, **_options: Any) -> bool:
        """Who has just signed in need not do it again: our own rule says how long "just" is."""
        return not sources.is_fresh(context.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who has a second factor proves with it that it is them; the password alone is for who has none."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        factors = [method for method in methods if method["id"] != "reauthenticate"]
        return [{**method, "description": _WORDS[method["id"]]} for method in factors or methods]


_DONE = {
    "account/messages/password_changed.txt": "Your password is changed.",
    "account/messages/password_set.txt": "Your password is set.",
    "mfa/messages/totp_deactivated.txt": "Your authenticator app is removed.",
}
_WORDS = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use a code from your app, or a recovery code",
    "mfa_reauthenticate:webauthn": "Use your passkey",
}
