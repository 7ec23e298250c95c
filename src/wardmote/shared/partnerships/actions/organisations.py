"""Keeping the organisations: added, changed, ended, never deleted (R1.2, R1.10)."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import today
from wardmote.kernel.database import lock
from wardmote.kernel.refusals import Conflict, NotReady

from ..audit import Audited
from ..models import Organisation
from ..permissions import Permission
from ..queries import standing
from ..rules.details import ORGANISATION_WORDS
from .ending import end_roles_at
from .keys import key_for


@dataclass(frozen=True, kw_only=True)
class OrganisationDetails:
    """What is written about an organisation. `phone` is shown to anybody; `note` to everybody with a role."""

    name: str
    kind: str
    note: str = ""
    phone: str = ""
    email: str = ""


@transaction.atomic
def add_organisation(*, by: Actor, details: OrganisationDetails, key: str = "") -> Organisation:
    """Add a partner. Its key is made from its name, unless a key that nobody has is given.

    Raises NotReady for what is missing, too long or taken.
    """
    access.require(by, Permission.CHANGE_REGISTER)
    organisation = Organisation(key=key_for(Organisation, details.name, given=key))
    _write(organisation, details)
    record(Audited.ORGANISATION_ADDED, by=by, subject=organisation)
    return organisation


@transaction.atomic
def change_organisation(
    *, by: Actor, organisation: Organisation, details: OrganisationDetails, version: int | None = None
) -> Organisation:
    """Change what is written about a partner. Its key stays.

    Raises Conflict when it has ended, or somebody changed it since `version`; NotReady as for adding.
    """
    organisation = still(lock(organisation), version)
    access.require(by, Permission.CHANGE_REGISTER, organisation)
    changed = _write(organisation, details)
    record(Audited.ORGANISATION_CHANGED, by=by, subject=organisation, fields=changed)
    return organisation


@transaction.atomic
def end_organisation(*, by: Actor, organisation: Organisation, version: int | None = None) -> Organisation:
    """End a partner from today on, with the roles held at it. Raises Conflict while a team of it still stands."""
    organisation = still(lock(organisation), version)
    access.require(by, Permission.CHANGE_REGISTER, organisation)
    if teams := standing(organisation.teams.all()).count():
        raise Conflict(
            f"{organisation} still has {teams} {'team' if teams == 1 else 'teams'}. "
            "End them first, or hand over their work."
        )
    organisation.ended_on = today()
    organisation.version += 1
    organisation.save()
    end_roles_at(by=by, organisation=organisation)
    record(Audited.ORGANISATION_ENDED, by=by, subject=organisation)
    return organisation


def still(organisation: Organisation, version: int | None) -> Organisation:
    """The organisation, if it stands and nobody has changed it since the page with this version was shown."""
    if organisation.ended_on is not None and organisation.ended_on <= today():
        raise Conflict(f"{organisation} has ended. Nothing of it can be changed now.")
    if version is not None and organisation.version != version:
        raise Conflict(
            f"Somebody changed {organisation} while you were writing. What you wrote is kept below."
        )
    return organisation


def _write(organisation: Organisation, details: OrganisationDetails) -> list[str]:
    """Check and save. Gives the names of the fields that changed."""
    given = {name: read(getattr(details, name)) for name, read in ORGANISATION_WORDS.items()}
    same = Organisation.objects.filter(name__iexact=given["name"], ended_on__isnull=True)
    if same.exclude(pk=organisation.pk).exists():
        raise NotReady("There is an organisation of this name already. Give another name.", field="name")
    changed = [name for name, value in given.items() if getattr(organisation, name) != value]
    for name in changed:
        setattr(organisation, name, given[name])
    organisation.version += organisation.pk is not None
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as error:
        raise Conflict(
            "Somebody else has just written an organisation of this name. Look at the list."
        ) from error
    return changed
