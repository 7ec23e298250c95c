"""What front pages ask: how things stand at the actor's teams, in some wards, in the whole borough."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, Sum

from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import LONDON, now, today
from wardmote.kernel.privacy.disclosure import share_told
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.queries import WardSpan
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity

from ..models import FlowCount, Observation, Referral
from ..permissions import readable_by
from ..rules import BACK_WITH_SENDER, ON_A_DESK, OPEN_STATES, FlowMeasure, Hold, ObservationState
from .inbox import Box, in_box

WEEKS_TOLD = timedelta(weeks=4)
"""How long the public is told of how the partners kept their word."""


@dataclass(frozen=True)
class TeamDesk:
    """How much lies in each view of a team's inbox, and how much of it is protected."""

    counts: Mapping[Box, int]
    protected: int


def desks(actor: Actor) -> Mapping[int, TeamDesk]:
    """What lies on the desk of each team the actor works in, by the team's number. One query over what is open."""
    at = now()
    teams = partnerships.team_ids_of(actor)
    rows = (
        Referral.objects.filter(
            readable_by(actor), accountable_team_id__in=teams, state__in=sorted(ON_A_DESK)
        )
        .values("accountable_team_id")
        .annotate(
            **{box.name: Count("pk", filter=in_box(actor, box, at)) for box in Box if box != Box.TO_DO},
            **{Box.TO_DO.name: Count("pk")},
            protected=Count("pk", filter=Q(sensitivity=Sensitivity.PROTECTED)),
        )
        .values_list("accountable_team_id", "protected", *(box.name for box in Box))
    )
    lying = {
        team: TeamDesk(dict(zip(Box, counts, strict=True)), protected) for team, protected, *counts in rows
    }
    nothing = TeamDesk(dict.fromkeys(Box, 0), 0)
    return {team: lying.get(team, nothing) for team in teams}


@dataclass(frozen=True)
class Moving:
    """A referral that moves, and its observation if the actor may read its words."""

    referral: Referral
    observation: Observation | None


def waiting_for(actor: Actor, *, limit: int = 10) -> Sequence[Moving]:
    """What cannot go on without the actor or their teams: questions, what was sent back, what nobody answered.

    The nearest deadline first. Two queries.
    """
    teams = partnerships.team_ids_of(actor)
    back = Q(state__in=sorted(BACK_WITH_SENDER), accountable_team_id__in=teams)
    asked = Q(state__in=sorted(OPEN_STATES), hold=Hold.ASKED) & (
        Q(sender_team_id__in=teams) | Q(sent_by_id=actor.person_id)
    )
    rows = (
        Referral.objects.filter(readable_by(actor), back | asked)
        .select_related("category", "ward", "receiver_team__organisation")
        .order_by("next_deadline_at", "pk")[:limit]
    )
    return _with_words(actor, list(rows))


def due_in_wards(
    actor: Actor, ward_ids: Collection[int], *, open_only: bool = False, limit: int = 10
) -> Sequence[Moving]:
    """The referrals about places in some wards, as they are today, whose deadlines are nearest or passed. Two queries.

    ``open_only`` leaves out all that could tell of a person: what is not open, and every word.
    """
    rows = Referral.objects.filter(
        readable_by(actor), _shown(open_only), ward_id__in=_now_in(ward_ids), state__in=sorted(ON_A_DESK)
    ).select_related("category", "ward", "accountable_team__organisation")
    found = list(rows.order_by("next_deadline_at", "pk")[:limit])
    return [Moving(referral, None) for referral in found] if open_only else _with_words(actor, found)


def _shown(open_only: bool) -> Q:
    """Protected matters are in no list of an area: only their own teams' leads hear of them."""
    return Q(sensitivity=Sensitivity.OPEN) if open_only else ~Q(sensitivity=Sensitivity.PROTECTED)


def _with_words(actor: Actor, referrals: Sequence[Referral]) -> Sequence[Moving]:
    readable = Observation.objects.filter(
        readable_by(actor), pk__in={referral.observation_id for referral in referrals}
    ).in_bulk()
    return [Moving(referral, readable.get(referral.observation_id)) for referral in referrals]


@dataclass(frozen=True)
class WardWork:
    """What is open about places in one ward, and how much of it is overdue."""

    open: int
    overdue: int


def work_by_ward(
    actor: Actor, ward_ids: Collection[int], *, open_only: bool = False
) -> Mapping[int, WardWork]:
    """How many referrals lie on some desk about places in each ward as it is today, over what the actor may read.

    Protected ones are never counted. One query.
    """
    now_in = geography.read_as(ward_ids)
    of_any_year = _work(actor, Q(ward_id__in=list(now_in)), now_in, open_only)
    here = {ward: [of_any_year[old] for old, new in now_in.items() if new == ward] for ward in ward_ids}
    return {
        ward: WardWork(sum(work.open for work in each), sum(work.overdue for work in each))
        for ward, each in here.items()
    }


