"""The categories, their groups and their clocks as the administrator keeps them, and what a change would touch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Manager, Prefetch, Q, QuerySet

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import Page, page_of

from ..models import Category, CategoryGroup, ClockProfile, Remit, Team
from ..permissions import Permission
from ..ports import StillOpen, mappings_naming, running_by, still_open
from .register import remits_taking, standing, teams_with_safeguarding_lead

_IN_USE = Q(ended_on__isnull=True)


def categories_kept(
    actor: Actor,
    *,
    words: str = "",
    group: str = "",
    sensitivity: str = "",
    ended: bool = False,
    after: str | None = None,
    size: int = 6,
) -> Page[CategoryGroup]:
    """The groups in the order they are offered, each with its categories in `categories_shown`: three queries.

    `words` are looked for in all that is said of a category, people's own words for it too; `group` is a key.
    Each category knows how many teams take it (`takers`). Raises NotAllowed.
    """
    access.require(actor, Permission.CHANGE_REGISTER)
    groups, categories = CategoryGroup.objects.all(), Category.objects.all()
    if not ended:
        groups, categories = groups.filter(_IN_USE), categories.filter(_IN_USE)
    if group:
        groups = groups.filter(key=group)
    if words:
        categories = categories.filter(
            Q(name__icontains=words)
            | Q(description__icontains=words)
            | Q(synonyms__icontains=words)
            | Q(group__name__icontains=words)
        )
    if sensitivity:
        categories = categories.filter(sensitivity=sensitivity)
    if words or sensitivity:
        groups = groups.filter(pk__in=categories.values("group"))
    shown = _with_takers(categories).select_related("clock").order_by("name", "pk")
    groups = groups.prefetch_related(Prefetch("categories", queryset=shown, to_attr="categories_shown"))
    return page_of(groups, order=("position", "name", "id"), after=after, size=size)


def _with_takers(categories: QuerySet[Category]) -> QuerySet[Category]:
    taking = Q(remits__ended_on__isnull=True, remits__team__in=standing(Team.objects.all()))
    return categories.annotate(takers=Count("remits", filter=taking))


def category_kept(actor: Actor, key: str) -> Category:
    """One category with its group and its clock, in use or ended. Raises NotAllowed, or DoesNotExist."""
    access.require(actor, Permission.CHANGE_REGISTER)
    return Category.objects.select_related("group", "clock", "urgent_clock").get(key=key)


def category_groups_kept(actor: Actor, *, ended: bool = False) -> QuerySet[CategoryGroup]:
    """The groups in the order they are offered; each knows how many categories in use it has (`categories_in_use`).

    Raises NotAllowed.
    """
    access.require(actor, Permission.CHANGE_REGISTER)
    in_use = Count("categories", filter=Q(categories__ended_on__isnull=True))
    groups = CategoryGroup.objects.annotate(categories_in_use=in_use).order_by("position", "name", "pk")
    return groups if ended else groups.filter(_IN_USE)


def category_groups_by_key() -> Mapping[str, str]:
    """The name of each group of categories, also of those that have ended, by its key. One query."""
    return dict(CategoryGroup.objects.order_by("position", "name").values_list("key", "name"))


def category_names() -> Mapping[str, str]:
    """The name of each category, also of those that have ended, by its key. One query."""
    return dict(Category.objects.values_list("key", "name"))


def category_group_kept(actor: Actor, key: str) -> CategoryGroup:
    """One group, in use or ended. Raises NotAllowed, or DoesNotExist."""
    access.require(actor, Permission.CHANGE_REGISTER)
    return CategoryGroup.objects.get(key=key)


def categories_in(actor: Actor, group: CategoryGroup) -> QuerySet[Category]:
    """The categories in use in a group, by name. Raises NotAllowed."""
    access.require(actor, Permission.CHANGE_REGISTER)
    return group.categories.filter(_IN_USE).order_by("name", "pk")


def clocks_kept(
    actor: Actor, *, words: str = "", ended: bool = False, after: str | None = None, size: int = 50
) -> Page[ClockProfile]:
    """The clocks by name; each knows how many categories in use have it (`categories_in_use`). Raises NotAllowed."""
    access.require(actor, Permission.CHANGE_REGISTER)
    clocks = clocks_to_choose(actor) if not ended else _counted(_last_of_each_key())
    if words:
        clocks = clocks.filter(name__icontains=words)
    return page_of(clocks, order=("name", "id"), after=after, size=size)


def clocks_to_choose(actor: Actor) -> QuerySet[ClockProfile]:
    """The clocks that a category can take, by name. Raises NotAllowed."""
    access.require(actor, Permission.CHANGE_REGISTER)
    return _counted(ClockProfile.objects.filter(_IN_USE))


def _counted(clocks: QuerySet[ClockProfile]) -> QuerySet[ClockProfile]:
    in_use = Count("categories", filter=Q(categories__ended_on__isnull=True))
    return clocks.annotate(categories_in_use=in_use)


def _last_of_each_key() -> QuerySet[ClockProfile]:
    newest = ClockProfile.objects.order_by("key", F("ended_on").desc(nulls_first=True), "-pk").distinct("key")
    return ClockProfile.objects.filter(pk__in=newest.values("pk"))


def clock_kept(actor: Actor, key: str) -> ClockProfile:
    """The clock of this key as it stands, or as it stood last. Raises NotAllowed, or DoesNotExist."""
    access.require(actor, Permission.CHANGE_REGISTER)
    return _counted(_last_of_each_key()).get(key=key)


@dataclass(frozen=True, kw_only=True)
class CategoryTouched:
    """What hangs on a category: what a change to it, or its end, would touch."""

    open: StillOpen
    remits: Sequence[Remit]
    """Who takes it now, by team."""
    without_lead: Sequence[str]
    """The teams among them in which nobody may read what is protected."""
    sharing: int
    """How many other categories have its clock too."""
    mappings: Sequence[str]
    """The mappings kept for imports that name it."""


def category_touched(actor: Actor, category: Category) -> CategoryTouched:
    """What a change to this category would touch: at most nine queries. Raises NotAllowed."""
    access.require(actor, Permission.CHANGE_REGISTER, category)
    remits = list(remits_taking(category).prefetch_related("areas__area_set"))
    safe = teams_with_safeguarding_lead(remit.team_id for remit in remits)
    return CategoryTouched(
        open=still_open(category.pk),
        remits=remits,
        sharing=Category.objects.filter(_IN_USE, clock=category.clock_id).exclude(pk=category.pk).count(),
        mappings=mappings_naming(category.key),
        without_lead=sorted(remit.team.name for remit in remits if remit.team_id not in safe),
    )


@dataclass(frozen=True, kw_only=True)
class ClockTouched:
    """What hangs on a clock: the categories that have it, and what was sent with it and is still open."""

    categories: Sequence[Category]
    urgent_for: Sequence[Category]
    """The categories that go by it when something is urgent."""
    own: Sequence[Remit]
    """The teams whose own standard it is, each for a kind of matter."""
    running: int
    before: Sequence[tuple[ClockProfile, int]]
    """How it stood earlier, the newest first, and how many open referrals still go by that."""

    @property
    def running_before(self) -> int:
        """How many open referrals go by what the clock said earlier."""
        return sum(running for _, running in self.before)


def clock_touched(actor: Actor, clock: ClockProfile) -> ClockTouched:
    """What a change to this clock would touch: five queries. Raises NotAllowed."""
    access.require(actor, Permission.CHANGE_REGISTER, clock)
    earlier = list(ClockProfile.objects.filter(key=clock.key).exclude(pk=clock.pk).order_by("-pk")[:_EARLIER])
    running = running_by([clock.pk, *(row.pk for row in earlier)])
    own = clock.remits.filter(_IN_USE).select_related("team", "category")
    return ClockTouched(
        categories=_in_use(clock.categories),
        urgent_for=_in_use(clock.urgent_for),
        own=list(own.order_by("category__name", "team__name", "pk")),
        running=running.get(clock.pk, 0),
        before=[(row, running.get(row.pk, 0)) for row in earlier],
    )


def _in_use(categories: Manager[Category]) -> list[Category]:
    return list(categories.filter(_IN_USE).select_related("group").order_by("name", "pk"))


_EARLIER = 20
