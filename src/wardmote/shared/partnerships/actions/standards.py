"""Every clock that is set for a category fits it, whichever of them is changed (R1.2, R1.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q, QuerySet

from wardmote.kernel.database import lock_every

from ..models import Category, ClockProfile, Remit
from ..rules import Basis, KindOfMatter, Sensitivity, TooSlow, check_kind

if TYPE_CHECKING:
    from ..rules import Clocks


def check_standards(
    category: Category,
    *,
    before: ClockProfile | None = None,
    own: Mapping[str, ClockProfile] | None = None,
    instead: Mapping[int, ClockProfile] | None = None,
) -> None:
    """Raise TooSlow for a category one of whose clocks lets it wait longer than it may.

    ``before`` is the clock it had while it was protected already. ``own`` are the own standards to look at, by the
    team's name: without it, those of every remit. ``instead`` says which row takes the place of which clock.
    """

    def times(profile: ClockProfile) -> Clocks:
        return (instead or {}).get(profile.pk, profile).times

    clock = (instead or {}).get(category.clock_id, category.clock)
    kept = own if own is not None else _own(category)
    check_kind(
        KindOfMatter(
            called=category.name,
            sensitivity=Sensitivity(category.sensitivity),
            clocks=clock.times,
            basis=Basis(clock.basis),
            before=before.times if before else None,
            urgent=times(category.urgent_clock) if category.urgent_clock else None,
            own=[(team, times(profile)) for team, profile in sorted(kept.items())],
        )
    )


def _own(category: Category) -> dict[str, ClockProfile]:
    if category.pk is None:
        return {}
    return _named(
        Remit.objects.filter(category=category, clock__isnull=False, ended_on__isnull=True).select_related(
            "team", "clock"
        )
    )


def _named(remits: Iterable[Remit]) -> dict[str, ClockProfile]:
    return {remit.team.name: remit.clock for remit in remits if remit.clock is not None}


def check_change(before: ClockProfile, after: ClockProfile) -> None:
    """Raise TooSlow where a category or a team that goes by this clock may not go by what it is to become.

    The categories are held until the transaction ends: none of them gets another clock meanwhile. Three queries.
    """
    lock_every(Category)
    instead = {before.pk: after}
    for category in _going_by(before):
        is_its_own = category.clock_id == before.pk
        try:
            check_standards(
                category,
                before=before if is_its_own and category.sensitivity == Sensitivity.PROTECTED else None,
                own=_named(category.remits.all()),
                instead=instead,
            )
        except TooSlow as slow:
            raise TooSlow(str(slow), field=slow.time, time=slow.time) from slow


def _going_by(clock: ClockProfile) -> QuerySet[Category]:
    own = Remit.objects.filter(clock=clock, ended_on__isnull=True).values("category")
    found = Category.objects.filter(
        Q(clock=clock) | Q(urgent_clock=clock) | Q(pk__in=own), ended_on__isnull=True
    )
    remits = Remit.objects.filter(clock__isnull=False, ended_on__isnull=True).select_related("team", "clock")
    found = found.select_related("clock", "urgent_clock").order_by("pk")
    return found.prefetch_related(Prefetch("remits", queryset=remits))
