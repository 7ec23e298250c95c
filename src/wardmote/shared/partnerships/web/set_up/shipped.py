"""The step of the set-up about what can be told: categories from the set that comes with Wardmote."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.ui.fields import Option
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in

from ... import actions, queries
from ...queries import Offered
from ...rules import Sensitivity
from .tasks import partnership_of

_ALL, _SOME, _NONE = "all", "some", "none"


class TakeForm(forms.Form):
    """For each group of the set: everything that is not here yet, some of it, or none."""

    def __init__(self, *args: Any, offered: list[Offered], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = [offer for offer in offered if offer.free]
        is_first = not any(offer.taken for offer in offered)
        for offer in self.offered:
            some = f"{offer.group.key}-some"
            number = len(offer.free)
            choices = [(_ALL, f"All {number}" if number > 1 else "Take it"), (_NONE, "None")]
            if number > 1:
                choices.append((_SOME, Option("Some of them", reveals=some)))
                self.fields[some] = forms.MultipleChoiceField(
                    label=f"Which of {offer.group.name}?",
                    widget=forms.CheckboxSelectMultiple,
                    choices=[(row.key, Option(row.name, hint=_hint(row.sensitivity))) for row in offer.free],
                    required=False,
                )
            self.fields[offer.group.key] = forms.ChoiceField(
                label=offer.group.name,
                help_text=_about(offer),
                widget=forms.RadioSelect,
                choices=choices,
                initial=_ALL if is_first else _NONE,
            )

    @property
    def groups(self) -> list[forms.BoundField]:
        """The field of each group, in the order of the set."""
        return [self[offer.group.key] for offer in self.offered]

    def clean(self) -> dict[str, Any]:
        """Ask for what is meant by "some", and for something at all."""
        given = super().clean() or self.cleaned_data
        for offer in self.offered:
            key, some = offer.group.key, f"{offer.group.key}-some"
            if given.get(key) == _SOME and not given.get(some) and some not in self.errors:
                self.add_error(some, "Choose at least one, or none of the group")
            elif given.get(key) == _NONE and given.get(some):
                # Without JavaScript both stand on the page: nobody's tick is passed over in silence.
                self.add_error(key, "Some of these are ticked. Choose “Some of them”, or take the ticks out")
        if not self.errors and not self.keys():
            self.add_error(None, "Nothing is chosen. Choose at least one group, or go back to the set-up.")
        return given

    def keys(self) -> list[str]:
        """The keys of the categories chosen."""
        chosen: list[str] = []
        for offer in self.offered:
            said = self.cleaned_data.get(offer.group.key)
            if said == _ALL:
                chosen += [row.key for row in offer.free]
            elif said == _SOME:
                chosen += self.cleaned_data.get(f"{offer.group.key}-some", [])
        return chosen


def _hint(sensitivity: str) -> str:
    return "Protected: only named roles read it" if sensitivity == Sensitivity.PROTECTED else ""


def _about(offer: Offered) -> str:
    here = f" {len(offer.taken)} of {len(offer.taken) + len(offer.free)} are here." if offer.taken else ""
    return f"{offer.group.description}.{here}"


@signed_in
def categories(request: ActorRequest) -> HttpResponseBase:
    """Choose from the set what the partners deal with; the rest can be taken later."""
    partnership_of(request)
    offered = queries.shipped_offered(request.actor)
    form = TakeForm(request.POST if request.method == "POST" else None, offered=offered)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():

        def act() -> str:
            taken = actions.take_shipped_categories(by=request.actor, keys=form.keys())
            return f"{reverse('partnerships:set_up_categories')}?taken={taken}"

        try:
            return once(request, act)
        except (NotReady, Conflict) as refused:
            form.add_error(None, str(refused))
            status = 409
    taken = request.GET.get("taken", "")
    return TemplateResponse(
        request,
        "partnerships/set_up/categories.html",
        {
            "form": form,
            "here": sum(len(offer.taken) for offer in offered),
            "free": sum(len(offer.free) for offer in offered),
            "full": [offer for offer in offered if not offer.free],
            "taken": taken if taken.isascii() and taken.isdigit() and len(taken) < 5 else "",
        },
        status=status,
    )
