"""How django-allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People come by invitation only, so nobody signs up."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Nobody opens an account without an invitation."""
        return False
