"""Finding people."""

from collections.abc import Collection, Sequence

from wardmote.kernel.actor import Actor

from ..models import Person
from ..rules import fold_email


def person_with_email(email: str) -> Person | None:
    """The person with this address, however it is written."""
    return Person.objects.filter(email=fold_email(email)).first()


def people_numbered(numbers: Collection[int]) -> Sequence[Person]:
    """The people with these numbers, also those who have left. One query."""
    return list(Person.objects.filter(pk__in=numbers))


def themselves(person: Person) -> Actor:
    """Somebody acting on their own sign-in, whatever roles they hold: it gives no role and no key."""
    return Actor(id=f"person:{person.pk}", name=person.name, person_id=person.pk)
