"""Accounts: the people who sign in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, their sign-in and their sessions."""

    name = "wardmote.shared.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here."""
        from wardmote.kernel import access

        from .permissions import RULES

        access.register(RULES)
