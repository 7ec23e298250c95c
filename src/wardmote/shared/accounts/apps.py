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
        from wardmote.kernel.privacy.own_copy import parts_come_from
        from wardmote.kernel.ui import sources

        from . import handlers, queries
        from .permissions import RULES

        access.register(RULES)
        _say_what_is_kept()
        parts_come_from(*queries.PARTS)
        sources.proofs_come_from(
            fresh=queries.is_fresh_request, can_prove=queries.can_prove, still_there=queries.still_there
        )
        post_save.connect(handlers.factor_saved, sender=Authenticator)
        post_delete.connect(handlers.factor_deleted, sender=Authenticator)
        signals.authenticator_reset.connect(handlers.codes_made)
        signals.authenticator_used.connect(handlers.factor_used)
        signals.authentication_failed.connect(handlers.factor_refused)
        for changed in ("password_changed", "password_set", "password_reset"):
            getattr(account_signals, changed).connect(handlers.password_changed)
        account_signals.email_changed.connect(handlers.email_changed)
        account_signals.user_logged_in.connect(handlers.signed_in)


def _say_what_is_kept() -> None:
    from allauth.account.models import EmailAddress, EmailConfirmation
    from allauth.mfa.models import Authenticator
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session

    from wardmote.kernel.privacy import Keep
    from wardmote.kernel.privacy.kinds import Kind, Period, Source, kinds_come_from

    from .actions.shedding import shed_leavers, shed_sign_ins
    from .models import FACTOR, Person
    from .queries import leavers

    kinds_come_from(
        Kind(
            key="leaver",
            name="Colleagues who have left",
            about="Name, address and telephone of everybody with an account, and so who did what at work.",
            begins="they left",
            then=(
                "Name and address are replaced by those of nobody. What they did stays on record, as done by somebody"
                " who has left."
            ),
            period=Period(
                months=84,
                shortest=12,
                longest=300,
                why="As long as decisions may have to be accounted for (Limitation Act 1980), and a year to be sure.",
            ),
            covers={table: {Keep.STAFF} for table in (Person, EmailAddress, EmailConfirmation)},
            of_staff=True,
            source=Source(count=leavers.count_leavers, take=leavers.take_leavers, shed=shed_leavers),
        ),
        Kind(
            key="sign_in",
            name="Passwords and second factors",
            about="With what somebody who left could prove who they are.",
            begins="they left",
            then="They are removed. Somebody who comes back chooses new ones.",
            period=Period(
                months=0, shortest=0, longest=12, why="Needed for nothing once somebody cannot sign in."
            ),
            covers={Person: {Keep.SECRET}, Authenticator: {FACTOR, Keep.SECRET}},
            source=Source(count=leavers.count_sign_ins, take=leavers.take_sign_ins, shed=shed_sign_ins),
        ),
        Kind(
            key="session",
            name="Where somebody is signed in",
            about="Sessions, and the secrets of links that prove an address.",
            begins="the session or the link ended",
            then="They open nothing any more.",
            period=Period(months=0, shortest=0, longest=0, why="A secret is worth nothing once it is used."),
            covers={Session: {Keep.SECRET}, UserSession: {Keep.SECRET}, EmailConfirmation: {Keep.SECRET}},
            itself="When somebody signs out or leaves; links after three days.",
        ),
    )
