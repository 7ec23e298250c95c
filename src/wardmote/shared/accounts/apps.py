"""Accounts: the people who sign in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, their sign-in and their sessions."""

    name = "wardmote.shared.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here, how sure a session is of who sits there, and listen to django-allauth."""
        from allauth.account import signals as account_signals
        from allauth.mfa import signals
        from allauth.mfa.models import Authenticator
        from django.db.models.signals import post_delete, post_save

        from wardmote.kernel import access
        from wardmote.kernel.ui import sources

        from . import handlers, queries
        from .permissions import RULES

        access.register(RULES)
        sources.proofs_come_from(fresh=queries.is_fresh_request, can_prove=queries.can_prove)
        post_save.connect(handlers.factor_saved, sender=Authenticator)
        post_delete.connect(handlers.factor_deleted, sender=Authenticator)
        signals.authenticator_reset.connect(handlers.codes_made)
        signals.authenticator_used.connect(handlers.factor_used)
        signals.authentication_failed.connect(handlers.factor_refused)
        for changed in ("password_changed", "password_set", "password_reset"):
            getattr(account_signals, changed).connect(handlers.password_changed)
        account_signals.email_changed.connect(handlers.email_changed)
        account_signals.user_logged_in.connect(handlers.signed_in)
