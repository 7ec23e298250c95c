"""From the keys that a caller sends to rows; what is not found is told beside its field."""

from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist

from wardmote.kernel.actor import Actor
from wardmote.kernel.refusals import NotReady
from wardmote.shared.partnerships import queries as partnerships

from .. import queries
from ..models import Observation

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Category, Team


def category_of(actor: Actor, key: str) -> "Category":
    """The category in use with this key. Raises NotReady."""
    try:
        return partnerships.category_listed(actor, key)
    except ObjectDoesNotExist as none:
        raise NotReady("No category in use has this key. See /api/v1/categories.", field="category") from none


def observation_named(actor: Actor, reference: str) -> Observation:
    """The observation that a body names. Raises NotReady, alike for what is not there and what is not readable."""
    try:
        return queries.observation_for(actor, reference)
    except ObjectDoesNotExist as none:
        raise NotReady(
            "It is not there, or not for you to read. Check the reference.", field="observation"
        ) from none


def team_of(actor: Actor, key: str | None, *, field: str) -> "Team":
    """One of the actor's own teams: the one with this key, or the only one. Raises NotReady."""
    own = {team.key: team for team in partnerships.teams_of(actor)}
    if key is None and len(own) == 1:
        return next(iter(own.values()))
    if key in own:
        return own[key]
    if not own:
        raise NotReady("You work in no team. Use a token of somebody who does.", field=field)
    raise NotReady(f"Choose one of your own teams: {', '.join(sorted(own))}.", field=field)


def standing_team(actor: Actor, key: str, *, field: str) -> "Team":
    """The team that works today with this key. Raises NotReady."""
    team = partnerships.standing_teams(actor).filter(key=key).first()
    if team is None:
        raise NotReady("No team that works today has this key. See /api/v1/teams.", field=field)
    return team
