"""Which figures are known and where they came from: indicators, releases, and one release with what was found."""

from __future__ import annotations

from django.http import HttpResponse
from django.template.response import TemplateResponse

from wardmote.kernel import access
from wardmote.kernel.ui.tables import spreadsheet
from wardmote.kernel.ui.views import ActorRequest, signed_in

from ...models import Figure
from ...permissions import Permission
from ...queries import lookups, releases
from ...rules import CERTAINTY_IN_WORDS, MARK_IN_WORDS, TOPIC_IN_WORDS, Certainty, Mark

SHOWN = 50
"""Findings that a page shows at once; the rest stand in a part that opens."""
_HEADINGS = (
    "indicator", "name", "unit", "code_set", "area_code", "area", "period", "from", "until", "value", "numerator",
    "denominator", "printed", "flags",
)  # fmt: skip


@signed_in
def indicators(request: ActorRequest) -> HttpResponse:
    """Every indicator by topic, with its latest release."""
    told = releases.indicators_told(request.actor)
    return TemplateResponse(
        request,
        "insight/figures/indicators.html",
        {"topics": [(TOPIC_IN_WORDS[one.topic], one) for one in told], **_around(request)},
    )


@signed_in
def all_releases(request: ActorRequest) -> HttpResponse:
    """Every release, the latest first; on the first page also the lookups."""
    page = releases.releases(request.actor, after=request.GET.get("after"))
    counts = releases.counts_of(request.actor, page.rows)
    return TemplateResponse(
        request,
        "insight/figures/releases.html",
        {
            "page": page,
            "rows": [(one, *counts[one.pk]) for one in page.rows],
            "lookups": [] if "after" in request.GET else lookups.lookups(request.actor),
            **_around(request),
        },
    )


@signed_in
def release(request: ActorRequest, number: int) -> HttpResponse:
    """One release: where it is from, what was found, and its figures, ``?show=flagged`` only those in question."""
    found = releases.release_with(request.actor, number)
    flagged = request.GET.get("show") == "flagged"
    page = releases.figures_of(request.actor, found, in_question=flagged, after=request.GET.get("after"))
    told = [
        (CERTAINTY_IN_WORDS[Certainty(one.certainty)], one.sentence)
        for one in releases.findings_of(request.actor, found)
    ]
    return TemplateResponse(
        request,
        "insight/figures/release.html",
        {
            "release": found,
            "findings": told[:SHOWN],
            "more": told[SHOWN:],
            "earlier": releases.superseded_by_it(request.actor, found),
            "page": page,
            "rows": [(one, _marks(one)) for one in page.rows],
            "flagged": flagged,
            "brings": access.allows(request.actor, Permission.BRING_FIGURES),
        },
    )


@signed_in
def table(request: ActorRequest, number: int) -> HttpResponse:
    """Send every figure of a release for a spreadsheet."""
    found = releases.release_with(request.actor, number)
    rows = map(_cells, releases.all_figures_of(request.actor, found))
    return spreadsheet(f"release-{found.pk}.csv", _HEADINGS, rows)


@signed_in
def mapping(request: ActorRequest, number: int) -> HttpResponse:
    """Send what was said of the columns of a release, to be changed for the next edition."""
    found = releases.release_with(request.actor, number)
    return HttpResponse(
        found.mapping,
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="release-{found.pk}.yaml"'},
    )


def _around(request: ActorRequest) -> dict[str, bool]:
    return {"brings": access.allows(request.actor, Permission.BRING_FIGURES)}


def _marks(figure: Figure) -> str:
    return "; ".join(MARK_IN_WORDS[Mark(mark)] for mark in figure.marks)


def _cells(one: Figure) -> list[str]:
    numbers = (one.value, one.numerator, one.denominator)
    value, above, below = ("" if number is None else f"{number.normalize():f}" for number in numbers)
    return [
        one.indicator.key, one.indicator.name, one.indicator.unit, one.code_set, one.area_code, one.area_name,
        one.period, f"{one.period_from}", f"{one.period_until}", value, above, below, one.printed, _marks(one),
    ]  # fmt: skip
