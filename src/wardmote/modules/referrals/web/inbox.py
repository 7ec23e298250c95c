"""The lists of a team: what lies on its desk, and what it passed on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from django.http import Http404, HttpResponseBase, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import clock
from wardmote.kernel.access import allows
from wardmote.kernel.ui.parts import DeadlineView
from wardmote.kernel.ui.tables import spreadsheet
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.permissions import Permission as RegisterPermission
from wardmote.shared.partnerships.rules import Sensitivity

from .. import queries
from ..queries import Box, Order
from ..rules import Hold, band_of
from . import shown

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Team

    from ..models import Referral

LONGEST_SEARCH = 200
MOST_IN_TABLE = 2_000

_TABS = {
    Box.TO_DO: "To do",
    Box.OVERDUE: "Overdue",
    Box.TODAY: "Due today",
    Box.NOBODY: "Nobody yet",
    Box.MINE: "Mine",
    Box.PAUSED: "Paused",
    Box.RETURNED: "Returned",
}
_NOTHING = {
    Box.TO_DO: ("Nothing to do", "Nothing lies on this team’s desk."),
    Box.OVERDUE: ("Nothing is overdue", "Every deadline is still to come."),
    Box.TODAY: ("Nothing more is due today", "The next deadline is on another day."),
    Box.NOBODY: ("Somebody is on each of them", "Nothing waits for a first look."),
    Box.MINE: ("You have claimed nothing", "Claim one that nobody has, and it shows here."),
    Box.PAUSED: ("Nothing is paused", "Every clock runs."),
    Box.RETURNED: ("Nothing has come back", "What other teams send back to yours shows here."),
}
_ORDERS = {Order.DEADLINE: "Next deadline", Order.PRIORITY: "Priority", Order.NEWEST: "Newest"}

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One view of the inbox as a link with its count."""

    words: str
    count: int
    url: str
    current: bool
    hot: bool


@dataclass(frozen=True, kw_only=True)
class Row:
    """One referral as a list shows it."""

    referral: Referral
    title: str
    about: str
    seriousness: int
    band: int
    protected: bool
    clock: DeadlineView | None
    stands: str
    verb: shown.Verb | None
    needs: str
    mine: bool


@dataclass(frozen=True, kw_only=True)
class View:
    """What the address asks for: whose inbox, which part of it, in which order."""

    team: Team
    teams: Sequence[Team]
    box: Box
    order: Order
    words: str
    after: str | None


def in_no_team(
    request: ActorRequest, heading: str, because: str = "Referrals go to teams."
) -> TemplateResponse:
    """Say to somebody in no team that this page is a team's, and whom to ask."""
    return TemplateResponse(request, "referrals/no_team.html", {"heading": heading, "because": because})


@signed_in
def inbox(request: ActorRequest) -> HttpResponseBase:
    """Show what lies on a team's desk, next deadline first, one verb a row."""
    view = _view(request)
    if view is None:
        return in_no_team(request, "Inbox")
    actor, now = request.actor, clock.now()
    page = queries.inbox(
        actor, view.team.pk, box=view.box, words=view.words, order=view.order, after=view.after
    )
    counts = queries.inbox_counts(actor, view.team.pk)
    nothing, why = _NOTHING[view.box]
    coming = [] if page.rows or view.box is Box.TO_DO else queries.inbox(actor, view.team.pk, size=1).rows
    context = {
        "view": view,
        "teams": view.teams,
        "page": page,
        "rows": [_row(one, request, now) for one in page.rows],
        "coming": [_row(one, request, now) for one in coming],
        "tabs": [_tab(request.GET, view, box, counts[box]) for box in Box],
        "orders": _ORDERS.items(),
        "waiting": counts[Box.TO_DO],
        "counted": counts[view.box],
        "nothing": f"Nothing found for “{view.words}”" if view.words else nothing,
        "why": "Try one word, a street or the number of a referral." if view.words else why,
        "here": request.get_full_path(),
        "table": f"{reverse('referrals:inbox_table')}?{_query(request.GET, after='')}",
        "all": f"?{_query(request.GET, box='', after='', words='')}",
        "speaks": allows(actor, RegisterPermission.SAY_CAPACITY, view.team),
        "now": now,
    }
    return TemplateResponse(request, "referrals/inbox.html", context)


