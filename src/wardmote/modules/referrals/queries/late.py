"""What has stopped, anywhere in the partnership, for those who see that work moves: never its words.

Whoever works at the coordinator's desk reads few referrals, and must know of all that stop. So these queries ask for
SEE_FLOW, read as the system, and hand out movement alone: no row, no words, no people, no place below a ward. Protected
work is in none of it, whoever asks: only those hear of it who may know of it.

Each starts from a partial index of what is open, so that it costs what stands still and not what has been.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, F, Max, Min, Q

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.looks import saw
from wardmote.kernel.clock import LONDON, now
from wardmote.kernel.database import Page, as_system, page_of
from wardmote.shared.geography import queries as geography
from wardmote.shared.partnerships import queries as partnerships

from ..models import FlowCount, Referral
from ..permissions import Permission
from ..rules import (
    COORDINATOR_AFTER,
    ON_A_DESK,
    PAUSED_LONG,
    UNANSWERED,
    DeadlineKind,
    FlowMeasure,
    Ground,
    Hold,
    Rung,
    State,
    silent_since,
)
from .flow import moving

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Team

PAGE = 50
_ANSWERS = (FlowMeasure.ACKNOWLEDGED, FlowMeasure.RETURNED, FlowMeasure.CLOSED)
_LOOK_BACK = timedelta(days=90)
"""Whoever answered nothing in so many days is told as never having answered."""


class Stopped(StrEnum):
    """The ways in which a referral stands still."""

    LATE = "late"
    BOUNCED = "sent-back-twice"
    PAUSED = "paused-long"


@dataclass(frozen=True, kw_only=True)
class StoppedReferral:
    """A referral that stands still, as far as it is known to move.

    ``may_read`` says whether the asker may open its page; ``rung`` is the highest that silence has climbed, None for
    none yet; ``deadline_began_at`` of what is paused is since when, and ``next_deadline_at`` until when;
    ``paused_before`` is how long earlier pauses lasted together.
    """

    reference: str
    may_read: bool
    category: str
    ward: str
    sender: Team
    team: Team
    state: State
    hold: Hold
    rung: Rung | None
    not_ours_count: int
    next_deadline_kind: str
    next_deadline_at: datetime
    deadline_began_at: datetime | None
    paused_before: timedelta


@dataclass(frozen=True, kw_only=True)
class StoppedPart:
    """Which part of it is wanted: by how high silence has climbed, on whose desk it lies, and where it is about.

    ``rung`` REMINDER stands for everything lower than the desk. ``wards`` None is everywhere; None among them stands
    for what is about no ward.
    """

    rung: Rung | None = None
    organisation: str = ""
    wards: frozenset[int | None] | None = None


class Spread(NamedTuple):
    """How many stand still on one rung, at one organisation's desks, about one ward (or none)."""

    rung: Rung
    organisation: str
    organisation_name: str
    ward: int | None
    number: int


@dataclass(frozen=True, kw_only=True)
class SilentTeam:
    """A team that does not answer: how many wait, since when it has been silent, when it answered last if at all."""

    team: Team
    waiting: int
    since: datetime
    answered_on: date | None


def stopped(
    actor: Actor, how: Stopped, part: StoppedPart, *, after: str | None = None, size: int = PAGE
) -> Page[StoppedReferral]:
    """The referrals that stand still in one way, the longest overdue first.

    Raises NotAllowed unless the actor may see that work moves. One query.
    """
    access.require(actor, Permission.SEE_FLOW)
    rows = moving().filter(_stands_still(how), _in_part(part))
    rows = rows.select_related(
        "category", "ward", "sender_team__organisation", "accountable_team__organisation"
    )
    with as_system("what stands still, told as movement"):
        page = page_of(rows, order=("next_deadline_at", "id"), after=after, size=size)
    saw((f"referral:{referral.pk}", Ground.MOVEMENT) for referral in page.rows)
    told = [one for referral in page.rows if (one := _told(actor, referral)) is not None]
    return Page(rows=told, next=page.next, previous=page.previous)


def spread(actor: Actor) -> Mapping[Stopped, Sequence[Spread]]:
    """Where they stand still, in each way: rows for each rung, organisation and ward of today that has any.

    Raises NotAllowed unless the actor may see that work moves. A query for each way, over what stands still.
    """
    access.require(actor, Permission.SEE_FLOW)
    now_in = geography.wards_today()
    with as_system("where work stands still, in numbers"):
        return {
            how: [
                Spread(
                    Rung(rung or Rung.REMINDER),
                    organisation or "",
                    name or "",
                    ward and now_in.get(ward, ward),
                    count,
                )
                for rung, organisation, name, ward, count in moving()
                .filter(_stands_still(how))
                .values_list(
                    "rung",
                    "accountable_team__organisation__key",
                    "accountable_team__organisation__name",
                    "ward_id",
                )
                .annotate(Count("pk"))
                .order_by()
            ]
            for how in Stopped
        }


