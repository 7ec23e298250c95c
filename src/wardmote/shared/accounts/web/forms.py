"""The forms of django-allauth's pages for the second factor, in our words, taking each code once."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms

from wardmote.kernel.ui.fields import PlainTextField

from ..adapters import is_spent, spend

_LONGEST = 100
"""Characters of a code or a name; far more than any has."""


def _code_field(label: str, hint: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=_LONGEST,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
        error_messages={"required": "Type the code"},
    )


class _Once(forms.Form):
    """Refuses a code of an authenticator app that was taken before, for as long as its 30 seconds may count."""

    code = _code_field(
        "Code", "6 figures from your authenticator app, or 8 figures from your recovery codes."
    )

    def clean_code(self) -> str:
        """Take the code, once."""
        user, code = self.user, self.cleaned_data["code"]  # type: ignore[attr-defined]  # of the form it is mixed into
        if is_spent(user.pk, code):
            raise get_adapter().validation_error("incorrect_code")
        code = super().clean_code()  # type: ignore[misc]  # allauth has no types
        factor = getattr(self, "authenticator", None)
        by_app = factor is None or factor.type == Authenticator.Type.TOTP
        if by_app and not spend(user.pk, code):
            raise get_adapter().validation_error("incorrect_code")
        return str(code)


class CodeForm(_Once, AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The second step of signing in."""


class CodeAgainForm(_Once, ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """Proving again who one is."""


class AppForm(_Once, ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    """Setting up an authenticator app."""

    code = _code_field("Code that the app shows now", "6 figures. A new code comes every 30 seconds.")

    @property
    def key_in_fours(self) -> str:
        """The key to type, in groups that can be read aloud."""
        key = str(self.secret)
        return " ".join(key[place : place + 4] for place in range(0, len(key), 4))


def _name_field() -> PlainTextField:
    return PlainTextField(
        label="A name for it",
        help_text="So that you know it again, such as: work phone.",
        max_length=_LONGEST,
        error_messages={"required": "Give it a name"},
    )


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """Setting up a passkey."""

    name = _name_field()
    passwordless = forms.BooleanField(
        label="Sign in with it alone, without a password",
        required=False,
        initial=True,
        help_text="It then asks for your finger, your face or a PIN. Take the tick off for a key that cannot.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False


class PasskeyNameForm(EditWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """Giving a passkey another name."""

    name = _name_field()