@signed_in
def table(request: ActorRequest) -> HttpResponseBase:
    """Send the view as a table for a spreadsheet: at most MOST_IN_TABLE rows, and it says when there are more."""
    view = _view(request)
    if view is None:
        raise Http404("No team")
    page = queries.inbox(
        request.actor, view.team.pk, box=view.box, words=view.words, order=view.order, size=MOST_IN_TABLE
    )
    return spreadsheet(
        f"inbox-{view.team.key}.csv",
        _HEADINGS,
        (list(_cells(one)) for one in page.rows),
        last=f"There are more. These are the first {MOST_IN_TABLE:,}." if page.next else "",
    )


_HEADINGS = (
    "Number", "What", "Kind", "Where", "From", "Who may see", "Priority of 25", "Stands", "Due", "By", "Claimed by",
)  # fmt: skip


def _cells(referral: Referral) -> Iterator[str]:
    protected = referral.sensitivity == Sensitivity.PROTECTED
    yield referral.reference
    yield "Protected" if protected else referral.observation.title
    yield "" if protected else referral.category.name
    yield "" if protected else _place(referral)
    yield "" if protected else shown.full_name(referral.sender_team)
    yield referral.sensitivity
    yield "" if protected else str(referral.priority)
    yield referral.state.replace("_", " ")
    yield referral.next_deadline_kind.replace("_", " ")
    yield (
        referral.next_deadline_at.astimezone(clock.LONDON).strftime("%Y-%m-%d %H:%M")
        if referral.next_deadline_at
        else ""
    )
    yield referral.claimed_by.name if referral.claimed_by else ""


@signed_in
def sent(request: ActorRequest) -> HttpResponseBase:
    """Show what a team passed on and how it stands; what needs the team first."""
    view = _view(request)
    if view is None:
        return in_no_team(request, "Passed on")
    now = clock.now()
    page = queries.sent_by_team(request.actor, view.team.pk, after=view.after)
    needing = [] if view.after else queries.needing_sender(request.actor, view.team.pk)
    context = {
        "view": view,
        "teams": view.teams,
        "page": page,
        "rows": [_row(one, request, now) for one in page.rows],
        "needing": [_row(one, request, now) for one in needing],
    }
    return TemplateResponse(request, "referrals/sent.html", context)


def _view(request: ActorRequest) -> View | None:
    """What the address asks for; None for somebody who works in no team. Raises Http404 for another's team."""
    teams = list(partnerships.teams_of(request.actor).order_by("name", "pk"))
    if not teams:
        return None
    asked = request.GET.get("team", "")
    team = next((one for one in teams if one.key == asked), None) if asked else teams[0]
    if team is None:
        raise Http404("Not a team of this actor")
    return View(
        team=team,
        teams=teams,
        box=_chosen(Box, request.GET.get("box", ""), Box.TO_DO),
        order=_chosen(Order, request.GET.get("order", ""), Order.DEADLINE),
        words=request.GET.get("words", "").strip()[:LONGEST_SEARCH],
        after=request.GET.get("after") or None,
    )


def _chosen(kind: type[Choice], asked: str, otherwise: Choice) -> Choice:
    return kind(asked) if asked in list(kind) else otherwise


def _query(given: QueryDict, **changes: str) -> str:
    """The address's own filters with some changed; an empty one is left out."""
    query = given.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return query.urlencode()


def _tab(given: QueryDict, view: View, box: Box, count: int) -> Tab:
    return Tab(
        words=_TABS[box],
        count=count,
        url=f"?{_query(given, box='' if box is Box.TO_DO else box.value, after='')}",
        current=box is view.box,
        hot=box is Box.OVERDUE and count > 0,
    )


def _row(referral: Referral, request: ActorRequest, now: datetime) -> Row:
    protected = referral.sensitivity == Sensitivity.PROTECTED
    observation = referral.observation
    return Row(
        referral=referral,
        title=shown.title_of(referral, observation),
        about="" if protected else " · ".join(filter(None, [referral.category.name, _place(referral)])),
        seriousness=observation.seriousness,
        band=band_of(observation.people_affected),
        protected=protected,
        clock=shown.deadline_view(referral, now=now),
        stands=shown.state_words(referral),
        verb=shown.next_verb(referral) if referral.next_deadline_kind else None,
        needs="Answer" if referral.hold == Hold.ASKED else "See why",
        mine=referral.claimed_by_id is not None and referral.claimed_by_id == request.actor.person_id,
    )


def _place(referral: Referral) -> str:
    """The place as it was written, or the ward."""
    return referral.observation.place_words or (referral.ward.name if referral.ward else "")