def silent_teams(actor: Actor) -> Sequence[SilentTeam]:
    """The teams that answer nothing while something waits for them, the longest silent first.

    What waits is sent and past its deadline, or has gone back because nobody answered and is not settled yet. An answer
    is whatever the team acknowledged, sent back or closed. The coordinator's desk is one of them where it has not
    settled in time what it was called for: its decisions are not counted by day, so its silence begins with the oldest.
    Raises NotAllowed unless the actor may see that work moves. Five queries, over what is unanswered.
    """
    access.require(actor, Permission.SEE_FLOW)
    at = now()
    with as_system("which teams leave something without an answer"):
        waiting: dict[int, tuple[int, datetime]] = {
            team: (count, oldest)
            for team, count, oldest in moving()
            .filter(Q(state=State.LAPSED) | Q(next_deadline_at__lt=at), state__in=sorted(UNANSWERED))
            .values_list("receiver_team_id")
            .annotate(Count("pk"), Min("sent_at"))
            .order_by()
        }
        unsettled = (
            moving()
            .filter(
                next_deadline_kind=DeadlineKind.SETTLE, next_deadline_at__lt=at, state__in=sorted(ON_A_DESK)
            )
            .values_list("accountable_team_id")
            .annotate(Count("pk"), Min("deadline_began_at"))
            .order_by()
        )
        for team, count, oldest in unsettled:
            more, since = waiting.get(team, (0, oldest))
            waiting[team] = (more + count, min(since, oldest))
    if not waiting:
        return []
    answered: Mapping[int, date] = dict(
        FlowCount.objects.filter(
            team_id__in=waiting,
            day__gte=at.astimezone(LONDON).date() - _LOOK_BACK,
            measure__in=_ANSWERS,
        )
        .values_list("team_id")
        .annotate(Max("day"))
    )
    teams = list(partnerships.every_team(actor).filter(pk__in=waiting))
    calendars = partnerships.calendars_for(teams)
    silent = [
        SilentTeam(team=team, waiting=count, since=since, answered_on=answered.get(team.pk))
        for team in teams
        for count, oldest in [waiting[team.pk]]
        if (since := silent_since(oldest, answered.get(team.pk), calendars[team.pk], at)) is not None
    ]
    return sorted(silent, key=lambda one: (one.since, one.team.name, one.team.pk))


def _stands_still(how: Stopped) -> Q:
    match how:
        case Stopped.LATE:
            return Q(next_deadline_at__lt=now())
        case Stopped.BOUNCED:
            return Q(not_ours_count__gte=COORDINATOR_AFTER)
        case Stopped.PAUSED:
            began = F("deadline_began_at") - F("paused_before")
            return Q(hold=Hold.PAUSED, next_deadline_at__gte=began + PAUSED_LONG)


def _told(actor: Actor, referral: Referral) -> StoppedReferral | None:
    """A row as movement; None for one that lies on no desk, which the database does not let happen."""
    if referral.accountable_team is None or referral.next_deadline_at is None:
        return None
    return StoppedReferral(
        reference=referral.reference,
        may_read=access.allows(actor, Permission.READ_REFERRAL, referral),
        category=referral.category.name,
        ward=referral.ward.name if referral.ward else "",
        sender=referral.sender_team,
        team=referral.accountable_team,
        state=State(referral.state),
        hold=Hold(referral.hold),
        rung=Rung(referral.rung) if referral.rung else None,
        not_ours_count=referral.not_ours_count,
        next_deadline_kind=referral.next_deadline_kind,
        next_deadline_at=referral.next_deadline_at,
        deadline_began_at=referral.deadline_began_at,
        paused_before=referral.paused_before,
    )


def _in_part(part: StoppedPart) -> Q:
    wanted = Q()
    if part.rung is not None:
        wanted &= Q(rung__in=["", Rung.REMINDER] if part.rung is Rung.REMINDER else [part.rung])
    if part.organisation:
        wanted &= Q(accountable_team__organisation__key=part.organisation)
    if part.wards is not None:
        here = Q(ward_id__in=list(geography.read_as([ward for ward in part.wards if ward is not None])))
        wanted &= here | Q(ward_id__isnull=True) if None in part.wards else here
    return wanted
