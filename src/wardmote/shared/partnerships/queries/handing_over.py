"""How the handing over of a team's work goes, and what it would bring to another team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wardmote.kernel import access
from wardmote.kernel.actor import Actor, system

from ..models import Handover, Remit, Team
from ..permissions import Permission


def handover_running(number: int) -> Handover | None:
    """The handing over with this number, if it is not done."""
    found = Handover.objects.select_related("from_team", "to_team")
    return found.filter(pk=number, ended_at__isnull=True).first()


def keeper_of(handover: Handover) -> Actor:
    """Wardmote, for the administrator who began it: their name stands in the stories, wherever they are by then."""
    return replace(system("hand-over"), person_id=handover.by_person_id)


def last_handover(actor: Actor, team: Team) -> Handover | None:
    """The newest handing over of a team's work, done or not. Raises NotAllowed."""
    access.require(actor, Permission.CHANGE_REGISTER, team)
    handovers = Handover.objects.filter(from_team=team).select_related("to_team", "by_person")
    return handovers.order_by("-begun_at", "-pk").first()


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What the handing over would bring to another team: kinds of matter new to it, and those it takes already."""

    new: Sequence[str]
    merged: Sequence[str]


def brought_to(actor: Actor, from_team: Team, to_team: Team) -> Brought:
    """Which remits another team would get: two queries. Raises NotAllowed."""
    access.require(actor, Permission.CHANGE_REGISTER, from_team)
    ours = Remit.objects.filter(team=from_team, ended_on__isnull=True)
    names = dict(ours.values_list("category_id", "category__name"))
    theirs = Remit.objects.filter(team=to_team, ended_on__isnull=True, category__in=names)
    taken = set(theirs.values_list("category_id", flat=True))
    return Brought(
        new=sorted(name for pk, name in names.items() if pk not in taken),
        merged=sorted(name for pk, name in names.items() if pk in taken),
    )


def handover_kept(actor: Actor, number: int) -> Handover:
    """One handing over, done or not. Raises NotAllowed, or DoesNotExist."""
    access.require(actor, Permission.CHANGE_REGISTER)
    return Handover.objects.select_related("from_team", "to_team", "by_person").get(pk=number)
