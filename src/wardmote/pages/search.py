"""Search across all that somebody may see: references, words, addresses and people (R1.2, R1.5).

What is searched for may name a person, so it never stands in an address: it is kept with the session, and the
address carries a number for it beside the filters. Going back and reloading work; a link sent to a colleague
brings the filters and asks for the words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from wardmote.kernel.access import allows
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import LONDON, now
from wardmote.kernel.database import Page
from wardmote.kernel.ui.fields import offer
from wardmote.kernel.ui.remembered import recall, remember
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.kernel.ui.words import desk_day
from wardmote.modules.referrals import queries as referrals
from wardmote.modules.referrals.permissions import Permission
from wardmote.modules.referrals.queries import Found, Narrowing, SearchOrder
from wardmote.modules.referrals.rules import (
    LONGEST_SEARCH,
    OPEN_OBSERVATIONS,
    ObservationState,
    Part,
    read_words,
)
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.queries import Match
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity

from .area import url_of, wards_in_force

_KEPT = "searches"
_MOST_PLACES = 3

_STATES = {
    "": "Any",
    "open": "Still open",
    "ended": "Ended",
    "draft": "My drafts",
}
_IN_STATE: Mapping[str, Sequence[ObservationState]] = {
    "open": sorted(OPEN_OBSERVATIONS),
    "ended": (ObservationState.ENDED,),
    "draft": (ObservationState.DRAFT,),
}
_WHY = {
    Part.WORDS: "In what was seen",
    Part.PERSON: "A person concerned",
    Part.ADDITION: "In what was added later",
    Part.ANSWER: "In what was answered",
    Part.NOTE: "In your team’s notes",
}
_DAYS = {"since": "from", "until": "until"}


class _Words(forms.CharField):
    """What is searched for: read as far as it is read, so that nothing typed is ever refused."""

    def to_python(self, value: Any) -> str:
        return str(value or "").replace("\x00", " ").strip()[:LONGEST_SEARCH]


class SearchForm(forms.Form):
    """Words, and what the matches are narrowed to."""

    words = _Words(
        label="What are you looking for?",
        required=False,
        help_text="A reference, words, an address or a name.",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )
    category = forms.ChoiceField(label="What it is about", required=False)
    ward = forms.ChoiceField(label="Ward", required=False)
    state = forms.ChoiceField(label="How it stands", required=False, choices=list(_STATES.items()))
    since = forms.DateField(
        label="Recorded from", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="Recorded until", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    order = forms.ChoiceField(
        label="Order",
        required=False,
        choices=[(SearchOrder.BEST, "Best match first"), (SearchOrder.NEWEST, "Newest first")],
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = partnerships.category_groups(actor)
        offer(
            self,
            "category",
            [("", "Anything")]
            + [(group.name, [(c.key, c.name) for c in group.categories.all()]) for group in groups],
        )
        self.category_ids = {c.key: c.pk for group in groups for c in group.categories.all()}
        wards = wards_in_force()
        self.ward_ids = {branch.area.key: branch.area.id for branch in wards.areas} if wards else {}
        named = [(branch.area.key, branch.area.name) for branch in wards.areas] if wards else []
        offer(self, "ward", [("", "Any ward"), *named])

    def clean(self) -> dict[str, Any]:
        """Refuse a span that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        if (since := cleaned.get("since")) and (until := cleaned.get("until")) and until < since:
            self.add_error("until", "The last day is before the first. Check both days")
        return cleaned

    def narrowing(self) -> Narrowing:
        """What the matches are narrowed to. Only for a valid form."""
        asked = self.cleaned_data
        return Narrowing(
            category_ids=_one(self.category_ids, asked["category"]),
            ward_ids=_one(self.ward_ids, asked["ward"]),
            states=_IN_STATE.get(asked["state"], ()),
            recorded_from=_midnight(asked["since"]) if asked["since"] else None,
            recorded_until=_midnight(asked["until"] + timedelta(days=1)) if asked["until"] else None,
        )

    def narrowed_to(self) -> Sequence[str]:
        """What was asked for beside words, as the page says it. Only for a valid form."""
        asked = self.cleaned_data
        chosen = [
            words
            for name in ("category", "ward", "state")
            for value, words in self.fields[name].widget.choices
            for value, words in (words if isinstance(words, list) else [(value, words)])
            if value and value == asked[name]
        ]
        today = now().astimezone(LONDON).date()
        days = [
            f"{words} {desk_day(asked[name], today=today)}" for name, words in _DAYS.items() if asked[name]
        ]
        return [*chosen, *days]


