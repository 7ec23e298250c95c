"""Findings, to the officers who look into them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import Page, as_system, page_of
from wardmote.kernel.ui.sections import Filled
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import RoleName

from ..models import Finding
from ..permissions import Permission
from ..rules import FindingState

_WHY = "a data protection officer looks at reads out of the ordinary"
_FEW = 5
_OPEN = (FindingState.NEW, FindingState.LOOKED_INTO)


def findings(
    actor: Actor, *, closed: bool = False, after: str | None = None, size: int = 25
) -> Page[Finding]:
    """Findings for the actor, the latest first: those still to see to, or those that are closed. One query.

    Never of the actor's own looks. Raises NotAllowed.
    """
    access.require(actor, Permission.SEE_FINDINGS)
    with as_system(_WHY):
        rows = _theirs(actor).select_related("person")
        rows = rows.exclude(state__in=_OPEN) if closed else rows.filter(state__in=_OPEN)
        return page_of(rows, order=("-day", "-id"), after=after, size=size)


def finding_for(actor: Actor, number: int) -> Finding:
    """One finding with what was said of it. Two queries. Raises NotAllowed, or DoesNotExist also for one's own."""
    access.require(actor, Permission.SEE_FINDINGS)
    with as_system(_WHY):
        found = _theirs(actor).select_related("person").prefetch_related("steps__by_person").get(pk=number)
        access.require(actor, Permission.JUDGE, found)
        return found


def findings_waiting(actor: Actor) -> int:
    """How many findings wait for the actor, counted as far as a hundred."""
    access.require(actor, Permission.SEE_FINDINGS)
    with as_system(_WHY):
        return len(_theirs(actor).filter(state__in=_OPEN).values_list("pk", flat=True)[:100])


def section(actor: Actor) -> Filled:
    """The section of the desk: the latest that wait. Two queries."""
    waiting = findings_waiting(actor)
    return Filled(
        waiting=waiting,
        said=f"{waiting} read{'' if waiting == 1 else 's'} out of the ordinary" if waiting else "",
        url=reverse("oversight:findings"),
        more="Every read out of the ordinary",
        context={"rows": findings(actor, size=_FEW).rows if waiting else []},
    )


def _theirs(actor: Actor) -> QuerySet[Finding]:
    scopes = actor.scopes(RoleName.DATA_PROTECTION_OFFICER)
    of = partnerships.ids_in_scopes(scopes, "organisation")
    return Finding.objects.filter(organisations__overlap=list(of)).exclude(person=actor.person_id)
