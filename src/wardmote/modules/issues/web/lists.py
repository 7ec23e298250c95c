"""The list of issues for those who work here: by area, level and state, by priority, and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.template.response import TemplateResponse

from wardmote.kernel import access, clock
from wardmote.kernel.ui.tables import spreadsheet
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.queries import AreaRef
from wardmote.shared.geography.rules.words import AreaKind
from wardmote.shared.partnerships import queries as partnerships

from .. import queries
from ..models import Issue
from ..permissions import Permission
from ..queries import Narrowing
from ..rules import LEVELS_IN_WORDS, STATES_IN_WORDS, IssueState, Level
from . import shown

MOST_IN_TABLE = 2_000
ALL = "all"


@dataclass(frozen=True, kw_only=True)
class View:
    """What the address asks for."""

    area: AreaRef | None
    area_key: str
    level: Level | None
    state: IssueState | None

    @property
    def narrowing(self) -> Narrowing:
        """The same, for the query."""
        return Narrowing(
            wards=queries.wards_of(self.area.id) if self.area else None, level=self.level, state=self.state
        )


@signed_in
def issues(request: ActorRequest) -> HttpResponseBase:
    """Show the issues, the heaviest first."""
    view = _view(request)
    page = queries.issues(request.actor, view.narrowing, after=request.GET.get("after"))
    rose = queries.risen(request.actor, page.rows) if view.level else {}
    return TemplateResponse(
        request,
        "issues/issues.html",
        {
            "view": view,
            "page": page,
            "rows": [
                (issue, shown.stands(issue), shown.level_words(issue), rose.get(issue.pk))
                for issue in page.rows
            ],
            "areas": areas_to_choose(),
            "levels": [(str(level.value), words.capitalize()) for level, words in LEVELS_IN_WORDS.items()],
            "states": [(state.value, words.capitalize()) for state, words in STATES_IN_WORDS.items()],
            "query": request.GET.urlencode(),
            "may_open": access.allows(request.actor, Permission.OPEN_ISSUE),
        },
    )


@signed_in
def table(request: ActorRequest) -> HttpResponseBase:
    """Send the list as a table for a spreadsheet: at most MOST_IN_TABLE rows, and it says when there are more."""
    page = queries.issues(request.actor, _view(request).narrowing, size=MOST_IN_TABLE)
    return spreadsheet(
        "issues.csv",
        _HEADINGS,
        (list(_cells(issue)) for issue in page.rows),
        last=f"There are more. These are the first {MOST_IN_TABLE:,}." if page.next else "",
    )


_HEADINGS = (
    "Number", "What", "Kind", "Ward", "Place", "Stands", "Level", "Priority", "How serious", "How many (band)",
    "People who told us", "Observations", "First told", "Last told", "Opened", "Public",
)  # fmt: skip


def _cells(issue: Issue) -> Iterator[str]:
    yield issue.reference
    yield issue.title
    yield issue.category.name
    yield issue.ward.name if issue.ward else ""
    yield issue.place_words
    yield STATES_IN_WORDS[IssueState(issue.state)]
    yield LEVELS_IN_WORDS[Level(issue.level)]
    yield str(issue.score)
    yield str(issue.seriousness)
    yield str(issue.band)
    yield str(issue.voices)
    yield str(issue.told)
    for at in (issue.first_told_at, issue.last_told_at, issue.opened_at):
        yield at.astimezone(clock.LONDON).strftime("%Y-%m-%d")
    yield "yes" if issue.is_public else "no"


def areas_to_choose() -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    """The areas that a list can be narrowed to, by set: Areas and localities first, then wards."""
    tree = [division for division in geography.area_tree() if division.kind != AreaKind.FOCUS]
    tree.sort(key=lambda division: division.kind == AreaKind.WARDS)
    return [
        (
            division.name,
            [(f"{branch.area.area_set}/{branch.area.key}", branch.area.name) for branch in division.areas],
        )
        for division in tree
    ]


def area_asked(asked: str) -> AreaRef | None:
    """The area that an address names as set/key; None where there is none such."""
    set_key, _, key = asked.partition("/")
    return next(
        (
            branch.area
            for division in geography.area_tree()
            if division.key == set_key
            for branch in division.areas
            if branch.area.key == key
        ),
        None,
    )


def _view(request: ActorRequest) -> View:
    given: Any = request.GET
    asked = given.get("area", "")
    area = None
    if asked and asked != ALL:
        area = area_asked(asked)
    elif not asked:
        own = set(partnerships.area_ids_of(request.actor))
        area = next(
            (b.area for division in geography.area_tree() for b in division.areas if b.area.id in own), None
        )
    level, state = given.get("level", ""), given.get("state", "")
    return View(
        area=area,
        area_key=f"{area.area_set}/{area.key}" if area else ALL,
        level=Level(int(level)) if level in {str(each.value) for each in Level} else None,
        state=IssueState(state) if state in set(IssueState) else None,
    )
