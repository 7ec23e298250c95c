"""How far the partnership is set up, what waits to be looked at, and whether everything is covered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Prefetch, Q, QuerySet

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now
from wardmote.kernel.ui.colours import Partnership as Face
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.queries import DrawnWard
from wardmote.shared.geography.rules.words import AreaKind

from ..models import Category, Invitation, Logo, Partnership, Remit, RoleHolding, Team, WaitingFile
from ..permissions import Permission
from ..rules import (
    Basis,
    CategoryFacts,
    Gap,
    Intake,
    KindOfMatter,
    RemitFacts,
    RoleName,
    Sensitivity,
    SetUpFile,
    Stands,
    TeamFacts,
    TooSlow,
    check_kind,
    gaps,
)
from .protection import is_data_protected
from .register import standing, standing_organisations


def how_it_stands(actor: Actor) -> Stands:
    """What there is of the partnership, counted. Raises NotAllowed for whoever may not set it up."""
    access.require(actor, Permission.CHANGE_PARTNERSHIP)
    partnership = Partnership.objects.get()
    divisions = geography.area_tree()
    ours = Face(name="", short_name="")
    colours = (partnership.bottle, partnership.brand, partnership.gold)
    others = _held().exclude(role=RoleName.PARTNERSHIP_ADMINISTRATOR)
    return Stands(
        can_be_written_to=bool(partnership.address or partnership.email),
        has_middle=partnership.latitude is not None,
        has_own_look=colours != (ours.bottle, ours.brand, ours.gold) or Logo.objects.exists(),
        wards=sum(len(d.areas) for d in divisions if d.kind == AreaKind.WARDS),
        sets=sum(d.kind != AreaKind.WARDS for d in divisions),
        postcodes=geography.has_postcodes(),
        categories=Category.objects.filter(ended_on__isnull=True).count(),
        organisations=standing_organisations(actor).count(),
        teams=standing(Team.objects.all()).count(),
        remits=Remit.objects.filter(ended_on__isnull=True).count(),
        people=others.filter(person__is_system=False).values("person").distinct().count(),
        invited=Invitation.objects.filter(
            accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now()
        ).count(),
        gaps=len(gaps_in_cover(actor)),
        waiting=frozenset(SetUpFile(kind) for kind in WaitingFile.objects.values_list("kind", flat=True)),
    )


def waiting_file(actor: Actor, kind: SetUpFile) -> WaitingFile | None:
    """The file of a kind that somebody brought and nobody has said yes to yet."""
    access.require(actor, Permission.CHANGE_PARTNERSHIP)
    return WaitingFile.objects.filter(kind=kind.value).select_related("brought_by").first()


class StandsOn(NamedTuple):
    """What names the areas of a set now, and would name nothing once they end; and the sets made of its wards."""

    remits: int
    roles: int
    sets: tuple[str, ...]


def what_stands_on(actor: Actor, set_key: str) -> StandsOn:
    """Say what would be left without its areas if a set ended. Raises NotAllowed for whoever may not end it."""
    access.require(actor, Permission.CHANGE_PARTNERSHIP)
    return StandsOn(
        remits=Remit.objects.filter(ended_on__isnull=True, areas__area_set__key=set_key).distinct().count(),
        roles=_held().filter(area__area_set__key=set_key).count(),
        sets=tuple(
            division.name
            for division in geography.area_tree()
            if division.kind != AreaKind.WARDS
            and any(ward.area_set == set_key for branch in division.areas for ward in branch.wards)
        ),
    )


class GoesOn(NamedTuple):
    """What teams take and the roles held in wards that end: how many go on by themselves, how many need a person.

    What stands on several wards may be counted in both.
    """

    remits: int
    roles: int
    remits_left: int
    roles_left: int


def what_goes_on(actor: Actor, since: date, new: Sequence[DrawnWard]) -> GoesOn:
    """Say what would go on by itself in wards that begin on a day, and of what somebody must say where it belongs.

    Raises NotAllowed for whoever may not draw wards.
    """
    access.require(actor, Permission.CHANGE_PARTNERSHIP)
    follow = geography.wards_that_follow(since, new)
    on = [ward for ward, after in follow.items() if after]
    left = [ward for ward, after in follow.items() if not after]
    remits = Remit.objects.filter(ended_on__isnull=True)
    return GoesOn(
        remits=remits.filter(areas__in=on).distinct().count(),
        roles=_held().filter(area__in=on).count(),
        remits_left=remits.filter(areas__in=left).distinct().count(),
        roles_left=_held().filter(area__in=left).count(),
    )


def gaps_in_cover(actor: Actor) -> list[Gap]:
    """Everything that would let a matter fall through, the gravest first. A handful of queries, however many teams.

    Raises NotAllowed for somebody who holds no role.
    """
    access.require(actor, Permission.READ_REGISTER, None)
    answering = _teams_where(RoleName.DUTY_OFFICER)
    reading = _teams_where(RoleName.SAFEGUARDING_LEAD)
    teams = [
        TeamFacts(
            id=pk,
            name=name,
            is_coordinator=is_coordinator,
            has_duty_officer=pk in answering,
            answers_by_link=intake == Intake.LINK,
            has_safeguarding_lead=pk in reading,
        )
        for pk, name, is_coordinator, intake in standing(Team.objects.all()).values_list(
            "pk", "name", "is_coordinator", "intake"
        )
    ]
    categories = [
        CategoryFacts(id=pk, name=name, key=key, is_protected=sensitivity == Sensitivity.PROTECTED)
        for pk, name, key, sensitivity in Category.objects.filter(ended_on__isnull=True).values_list(
            "pk", "name", "key", "sensitivity"
        )
    ]
    wards, within = _ground()
    remits = [
        RemitFacts(
            team_id=remit.team_id,
            category_id=remit.category_id,
            ward_ids=frozenset[int]().union(*(within.get(area.pk, ()) for area in areas)) if areas else None,
        )
        for remit in Remit.objects.filter(ended_on__isnull=True).prefetch_related("areas")
        for areas in [list(remit.areas.all())]
    ]
    return gaps(
        teams=teams,
        categories=categories,
        remits=remits,
        wards=wards,
        has_protection_officer=is_data_protected(),
    )


class SlowClock(NamedTuple):
    """A protected kind of matter that may wait too long, and why, in a sentence that names the clock's fault."""

    category: Category
    why: str