def _one(numbers: Mapping[str, int], key: str) -> Sequence[int]:
    return (numbers[key],) if key else ()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=LONDON)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One match as the list shows it. `pieces` alternate: plain, found, plain, found, plain."""

    title: str
    url: str
    found: Found
    why: str
    pieces: Sequence[tuple[str, bool]]


@signed_in
def search(request: ActorRequest) -> HttpResponse:
    """Find what the actor may see; words that arrive are taken out of the address first."""
    if request.method == "POST":
        return _remembered(request, request.POST.get("words", ""), request.POST)
    if "q" in request.GET:
        return _remembered(request, request.GET["q"], request.GET)
    words = recall(request, _KEPT, request.GET.get("for", "")) or ""
    form = SearchForm(request.actor, {**request.GET.dict(), "words": words})
    context: dict[str, Any] = {
        "form": form,
        "forgotten": "for" in request.GET and not words,
        "may_break_glass": allows(request.actor, Permission.BREAK_GLASS),
    }
    if form.is_valid() and words:
        context |= _results(request, form, words)
    return TemplateResponse(request, "pages/search.html", context)


def _results(request: ActorRequest, form: SearchForm, words: str) -> dict[str, Any]:
    actor, after = request.actor, request.GET.get("after")
    order = SearchOrder(form.cleaned_data["order"] or SearchOrder.BEST)
    page = referrals.search(actor, read_words(words), narrowing=form.narrowing(), order=order, after=after)
    first = not after
    return {
        "searched": True,
        "narrowed_to": form.narrowed_to(),
        "first": first,
        "direct": referrals.by_reference(actor, words) if first else (),
        "places": [(match, _ward_url(match)) for match in geography.find_place(words)[:_MOST_PLACES]]
        if first
        else (),
        "rows": [_row(found) for found in page.rows],
        "is_all": page.is_all,
        "best": order is SearchOrder.BEST,
        "best_of": referrals.BEST_OF,
        "newest_first": _address(request, order=SearchOrder.NEWEST, after=None),
        "everywhere": reverse("pages:search") + "?" + urlencode({"for": request.GET.get("for", "")}),
        "page": Page(rows=[], next=page.next, previous=None),
    }


def _row(found: Found) -> Row:
    observation = found.observation
    protected = observation.sensitivity == Sensitivity.PROTECTED
    return Row(
        title=f"Protected {observation.reference}" if protected else observation.title,
        url=reverse(
            "referrals:change" if observation.state == ObservationState.DRAFT else "referrals:observation",
            args=[observation.reference],
        ),
        found=found,
        why=_WHY[found.part],
        pieces=list(_pieces(found.snippet)),
    )


def _pieces(snippet: str) -> Iterator[tuple[str, bool]]:
    plain, *rest = snippet.split(referrals.HIT)
    if plain:
        yield plain, False
    for each in rest:
        hit, _, after = each.partition(referrals.HIT_ENDS)
        yield hit, True
        if after:
            yield after, False


def _ward_url(match: Match) -> str:
    return url_of(match.ward) if match.ward else ""


def _address(request: HttpRequest, **changes: str | None) -> str:
    asked = {**request.GET.dict(), **changes}
    return reverse("pages:search") + "?" + urlencode({name: value for name, value in asked.items() if value})


def _remembered(request: HttpRequest, typed: str, asked: Mapping[str, Any]) -> HttpResponseRedirect:
    words = _Words().to_python(typed)
    filters = {
        name: asked[name]
        for name in SearchForm.base_fields
        if name != "words" and asked.get(name, "").strip()
    }
    if not words:
        return HttpResponseRedirect(_at(filters))
    return HttpResponseRedirect(_at({"for": remember(request, _KEPT, words), **filters}))


def _at(asked: Mapping[str, str]) -> str:
    return reverse("pages:search") + (f"?{urlencode(asked)}" if asked else "")
