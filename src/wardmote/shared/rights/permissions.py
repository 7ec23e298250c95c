"""Who works people's requests, and who decides on what is protected in them."""

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import Q

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.shared.partnerships.rules import RoleName, protection_key

from .models import Matter, Request


class Permission(StrEnum):
    """What can be allowed here."""

    WORK = "rights.work"
    READ = "rights.read"
    DECIDE = "rights.decide"
    KEEP = "rights.keep"


def protects_data(actor: Actor, subject: object) -> bool:
    """The actor is a data protection officer; of a request, of the organisation that was asked."""
    scope = f"organisation:{subject.organisation_id}" if isinstance(subject, Request) else None
    return actor.holds(RoleName.DATA_PROTECTION_OFFICER, scope=scope)


def leads_safeguarding_in_it(actor: Actor, subject: object) -> bool:
    """The actor is a safeguarding lead of a team whose protected matter may be in the request."""
    if not isinstance(subject, Request | Matter):
        return actor.holds(RoleName.SAFEGUARDING_LEAD)
    teams = {scope.partition(":")[2] for scope in actor.scopes(RoleName.SAFEGUARDING_LEAD)}
    return any(-int(team) in subject.readers for team in teams if team.isdecimal())


def decides(actor: Actor, subject: object) -> bool:
    """Of what is protected, a safeguarding lead of a team in the case; of all else, the data protection officer."""
    if not isinstance(subject, Matter):
        return False
    if subject.is_protected:
        return leads_safeguarding_in_it(actor, subject)
    return protects_data(actor, subject.request)


def is_wardmote(actor: Actor, _subject: object) -> bool:
    """Wardmote itself acts: a job, or somebody at the server's own command line."""
    return actor.id.startswith("system:")


def readable_by(actor: Actor) -> Q:
    """The rows an actor may read: the second lock says the same."""
    return Q(readers__overlap=list(actor.keys))


RULES: Mapping[StrEnum, access.Rule] = {
    Permission.WORK: access.Rule(
        "The data protection officers of the organisation that was asked work a person’s request: nobody else.",
        protects_data,
    ),
    Permission.READ: access.Rule(
        "A person’s request is read by the data protection officers of the organisation that was asked, and by the "
        "safeguarding leads who decide on what is protected in it.",
        access.any_of(protects_data, leads_safeguarding_in_it),
    ),
    Permission.DECIDE: access.Rule(
        "What of a protected matter is told to the person, a safeguarding lead of a team in the case decides; of all "
        "else the data protection officer.",
        decides,
    ),
    Permission.KEEP: access.Rule(
        "Wardmote itself makes a person’s copy and empties it when its time is over.", is_wardmote
    ),
}


def samples() -> list[object]:
    """What the rules are tried with, for the table of who may do what: requests to organisations 1 and 2."""
    made: list[object] = []
    for organisation in (1, 2):
        request = Request(organisation_id=organisation, readers=[protection_key(organisation), -organisation])
        made.append(request)
        made += [
            Matter(request=request, is_protected=protected, readers=request.readers)
            for protected in (False, True)
        ]
    return made
