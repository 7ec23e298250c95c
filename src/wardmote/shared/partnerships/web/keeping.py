"""What every form of the register does: act once, and turn a refusal into words beside the field."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponseBase, QueryDict
from django.template.response import TemplateResponse

from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest

from ..models import Category, CategoryGroup, ClockProfile, Organisation, SharingAgreement, Team
from .register_forms import Versioned

_Row = Organisation | Team | Category | CategoryGroup | ClockProfile | SharingAgreement


def answer(
    request: ActorRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], str],
    *,
    template: str,
    context: dict[str, Any],
    row: _Row | None = None,
) -> HttpResponseBase:
    """Do what the form asks and go where `act` says; or show the page, with what to mend and all that was typed.

    Where somebody else changed `row` meanwhile, the page says what it says now, and the next press is meant so.
    """
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            return once(request, lambda: act(form.cleaned_data))
        except NotReady as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        except Conflict as refused:
            form.add_error(None, str(refused))
            status = 409
            if row is not None:
                row.refresh_from_db()
                context = {**context, "says_now": _differs(form, row)}
                form.data = _with_version(form, row.version)
    return TemplateResponse(request, template, {**context, "form": form}, status=status)


def _differs(form: forms.Form, row: _Row) -> list[tuple[str, str]]:
    """What the row says now where something else was typed: the field's label and its words."""
    now = form.shown(row) if isinstance(form, Versioned) else {}
    return [
        (str(form.fields[name].label), _said(form.fields[name], value))
        for name, value in now.items()
        if name in form.fields and name != "version" and _plain(form.cleaned_data.get(name)) != _plain(value)
    ]


def _plain(value: object) -> str:
    return " ".join(str(value).split())


def _said(field: forms.Field, value: object) -> str:
    """A value as the form would show it: the words of a choice, not its key."""
    offered = getattr(field.widget, "choices", ())
    return next((str(words) for key, words in offered if str(key) == str(value)), str(value))


def _with_version(form: forms.Form, version: int) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update(form.data)
    data["version"] = str(version)
    return data


def bound(request: ActorRequest) -> Any:
    """What was sent, or None where the page is only looked at: the first argument of a form."""
    return request.POST if request.method == "POST" else None
