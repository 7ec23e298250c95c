"""Every read of accounts that others may rely on."""

from .models import Person
from .rules import fold_email


def person_with_email(email: str) -> Person | None:
    """The person with this address, however it is written."""
    return Person.objects.filter(email=fold_email(email)).first()
