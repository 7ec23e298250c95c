"""The page on which it is changed who may usually know of a kind of matter: grave, so it stands alone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.template.response import TemplateResponse

from wardmote.kernel.ui.views import ActorRequest, fresh, signed_in

from ... import actions, queries
from ...rules import Sensitivity
from ..keeping import answer, bound
from .forms import SENSITIVITIES, SensitivityConfirmed, SensitivityForm, details_of
from .kept import address_of


@signed_in
@fresh
def change_sensitivity(request: ActorRequest, key: str) -> HttpResponseBase:
    """Ask who may know from now on; then say what that means for what is there and what comes, and do it."""
    kept = queries.category_kept(request.actor, key)
    context: dict[str, Any] = {
        "category": kept,
        "now": SENSITIVITIES[Sensitivity(kept.sensitivity)],
        "touched": queries.category_touched(request.actor, kept),
    }
    asked = SensitivityForm(
        request.GET if "to" in request.GET or request.method == "POST" else None, category=kept
    )
    if kept.sensitivity == Sensitivity.PROTECTED or not asked.is_bound or not asked.is_valid():
        return TemplateResponse(
            request,
            "partnerships/categories/sensitivity.html",
            {**context, "form": asked},
            status=422 if asked.is_bound else 200,
        )
    to = Sensitivity(asked.cleaned_data["to"])
    form = SensitivityConfirmed(bound(request), to=to, initial={"version": kept.version})

    def act(given: dict[str, Any]) -> str:
        actions.change_category(
            by=request.actor,
            category=kept,
            group=kept.group,
            clock=kept.clock,
            urgent_clock=kept.urgent_clock,
            details=details_of(kept, sensitivity=to),
            version=given["version"],
        )
        messages.success(request, f"From now on: {SENSITIVITIES[to].lower()}.")
        return address_of(kept)

    return answer(
        request,
        form,
        act,
        template="partnerships/categories/sensitivity_to.html",
        context={
            **context,
            "to": SENSITIVITIES[to],
            "level": to.value,
            "narrower": to.rank > Sensitivity(kept.sensitivity).rank,
        },
        row=kept,
    )
