"""What teams take and the roles people hold go on in the wards that follow: nothing falls through (R1.2, R3.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import LONDON, now
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.rules.words import AreaKind

from ..audit import Audited
from ..models import Remit, RoleHolding
from ..permissions import Permission

if TYPE_CHECKING:
    from wardmote.shared.geography.models import Area


@transaction.atomic
def go_on_in_new_wards(*, by: Actor, on: date) -> None:
    """Let all that stands on the wards that end on a day go on in those that begin on it. Again, it changes nothing.

    A remit gets the wards that follow beside its own: each counts on the days it holds, so what it covered before
    stays readable, and its clock and team stay as they are. A role is carried, not newly granted: whoever gave and
    reviewed it stays named. It ends in the old ward and begins in the new on that day, or now where that is past.
    """
    access.require(by, Permission.CHANGE_PARTNERSHIP)
    follow = _following(on)
    standing = Remit.objects.filter(ended_on__isnull=True, areas__in=follow).distinct()
    for remit in (
        Remit.objects.filter(pk__in=standing.values("pk")).order_by("pk").select_for_update(of=("self",))
    ):
        covers = set(remit.areas.values_list("pk", flat=True))
        further = {ward.pk for before in covers & follow.keys() for ward in follow[before]} - covers
        if further:
            remit.areas.add(*further)
            record(Audited.REMIT_CARRIED, by=by, subject=remit, on=on.isoformat(), areas=sorted(further))
    moment = _moment(on)
    held = RoleHolding.objects.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=moment), area__in=follow)
    for holding in held.order_by("pk").select_for_update(of=("self",)):
        _carry_role(by, holding, follow[holding.area_id or 0], moment)


def as_they_go_on(areas: Iterable[Area]) -> list[Area]:
    """Give areas with the wards that follow those of them that are to end: for what is said of them before."""
    found = {area.pk: area for area in geography.areas_numbered([area.pk for area in areas])}
    ending = {area.area_set.valid_until for area in found.values() if area.area_set.kind == AreaKind.WARDS}
    for on in sorted(day for day in ending if day is not None):
        follow = _following(on)
        for before in found.keys() & follow.keys():
            found |= {ward.pk: ward for ward in follow[before]}
    return list(found.values())


def roles_go_on(*, by: Actor, holdings: Iterable[RoleHolding]) -> None:
    """Let roles given in a ward that is to end, or ended while somebody was invited, go on where that ward does."""
    numbers = [holding.pk for holding in holdings if holding.area_id]
    if not numbers:
        return
    ending = RoleHolding.objects.filter(
        pk__in=numbers,
        ended_at=None,
        area__area_set__kind=AreaKind.WARDS.value,
        area__area_set__valid_until__isnull=False,
    )
    for holding in ending.select_related("area__area_set"):
        on = holding.area.area_set.valid_until if holding.area else None
        if on is not None and (wards := _following(on).get(holding.area_id or 0)):
            _carry_role(by, holding, wards, _moment(on))


def _following(on: date) -> Mapping[int, Sequence[Area]]:
    """The wards that begin on a day, by the ward before that goes on as them."""
    begins = geography.sets_held().filter(kind=AreaKind.WARDS.value, valid_from=on).first()
    if begins is None:
        return {}
    rows = {ward.key: ward for ward in geography.areas_of_set(begins.key)}
    follow = geography.wards_that_follow(on, geography.wards_as_drawn(begins.key))
    return {ward: [rows[key] for key in keys] for ward, keys in follow.items() if keys}


def _moment(on: date) -> datetime:
    return max(now(), datetime.combine(on, time.min, tzinfo=LONDON))


def _carry_role(by: Actor, holding: RoleHolding, wards: Sequence[Area], moment: datetime) -> None:
    begins = max(moment, holding.started_at)
    for ward in wards:
        same = RoleHolding.objects.filter(person_id=holding.person_id, role=holding.role, area=ward)
        if same.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=begins)).exists():
            continue
        carried = RoleHolding.objects.create(
            person_id=holding.person_id,
            role=holding.role,
            area=ward,
            started_at=begins,
            ended_at=holding.ended_at,
            stands_in_id=holding.stands_in_id,
            given_by_id=holding.given_by_id,
            reviewed_at=holding.reviewed_at,
            reviewed_by_id=holding.reviewed_by_id,
        )
        record(
            Audited.ROLE_CARRIED,
            by=by,
            subject=carried,
            role=holding.role,
            person_id=holding.person_id,
            carries_on=holding.pk,
        )
    holding.ended_at = begins
    holding.save(update_fields=["ended_at"])
