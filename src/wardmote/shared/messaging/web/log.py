"""The delivery log: to whom messages went, and whether they arrived. Never their words."""

from django import forms
from django.contrib import messages as notes
from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import actions, queries
from ..rules import DeliveryState


class StateFilter(forms.Form):
    """Which deliveries are shown. What cannot be chosen narrows nothing."""

    state = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[("", "All"), *((state.value, state.words) for state in DeliveryState)],
    )

    def chosen(self) -> DeliveryState | None:
        """What was chosen."""
        self.is_valid()
        state = self.cleaned_data.get("state")
        return DeliveryState(state) if state else None


@signed_in
def delivery_log(request: ActorRequest) -> TemplateResponse:
    """List what went out, and the addresses from which it came back."""
    narrow = StateFilter(request.GET)
    state = narrow.chosen()
    page, rows = queries.delivery_log(request.actor, state=state, after=request.GET.get("after"))
    return TemplateResponse(
        request,
        "messaging/log.html",
        {
            "page": page,
            "rows": rows,
            "filter": narrow,
            "narrowed": state is not None,
            "lost": queries.lost_addresses(request.actor),
        },
    )


@signed_in
def send_again(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Have a message that failed sent again."""
    if request.method != "POST":
        raise Http404("Asked for by a button")
    delivery = queries.delivery_failed(request.actor, pk)

    def act() -> str:
        actions.send_again(by=request.actor, delivery=delivery)
        notes.success(request, "It is on its way again.")
        return reverse("messaging:log")

    return once(request, act)