def slow_clocks(actor: Actor) -> list[SlowClock]:
    """Protected kinds of matter with a clock that nobody could set today: it was set before the rule. Two queries.

    Raises NotAllowed for somebody who holds no role.
    """
    access.require(actor, Permission.READ_REGISTER, None)
    own = Remit.objects.filter(ended_on__isnull=True, clock__isnull=False).select_related("team", "clock")
    guarded = Category.objects.filter(ended_on__isnull=True, sensitivity=Sensitivity.PROTECTED)
    slow = []
    for category in (
        guarded.select_related("clock", "urgent_clock")
        .prefetch_related(Prefetch("remits", queryset=own))
        .order_by("name", "pk")
    ):
        try:
            check_kind(
                KindOfMatter(
                    called=category.name,
                    sensitivity=Sensitivity.PROTECTED,
                    clocks=category.clock.times,
                    basis=Basis(category.clock.basis),
                    urgent=category.urgent_clock.times if category.urgent_clock else None,
                    own=[
                        (remit.team.name, remit.clock.times) for remit in category.remits.all() if remit.clock
                    ],
                )
            )
        except TooSlow as found:
            slow.append(SlowClock(category, str(found)))
    return slow


class _Ground(NamedTuple):
    wards: dict[int, str]
    within: dict[int, frozenset[int]]


def _ground() -> _Ground:
    """The wards of today by number, and the wards that each area of today is made of."""
    wards: dict[int, str] = {}
    within: dict[int, frozenset[int]] = {}
    for division in geography.area_tree():
        for branch in division.areas:
            if division.kind == AreaKind.WARDS:
                wards[branch.area.id] = branch.area.name
                within[branch.area.id] = frozenset({branch.area.id})
            elif division.kind != AreaKind.FOCUS:  # a small place within a ward does not cover the ward
                within[branch.area.id] = frozenset(ward.id for ward in branch.wards)
    return _Ground(wards, within)


def _held() -> QuerySet[RoleHolding]:
    return RoleHolding.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=now()), person__is_active=True
    )


def _teams_where(role: RoleName) -> frozenset[int]:
    """The teams at which a person holds the role. A connected system is no person to turn to: it may stand still."""
    held = _held().filter(role=role, team__isnull=False, person__is_system=False)
    return frozenset(held.values_list("team_id", flat=True))


class Picture(NamedTuple):
    """The partnership's logo as it is served."""

    content: bytes
    sha256: str


def logo(sha256: str) -> Picture | None:
    """The logo with this fingerprint: public. None when it was changed since."""
    found = Logo.objects.filter(sha256=sha256).first()
    return Picture(bytes(found.picture), found.sha256) if found else None


def logo_kept() -> tuple[str, str] | None:
    """The fingerprint of the logo and its words; None where there is no logo."""
    return Logo.objects.values_list("sha256", "words").first()


def first_administrator_waiting() -> Invitation | None:
    """The invitation of the first administrator, if it can still be taken up."""
    return Invitation.objects.filter(
        role=RoleName.PARTNERSHIP_ADMINISTRATOR,
        invited_by=None,
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=now(),
    ).first()


def is_administered() -> bool:
    """Whether somebody administers the partnership now."""
    return _held().filter(role=RoleName.PARTNERSHIP_ADMINISTRATOR).exists()
