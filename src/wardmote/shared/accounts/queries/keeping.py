"""The people with accounts, for those who keep them: what was done to each, and which address waits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.models import AuditEntry

from ..audit import Audited
from ..models import Person
from ..permissions import Permission


def everybody() -> QuerySet[Person]:
    """Every person with an account, also those who have left. Whoever shows them filters by what the reader may see."""
    return Person.objects.filter(is_system=False)


@dataclass(frozen=True, kw_only=True)
class AccountAct:
    """Something that was done to an account: what, when, by whom."""

    what: str
    at: datetime
    by: str


_ACTS = {
    Audited.ACCOUNT_OPENED: "Chose a password and joined",
    Audited.PERSON_RENAMED: "Name changed",
    Audited.EMAIL_PROPOSED: "New e-mail address entered",
    Audited.ACCOUNT_CLOSED: "Left",
    Audited.ACCOUNT_OPENED_AGAIN: "Came back",
    Audited.FACTOR_RESET: "Second step taken off",
}


def account_story(actor: Actor, person: Person) -> Sequence[AccountAct]:
    """What was done to somebody's account, the newest first; the last thirty acts."""
    access.require(actor, Permission.KEEP_ACCOUNTS)
    entries = AuditEntry.objects.filter(
        subject_type=Person._meta.label_lower, subject_id=str(person.pk), what__in=list(_ACTS)
    ).order_by("-id")[:30]
    names = names_of({entry.actor_id for entry in entries})
    return [AccountAct(what=_in_words(entry), at=entry.at, by=names[entry.actor_id]) for entry in entries]


def _in_words(entry: AuditEntry) -> str:
    ended = entry.details.get("sessions_ended")
    words = _ACTS[Audited(entry.what)]
    return f"{words}; {ended} open session{'' if ended == 1 else 's'} ended" if ended is not None else words


def names_of(actor_ids: Collection[str]) -> Mapping[str, str]:
    """Who acted, by the ids that the audit trail keeps: a person's name, "Wardmote", or nothing. One query.

    Whoever shows them filters by what the reader may see.
    """
    numbers = {
        actor_id: actor_id.partition(":")[2] for actor_id in actor_ids if actor_id.startswith("person:")
    }
    names = dict(Person.objects.filter(pk__in=map(int, numbers.values())).values_list("pk", "name"))
    return {
        actor_id: names.get(int(numbers[actor_id]), "Somebody")
        if actor_id in numbers
        else "Wardmote" * actor_id.startswith("system:")
        for actor_id in actor_ids
    }


def sessions_open(actor: Actor, person: Person) -> int:
    """In how many browsers somebody is signed in now, as far as we know."""
    access.require(actor, Permission.KEEP_ACCOUNTS)
    return len(UserSession.objects.filter(user=person).values_list("pk"))


def email_to_prove(person_id: int) -> EmailAddress | None:
    """The address that waits until its mailbox is proved, if one does."""
    return EmailAddress.objects.filter(user_id=person_id, verified=False).select_related("user").first()


def proof_link(address: EmailAddress) -> str:
    """The address of the page that proves a mailbox. It works for three days."""
    key = EmailConfirmationHMAC(address).key
    return settings.WARDMOTE_ORIGIN + reverse("account_confirm_email", args=[key])
