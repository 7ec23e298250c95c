"""One issue, for those who work on it."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.shared.geography.queries import Position

from .. import queries
from ..models import Act, Issue
from ..permissions import Permission
from ..rules import CAN_BE_UNDONE, ActKind, IssueState, Level
from . import shown
from .forms import ACTS
from .public import ward_set

ACTS_IN_WORDS = {
    ActKind.OPENED: "Opened",
    ActKind.GATHERED: "More was put in",
    ActKind.LET_GO: "Something was let go",
    ActKind.SPLIT: "Another issue was made of some of it",
    ActKind.MERGED: "Two issues became one",
    ActKind.UNDONE: "Something was taken back",
}


@signed_in
def issue(request: ActorRequest, issue: str) -> HttpResponseBase:
    """Show an issue with what it weighs, what it holds, who is asked, and what can be done."""
    found = queries.issue_for(request.actor, issue)
    story = queries.story_of(found)
    held = queries.held_by(request.actor, found, after=request.GET.get("after"))
    at = (
        [Position(found.latitude, found.longitude)]
        if found.latitude is not None and found.longitude is not None
        else []
    )
    return TemplateResponse(
        request,
        "issues/issue.html",
        {
            "issue": found,
            "sum": shown.sum_of(found),
            "stands": shown.stands(found),
            "level": shown.level_words(found),
            "knots": shown.knots_of(found, story, told=f"{found.voices} people"),
            "entries": shown.entries_of(found, story, for_everybody=False),
            "referred": [(each, shown.clock_of(each)) for each in story.referred],
            "taken_on": [(each, shown.taken_on_words(each)) for each in story.taken_on],
            "held": held,
            "acts_done": [
                (act, ACTS_IN_WORDS[ActKind(act.kind)], _can_be_undone(act, found))
                for act in queries.acts_on(request.actor, found)
            ],
            "may": _may(request, found),
            "at": at,
            "ward_set": ward_set(),
        },
    )


def _can_be_undone(act: Act, issue: Issue) -> bool:
    return act.kind in CAN_BE_UNDONE and not hasattr(act, "undone_by") and issue.is_living


def _may(request: ActorRequest, issue: Issue) -> dict[str, str]:
    """The addresses of what this actor may do now, by the act's key with underscores; "gather" among them."""
    actor, living = request.actor, issue.is_living
    here = {
        "words": issue.merged_into_id is None
        and (not issue.is_public or access.allows(actor, Permission.PUBLISH, issue)),
        "let-go": living and issue.told > 1,
        "split": living and issue.told > 1,
        "merge": living,
        "weigh": living,
        "as-told": living and (issue.set_band is not None or issue.set_seriousness is not None),
        "vulnerable": living,
        "publish": issue.sensitivity == "open" and not issue.is_public and issue.merged_into_id is None,
        "take-down": issue.is_public,
        "escalate": living and issue.level < Level.BOROUGH,
        "hand-back": living and issue.level > Level.LOCAL,
        "refer": living,
        "take-on": living,
        "decide": issue.merged_into_id is None and issue.state in set(IssueState),
    }
    may = {
        key.replace("-", "_"): reverse("issues:act", args=[issue.reference, key])
        for key, possible in here.items()
        if possible and access.allows(actor, ACTS[key].permission, issue)
    }
    if living and access.allows(actor, Permission.GATHER, issue):
        may["gather"] = reverse("issues:gather", args=[issue.reference])
    return may
