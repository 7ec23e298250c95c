"""For everybody: the right to a review, how to ask, and the figures that the law has published."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.clock import today
from wardmote.kernel.refusals import NotReady
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.tables import spreadsheet
from wardmote.kernel.ui.views import ActorRequest, public

from .. import actions, queries
from ..rules import EXACT, Year, year_of, year_written
from .forms import AskForm
from .paper import limits_in_words

_YEARS = 5
_SENT = "case_review_sent"


@public
def ask(request: ActorRequest) -> HttpResponse:
    """Tell of the right, the thresholds and whom to ask, and take a request without an account."""
    procedure = queries.procedure_on()
    form, status = AskForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        if procedure is None:
            raise Http404("No procedure is published")
        status = 422
        if form.is_valid():

            def act() -> str:
                review = actions.ask_for_review(
                    by=request.actor, request=actions.Request(**form.cleaned_data)
                )
                request.session[_SENT] = review.reference
                return reverse("reviews:asked")

            try:
                return once(request, act)
            except actions.TooMany as refused:
                form.add_error(None, str(refused))
                status = 429
            except NotReady as refused:
                form.add_error(refused.field, str(refused))
    return TemplateResponse(
        request,
        "reviews/public.html",
        {
            "procedure": procedure,
            "points": limits_in_words(procedure.limits) if procedure else [],
            "form": form,
        },
        status=status,
    )


@public
def asked(request: ActorRequest) -> HttpResponse:
    """Say that a request has arrived, its number, and what happens now."""
    reference, procedure = request.session.get(_SENT, ""), queries.procedure_on()
    if not reference or procedure is None:
        raise Http404("Nothing was asked here")
    return TemplateResponse(request, "reviews/asked.html", {"reference": reference, "procedure": procedure})


def _year(request: ActorRequest) -> Year:
    written = request.GET.get("year", "")
    if not written:
        return Year(year_of(today()).begins_in)
    year = year_written(written)
    if year is None or not 2014 <= year.begins_in <= today().year:
        raise Http404("No such year")
    return year


@public
def figures(request: ActorRequest) -> HttpResponse:
    """The four numbers of a year that the law has published."""
    year, this = _year(request), year_of(today())
    return TemplateResponse(
        request,
        "reviews/figures.html",
        {
            "figures": queries.figures_of(year),
            "runs": year == this,
            "years": [Year(this.begins_in - back) for back in range(_YEARS)],
            "exact": EXACT,
        },
    )


@public
def figures_table(request: ActorRequest) -> HttpResponse:
    """The same as a table for a spreadsheet."""
    found = queries.figures_of(_year(request))
    return spreadsheet(
        f"asb-case-reviews-{found.year.name}.csv",
        ["Year", "What", "Number"],
        [[found.year.name, words, number] for words, number in found.rows],
        last=EXACT,
    )
