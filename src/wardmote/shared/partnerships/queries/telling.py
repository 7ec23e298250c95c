"""What anybody may be told of the register who wants to tell us something: public, so nobody is asked who they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Prefetch, QuerySet

from ..models import Category, CategoryGroup
from ..rules import Audience
from .finding import Fitting, fitting
from .register import remits_taking


def _public() -> QuerySet[Category]:
    return Category.objects.filter(
        ended_on__isnull=True, audience=Audience.PUBLIC, group__ended_on__isnull=True
    )


def groups_to_tell() -> Sequence[CategoryGroup]:
    """The groups with the kinds of matter that anybody may tell of, in the order they are offered. Two queries."""
    groups = CategoryGroup.objects.filter(ended_on__isnull=True)
    filled = groups.prefetch_related(Prefetch("categories", queryset=_public().order_by("name", "pk")))
    return [group for group in filled if group.categories.all()]


def kind_to_tell(key: str) -> Category:
    """One kind of matter that anybody may tell of. Raises DoesNotExist."""
    return _public().select_related("group", "clock").get(key=key)


def kinds_fitting(said: str) -> Sequence[Fitting]:
    """The kinds of matter that anybody may tell of that fit what somebody says in plain words, best first."""
    return fitting(said, _public().select_related("group"))


class ToRing(NamedTuple):
    """Whom somebody may ring about a kind of matter."""

    team: str
    organisation: str
    number: str
    hours: str


def whom_to_ring(category: Category) -> Sequence[ToRing]:
    """The teams that take this kind of matter and whose organisation has given a number, by name; at most six."""
    taking = remits_taking(category).exclude(team__organisation__phone="")
    return [
        ToRing(remit.team.name, remit.team.organisation.name, remit.team.organisation.phone, remit.team.hours)
        for remit in taking[:6]
    ]