def _now_in(ward_ids: Collection[int]) -> list[int]:
    """The wards of any year whose matters are counted with these wards of today."""
    return list(geography.read_as(ward_ids))


def work_in_spans(
    actor: Actor, spans: Collection[WardSpan], *, open_only: bool = False
) -> Mapping[int, WardWork]:
    """As `work_by_ward`, of each ward only what was first sent on the days of its spans. One query."""
    about = Q(pk__in=[])
    for span in spans:
        days = Q(ward_id=span.ward)
        if span.since is not None:
            days &= Q(sent_at__gte=_morning(span.since))
        if span.until is not None:
            days &= Q(sent_at__lt=_morning(span.until))
        about |= days
    return _work(actor, about, {span.ward for span in spans}, open_only)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


def _work(actor: Actor, about: Q, ward_ids: Collection[int], open_only: bool) -> Mapping[int, WardWork]:
    rows = (
        Referral.objects.filter(about, readable_by(actor), _shown(open_only), state__in=sorted(ON_A_DESK))
        .values_list("ward_id")
        .annotate(open=Count("pk"), overdue=Count("pk", filter=Q(next_deadline_at__lt=now())))
    )
    counted = {ward: WardWork(opened, overdue) for ward, opened, overdue in rows if ward is not None}
    return {ward: counted.get(ward, WardWork(0, 0)) for ward in ward_ids}


@dataclass(frozen=True)
class TeamBehind:
    """A team with work in some wards that is overdue."""

    team: str
    organisation: str
    open: int
    overdue: int


def behind_in_wards(actor: Actor, ward_ids: Collection[int], *, limit: int = 5) -> Sequence[TeamBehind]:
    """The teams with most overdue referrals about places in some wards, over what the actor may read. One query."""
    rows = (
        Referral.objects.filter(
            readable_by(actor), _shown(False), ward_id__in=_now_in(ward_ids), state__in=sorted(ON_A_DESK)
        )
        .values_list("accountable_team__name", "accountable_team__organisation__name")
        .annotate(open=Count("pk"), overdue=Count("pk", filter=Q(next_deadline_at__lt=now())))
        .filter(overdue__gt=0)
        .order_by("-overdue", "accountable_team__name")[:limit]
    )
    return [
        TeamBehind(team or "", organisation or "", opened, overdue)
        for team, organisation, opened, overdue in rows
    ]


def newest_open(actor: Actor, ward_ids: Collection[int], *, limit: int = 5) -> Sequence[Observation]:
    """The newest open observations of some wards. One query."""
    rows = (
        Observation.objects.filter(
            readable_by(actor), ward_id__in=_now_in(ward_ids), sensitivity=Sensitivity.OPEN
        )
        .exclude(state=ObservationState.DRAFT)
        .select_related("category", "ward")
    )
    return list(rows.order_by("-created_at", "-pk")[:limit])


def newest_passed_on(actor: Actor, ward_ids: Collection[int], *, limit: int = 5) -> Sequence[Referral]:
    """The newest open referrals about some wards: that they move, without a word. One query."""
    rows = Referral.objects.filter(
        readable_by(actor), ward_id__in=_now_in(ward_ids), sensitivity=Sensitivity.OPEN
    ).select_related("category", "ward", "receiver_team")
    return list(rows.order_by("-sent_at", "-pk")[:limit])


@dataclass(frozen=True)
class WordKept:
    """Whether all teams together kept their word; protected referrals are in no number.

    `of_every_100` acknowledged so many were acknowledged in time, to the nearest five. None where too few were.
    """

    since: date
    until: date
    of_every_100: int | None


def word_kept() -> WordKept:
    """How the partners kept their word in the last four whole weeks: public, over the whole borough. One query.

    A share and no count, of many, told roughly and anew each Monday: one day less another is nothing (ADR 20).
    """
    on = today()
    until = on - timedelta(days=on.weekday() + 1)
    since = until - WEEKS_TOLD + timedelta(days=1)
    summed = dict(
        FlowCount.objects.filter(
            day__range=(since, until), measure__in=[FlowMeasure.ACKNOWLEDGED, FlowMeasure.ACKNOWLEDGED_LATE]
        )
        .values_list("measure")
        .annotate(total=Sum("count"))
        .values_list("measure", "total")
    )
    acknowledged, late = (
        summed.get(measure, 0) for measure in (FlowMeasure.ACKNOWLEDGED, FlowMeasure.ACKNOWLEDGED_LATE)
    )
    return WordKept(since, until, share_told(acknowledged - late, acknowledged))
