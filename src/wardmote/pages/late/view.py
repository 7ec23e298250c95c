"""The coordinator's board: what has stopped anywhere, how high silence has climbed about it, and what to do next.

It says that work moves or does not, never what it is about in anybody's words (design.md, part 5).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import clock
from wardmote.kernel.ui.tables import spreadsheet
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.modules.referrals import queries as referrals
from wardmote.modules.referrals.queries import SilentTeam, Stopped, StoppedReferral
from wardmote.modules.referrals.rules import SILENT_AFTER, Rung
from wardmote.shared.geography import queries as geography
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import RoleName

from .next_thing import next_thing
from .parts import RUNGS, SILENT, Choice, address, agencies_of_teams, facets, of_organisation, view_of

MOST_IN_TABLE = 2_000

_TABS: Mapping[str, str] = {
    Stopped.LATE: "Late",
    Stopped.BOUNCED: "Twice “not ours”",
    Stopped.PAUSED: "Paused long",
    SILENT: "Teams that do not answer",
}
_ABOUT: Mapping[str, str] = {
    Stopped.LATE: "Their deadline has passed. Nobody can answer in another team’s place, so call the desk that has it. "
    "What is not theirs, they can send back.",
    Stopped.BOUNCED: "Two teams or more have said “not ours”. Read the whole path, then decide who takes it.",
    Stopped.PAUSED: "The clock stands still for four weeks or more, in one pause or several. "
    "Ask whether there is another way.",
    SILENT: f"Something waits for them, and they have answered nothing for {SILENT_AFTER}. Ring them first.",
}
_NOTHING: Mapping[str, tuple[str, str]] = {
    Stopped.LATE: ("Nothing is late", "Every team has kept its word so far. Good work, all of you."),
    Stopped.BOUNCED: ("Nothing goes from team to team", "Nobody has been told “not ours” twice."),
    Stopped.PAUSED: ("Nothing is paused for long", "Every clock runs, or runs again within four weeks."),
    SILENT: ("Every team answers", "No team leaves what it was sent without an answer."),
}


@signed_in
def late(request: ActorRequest) -> TemplateResponse:
    """Show what stands still in one way, and in short all others. Every filter stands in the address."""
    actor, divisions = request.actor, geography.area_tree()
    own = frozenset(partnerships.team_ids_of(actor))
    view = view_of(request.GET, divisions)
    spreads = referrals.spread(actor)
    silent = referrals.silent_teams(actor)
    counts: dict[str, int] = {how: sum(one.number for one in rows) for how, rows in spreads.items()}
    counts[SILENT] = len(silent)
    quiet = of_organisation(silent, view.organisation)
    page = referrals.stopped(actor, view.how, view.part, after=view.after) if view.how else None
    nothing, why = _NOTHING[view.tab]
    return TemplateResponse(
        request,
        "pages/late.html",
        {
            "view": view,
            "tabs": [
                Choice(
                    key=tab,
                    words=words,
                    count=counts[tab],
                    url=address(request.GET, tab="" if tab == Stopped.LATE else tab),
                    current=tab == view.tab,
                )
                for tab, words in _TABS.items()
            ],
            "about": _ABOUT[view.tab],
            "facets": facets(request.GET, view, spreads[view.how], divisions)
            if view.how
            else [agencies_of_teams(request.GET, view, silent)],
            "page": page,
            "rows": [(one, _reached(one), next_thing(one, own)) for one in page.rows] if page else [],
            "silent": quiet if view.how is None else [],
            "nothing": "Nothing here matches" if view.narrowed and counts[view.tab] else nothing,
            "why": "Choose another rung, agency or area." if view.narrowed and counts[view.tab] else why,
            "other": next((tab for tab in _TABS if counts[tab] and tab != view.tab), None),
            "all": address(request.GET, rung="", agency="", area=""),
            "table": f"{reverse('pages:late_table')}{address(request.GET)}",
            "counted": counts[view.tab],
            "own": own,
            "keeps_teams": actor.holds(RoleName.PARTNERSHIP_ADMINISTRATOR),
            "now": clock.now(),
        },
    )


@signed_in
def table(request: ActorRequest) -> HttpResponse:
    """Send the same view as a file for a spreadsheet: at most MOST_IN_TABLE rows, and it says when there are more."""
    view = view_of(request.GET, geography.area_tree())
    if view.how is None:
        teams = of_organisation(referrals.silent_teams(request.actor), view.organisation)
        return spreadsheet("teams-that-do-not-answer.csv", _TEAM_HEADINGS, map(_team_cells, teams))
    own = frozenset(partnerships.team_ids_of(request.actor))
    page = referrals.stopped(request.actor, view.how, view.part, size=MOST_IN_TABLE)
    return spreadsheet(
        f"{view.tab}.csv",
        _HEADINGS,
        (_cells(one, own) for one in page.rows),
        last=f"There are more. These are the first {MOST_IN_TABLE:,}." if page.next else "",
    )


_HEADINGS = (
    "Number", "Kind", "Ward", "Sent by", "On the desk of", "Organisation", "Telephone", "Stands", "Due", "By",
    "Silence has reached", "Times “not ours”", "What to do",
)  # fmt: skip
_TEAM_HEADINGS = ("Team", "Organisation", "Telephone", "Waiting", "Silent since", "Answered last")


def _reached(one: StoppedReferral) -> str:
    return RUNGS.get(one.rung or Rung.REMINDER, RUNGS[Rung.REMINDER])


def _cells(one: StoppedReferral, own: frozenset[int]) -> list[str | int]:
    return [
        one.reference,
        one.category,
        one.ward,
        one.sender.name,
        one.team.name,
        one.team.organisation.name,
        one.team.organisation.phone,
        one.state.replace("_", " "),
        one.next_deadline_kind.replace("_", " "),
        f"{one.next_deadline_at.astimezone(clock.LONDON):%Y-%m-%d %H:%M}",
        _reached(one),
        one.not_ours_count,
        next_thing(one, own).words,
    ]


def _team_cells(one: SilentTeam) -> list[str | int]:
    return [
        one.team.name,
        one.team.organisation.name,
        one.team.organisation.phone,
        one.waiting,
        f"{one.since.astimezone(clock.LONDON):%Y-%m-%d %H:%M}",
        f"{one.answered_on:%Y-%m-%d}" if one.answered_on else "",
    ]
