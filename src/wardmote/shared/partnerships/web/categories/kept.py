"""The list of categories, the page of each, and how one is added, changed and ended."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.clock import now
from wardmote.kernel.ui.views import ActorRequest, signed_in

from ... import actions, queries
from ...models import Category
from ...rules import Audience, Sensitivity
from ..keeping import answer, bound
from ..register_forms import Confirmed, in_sets
from ..tabs import category_tabs
from .forms import AUDIENCES, SENSITIVITIES, SERIOUSNESS, CategoryFilter, CategoryForm, TakenByForm

_TAKERS = 50


@signed_in
def categories(request: ActorRequest) -> TemplateResponse:
    """List the categories by group, as they are offered; searched and filtered by the address."""
    form = CategoryFilter(request.GET, actor=request.actor)
    wanted = form.wanted()
    if form.errors:  # what cannot be read asks for nothing, and is not shown as a fault
        form = CategoryFilter(wanted, actor=request.actor)
    return TemplateResponse(
        request,
        "partnerships/categories/list.html",
        {
            "page": queries.categories_kept(request.actor, **wanted, after=request.GET.get("after")),
            "filter": form,
            "narrowed": bool(wanted),
            "tabs": category_tabs(request),
        },
    )


@signed_in
def category(request: ActorRequest, key: str) -> TemplateResponse:
    """Show a category: what is said of it, its clock, who takes it and by when, what was done to it."""
    kept = queries.category_kept(request.actor, key)
    touched = queries.category_touched(request.actor, kept)
    return TemplateResponse(
        request,
        "partnerships/categories/category.html",
        {
            "category": kept,
            "level": SENSITIVITIES[Sensitivity(kept.sensitivity)],
            "audience": AUDIENCES[Audience(kept.audience)],
            "serious": SERIOUSNESS[kept.seriousness],
            "clock": kept.clock,
            "urgent": kept.urgent_clock,
            "others": touched.sharing,
            "touched": touched,
            "takers": _takers(kept, touched),
            "more_takers": max(0, len(touched.remits) - _TAKERS),
            "history": queries.history_of(request.actor, kept),
        },
    )


def _takers(category: Category, touched: queries.CategoryTouched) -> list[dict[str, Any]]:
    """Who takes it, where, and by when they would have to acknowledge what is sent now."""
    shown = touched.remits[:_TAKERS]
    calendars = queries.calendars_for([remit.team for remit in shown])
    return [
        {
            "team": remit.team,
            "own": remit.clock,
            "sets": in_sets(remit.areas.all()),
            "by": calendars[remit.team_id].add(now(), (remit.clock or category.clock).times.acknowledge),
            "unsafe": remit.team.name in touched.without_lead,
        }
        for remit in shown
    ]


@signed_in
def add_category(request: ActorRequest) -> HttpResponseBase:
    """Add a category to a group."""
    form = CategoryForm(
        bound(request),
        actor=request.actor,
        initial={"group": request.GET.get("group", ""), "clock": request.GET.get("clock", "")},
    )

    def act(given: dict[str, Any]) -> str:
        made = actions.add_category(
            by=request.actor,
            group=form.chosen_group(),
            clock=form.chosen_clock(),
            urgent_clock=form.chosen_urgent_clock(),
            details=form.details(),
        )
        messages.success(request, "It is offered from now on. Say next which teams take it.")
        return address_of(made)

    return answer(
        request,
        form,
        act,
        template="partnerships/categories/category_form.html",
        context={
            "title": "Add a category",
            "button": "Add it",
            "lacks": form.lacks(),
        },
    )


@signed_in
def change_category(request: ActorRequest, key: str) -> HttpResponseBase:
    """Change what is said of a category. The page says first what is open, and that it keeps what it has."""
    kept = queries.category_kept(request.actor, key)
    form = CategoryForm(bound(request), actor=request.actor, category=kept, initial=CategoryForm.shown(kept))

    def act(given: dict[str, Any]) -> str:
        actions.change_category(
            by=request.actor,
            category=kept,
            group=form.chosen_group(),
            clock=form.chosen_clock(),
            urgent_clock=form.chosen_urgent_clock(),
            details=form.details(),
            version=given["version"],
        )
        messages.success(request, "Changed. It holds for what is recorded from now on.")
        return address_of(kept)

    return answer(
        request,
        form,
        act,
        template="partnerships/categories/category_form.html",
        context={
            "title": f"Change {kept}",
            "button": "Keep the change",
            "category": kept,
            "touched": queries.category_touched(request.actor, kept),
        },
        row=kept,
    )


@signed_in
def let_take(request: ActorRequest, key: str) -> HttpResponseBase:
    """Ask which team takes a category, and go on to where it does."""
    kept = queries.category_kept(request.actor, key)
    form = TakenByForm(request.GET if "to" in request.GET else None, actor=request.actor)
    if form.is_bound and form.is_valid():
        takes = reverse("partnerships:add_remit", args=[form.cleaned_data["to"].key])
        return HttpResponseRedirect(f"{takes}?category={kept.pk}")
    return TemplateResponse(
        request,
        "partnerships/categories/let_take.html",
        {"category": kept, "form": form},
        status=422 if form.is_bound else 200,
    )


@signed_in
def end_category(request: ActorRequest, key: str) -> HttpResponseBase:
    """Show what is open and who takes it, then end a category."""
    kept = queries.category_kept(request.actor, key)
    form = Confirmed(bound(request), initial={"version": kept.version})

    def act(given: dict[str, Any]) -> str:
        actions.end_category(by=request.actor, category=kept, version=given["version"])
        return address_of(kept)

    return answer(
        request,
        form,
        act,
        template="partnerships/categories/end_category.html",
        context={"category": kept, "touched": queries.category_touched(request.actor, kept)},
        row=kept,
    )


def address_of(category: Category) -> str:
    """Where a category is kept."""
    return reverse("partnerships:category", args=[category.key])
