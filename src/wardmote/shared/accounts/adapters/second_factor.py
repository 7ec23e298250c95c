"""How the second factor behaves here: secrets locked away, our own words, each code once."""

from __future__ import annotations

import base64
import logging
import secrets
from hashlib import sha256
from typing import Any

import qrcode
from allauth.mfa import app_settings as mfa
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import InvalidToken
from django.core.cache import cache
from qrcode.image.svg import SvgPathImage

from wardmote.kernel.ui import sources

from .locks import lock_away, unlock

log = logging.getLogger(__name__)


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Second factors: an authenticator app, passkeys, recovery codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": "Set up an authenticator app or a passkey first.",
        "incorrect_code": "That code or passkey is not right, or was used already. For a code, wait for the next one;"
        " if that does not work either, check that your phone sets its clock by itself.",
        "unverified_email": "First show that your e-mail address is yours: follow the link we sent you.",
    }

    def encrypt(self, text: str) -> str:
        """Lock a secret away before it is kept."""
        return lock_away(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Unlock a secret. One that no key of ours opens becomes a new secret, which nobody's code can match."""
        try:
            return unlock(encrypted_text.encode()).decode()
        except InvalidToken:
            log.error("A second factor's secret cannot be unlocked: was WARDMOTE_FACTOR_KEY changed?")
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def build_totp_svg(self, url: str) -> str:
        """The picture a phone's camera reads, to stand in the page itself."""
        drawn: bytes = qrcode.make(url, image_factory=SvgPathImage, border=2).to_string()
        return drawn.decode()

    def get_totp_issuer(self) -> str:
        """The name an authenticator app shows above the code."""
        return f"Wardmote {sources.partnership().short_name}".strip()

    def generate_authenticator_name(self, _user: Any, _type: str) -> str:
        """What a passkey is called until its owner gives it a name."""
        return "My passkey"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name a browser shows when it asks for a passkey."""
        return {**super().get_public_key_credential_rp_entity(), "name": self.get_totp_issuer()}


def is_spent(person_id: int, code: str) -> bool:
    """Whether somebody's code from an authenticator app was taken already."""
    return cache.get(_spent(person_id, code)) is not None


def spend(person_id: int, code: str) -> bool:
    """Take a code. False when somebody else took it a moment before: of two at once, one is let in.

    Kept until no clock within the tolerance shows the code any more; django-allauth's own mark ends sooner.
    """
    lasts = mfa.TOTP_PERIOD * (2 * mfa.TOTP_TOLERANCE + 1)
    return bool(cache.add(_spent(person_id, code), True, timeout=lasts))


def _spent(person_id: int, code: str) -> str:
    figures = "".join(sign for sign in code if sign.isalnum())
    return f"accounts.spent:{person_id}:{sha256(figures.encode()).hexdigest()}"
