"""The register a page at a time, for other systems."""

from django.db.models import Prefetch, Q, QuerySet

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import Page, page_of

from ..models import Category, CategoryGroup, Remit, Team
from ..permissions import Permission
from .capacity import with_capacity
from .register import standing


def teams_listed(
    actor: Actor, *, organisation: str = "", category: str = "", after: str | None = None, size: int = 50
) -> Page[Team]:
    """The standing teams by name: of an organisation, or that take a category. Six queries, however many."""
    access.require(actor, Permission.READ_REGISTER, None)
    found = Q()
    if organisation:
        found &= Q(organisation__key=organisation)
    if category:
        taking = Remit.objects.filter(category__key=category, ended_on__isnull=True)
        found &= Q(pk__in=taking.values("team_id"))
    return page_of(standing(_with_remits()).filter(found), order=("name", "id"), after=after, size=size)


def team_listed(actor: Actor, key: str) -> Team:
    """One team, standing or ended, with what it takes. Raises DoesNotExist."""
    access.require(actor, Permission.READ_REGISTER, None)
    return _with_remits().get(key=key)


def category_listed(actor: Actor, key: str) -> Category:
    """A category in use. Raises DoesNotExist."""
    access.require(actor, Permission.READ_REGISTER, None)
    found = Category.objects.select_related("clock", "urgent_clock", "group")
    return found.get(key=key, ended_on__isnull=True)


def categories_listed(actor: Actor) -> QuerySet[CategoryGroup]:
    """The groups with the categories in use and their clocks, in the order they are offered. Two queries."""
    access.require(actor, Permission.READ_REGISTER, None)
    current = Category.objects.filter(ended_on__isnull=True).select_related("clock", "urgent_clock")
    return CategoryGroup.objects.prefetch_related(Prefetch("categories", queryset=current))


def _with_remits() -> QuerySet[Team]:
    remits = (
        Remit.objects.filter(ended_on__isnull=True)
        .select_related("category", "clock")
        .prefetch_related("areas__area_set")
        .order_by("category__name", "pk")
    )
    teams = Team.objects.select_related("organisation")
    return with_capacity(teams.prefetch_related(Prefetch("remits", queryset=remits)))
