"""The pages on which the groups of categories are kept, and the order in which they are offered."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.ui.views import ActorRequest, signed_in

from ... import actions, queries
from ..keeping import answer, bound
from ..register_forms import Confirmed
from ..tabs import category_tabs
from .forms import GroupForm


@signed_in
def category_groups(request: ActorRequest) -> TemplateResponse:
    """List the groups in the order in which they are offered."""
    ended = request.GET.get("ended") == "yes"
    return TemplateResponse(
        request,
        "partnerships/categories/groups.html",
        {
            "groups": queries.category_groups_kept(request.actor, ended=ended),
            "ended": ended,
            "tabs": category_tabs(request),
        },
    )


@signed_in
def add_category_group(request: ActorRequest) -> HttpResponseBase:
    """Add a group, at the place chosen."""
    form = GroupForm(bound(request), actor=request.actor)

    def act(given: dict[str, Any]) -> str:
        made = actions.add_category_group(
            by=request.actor, name=given["name"], description=given["description"]
        )
        if form.has_moved():
            actions.place_category_group(by=request.actor, group=made, after=form.chosen_place())
        return reverse("partnerships:category_groups")

    return answer(
        request,
        form,
        act,
        template="partnerships/categories/group_form.html",
        context={"title": "Add a group", "button": "Add it"},
    )


@signed_in
def change_category_group(request: ActorRequest, key: str) -> HttpResponseBase:
    """Change the words of a group, or its place. What is in it stays in it."""
    kept = queries.category_group_kept(request.actor, key)
    form = GroupForm(bound(request), actor=request.actor, group=kept, initial=GroupForm.shown(kept))

    def act(given: dict[str, Any]) -> str:
        actions.change_category_group(
            by=request.actor,
            group=kept,
            name=given["name"],
            description=given["description"],
            version=given["version"],
        )
        if form.has_moved():
            actions.place_category_group(by=request.actor, group=kept, after=form.chosen_place())
        return reverse("partnerships:category_groups")

    return answer(
        request,
        form,
        act,
        template="partnerships/categories/group_form.html",
        context={
            "title": f"Change {kept}",
            "button": "Keep the change",
            "group": kept,
            "inside": queries.categories_in(request.actor, kept),
            "history": queries.history_of(request.actor, kept),
        },
        row=kept,
    )


@signed_in
def end_category_group(request: ActorRequest, key: str) -> HttpResponseBase:
    """Say what is still in a group; end it when nothing is."""
    kept = queries.category_group_kept(request.actor, key)
    form = Confirmed(bound(request), initial={"version": kept.version})

    def act(given: dict[str, Any]) -> str:
        actions.end_category_group(by=request.actor, group=kept, version=given["version"])
        return reverse("partnerships:category_groups")

    return answer(
        request,
        form,
        act,
        template="partnerships/categories/end_group.html",
        context={"group": kept, "inside": queries.categories_in(request.actor, kept)},
        row=kept,
    )
