"""The page on which a worker finds who does something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from wardmote.kernel.access import allows
from wardmote.kernel.clock import LONDON, now
from wardmote.kernel.ui.remembered import recall, remember
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.kernel.ui.words import clock_24, desk_time
from wardmote.modules.referrals import queries as referrals
from wardmote.modules.referrals.permissions import Permission as ReferralPermission
from wardmote.modules.referrals.rules import NEEDS, Clocks, NearMiss, Opening, Suggestion
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.queries import Fitting
from wardmote.shared.partnerships.rules import CapacityState

from .form import NeedForm, is_near
from .where import Where, names_to_pick, places_meant

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Category, Team


@dataclass(frozen=True, kw_only=True)
class Need:
    """What was asked for, as it is kept. ``which`` says which place is meant when the words fit several."""

    words: str = ""
    place: str = ""
    which: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, kw_only=True)
class Taker:
    """A team that takes something, as the page shows it."""

    team: Team
    ground: str
    opening: str
    is_closed: bool
    promise: str
    acknowledge_by: datetime
    own: str
    """Its own standard, where it does not go by the clock of the category."""
    says: str
    """What it says of whether it can take more."""
    has_room: bool
    takes_nothing_new: bool


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A category that fits, why, and who takes it."""

    category: Category
    reasons: Sequence[str]
    clock: str
    takers: Sequence[Taker]
    near_misses: Sequence[NearMiss]
    record_url: str

    @property
    def all_closed(self) -> bool:
        """Whether somebody takes it, but nobody is at work at the time asked."""
        return bool(self.takers) and all(taker.is_closed for taker in self.takers)


@signed_in
def who(request: ActorRequest) -> HttpResponse:
    """Show who takes what is asked for, there and then; what was typed is taken out of the address first."""
    if request.method == "POST":
        form = NeedForm(request.POST)
        if form.is_valid() and (form.cleaned_data["words"].strip() or "category" in request.GET):
            return _asked(request, form)
        if form.is_valid():
            form.add_error("words", "Write what is needed, or choose a kind of matter from the list below")
        return _page(request, form, status=422)
    number = request.GET.get("for", "")
    need = _kept(request, number)
    at = _moment(request.GET.get("at", ""))
    form = NeedForm.shown(words=need.words, place=need.place, at=at)
    places = places_meant(need.place) if need.place.strip() else []
    if which := request.GET.get("which"):
        return _chosen(request, need, dict(_numbered(places)).get(which))
    place = _meant(places, need.which)
    chosen = request.GET.get("category", "")
    fitting = _fitting(request, need.words, chosen)
    context: dict[str, Any] = {
        "asked": bool(need.words.strip() or chosen),
        "forgotten": bool(number) and need == Need(),
        "need": need,
        "at": at,
        "place": place,
        "which": []
        if place
        else [(each, _address(request, which=which)) for which, each in _numbered(places)],
        "unknown_place": bool(need.place.strip()) and not places,
        "chosen": chosen,
        "record_url": _record(number),
        "answers": _answers(request, fitting, place, at, number),
        "coordinator": partnerships.coordinator_desk() if fitting else None,
        "by_words": _address(request, category=None) if chosen and need.words.strip() else "",
    }
    return _page(request, form, **context)


def _page(request: ActorRequest, form: NeedForm, *, status: int = 200, **context: Any) -> TemplateResponse:
    groups = [
        (group, [(each, _address(request, category=each.key, which=None)) for each in group.categories.all()])
        for group in partnerships.category_groups(request.actor)
    ]
    return TemplateResponse(
        request,
        "pages/who.html",
        {
            "form": form,
            "names": names_to_pick(),
            "groups": [(group, links) for group, links in groups if links],
            "may_record": allows(request.actor, ReferralPermission.RECORD),
            **context,
        },
        status=status,
    )


def _asked(request: ActorRequest, form: NeedForm) -> HttpResponseRedirect:
    given = form.cleaned_data
    kept = remember(request, NEEDS, {"words": given["words"], "place": given["place"]})
    at = given["at"]
    # Whoever changes the words has not chosen this kind of matter for them.
    same = given["words"] == _kept(request, request.GET.get("for", "")).words
    return HttpResponseRedirect(
        _at(
            {
                "for": kept,
                "at": at.astimezone(LONDON).strftime("%Y-%m-%dT%H:%M") if at else "",
                "category": request.GET.get("category", "") if same or not given["words"].strip() else "",
            }
        )
    )


def _chosen(request: ActorRequest, need: Need, meant: Where | None) -> HttpResponseRedirect:
    if meant is None:
        return HttpResponseRedirect(_address(request, which=None))
    where = {"which": meant.key, "latitude": meant.latitude, "longitude": meant.longitude}
    kept = remember(request, NEEDS, {"words": need.words, "place": need.place, **where})
    return HttpResponseRedirect(_address(request, which=None, **{"for": kept}))


def _kept(request: ActorRequest, number: str) -> Need:
    kept = recall(request, NEEDS, number)
    return Need(**kept) if isinstance(kept, dict) else Need()


def _moment(written: str) -> datetime | None:
    """The moment in an address; None for now, and for what is none or lies where no hours are known."""
    try:
        at = datetime.fromisoformat(written).replace(tzinfo=LONDON)
        return at if is_near(at) else None
    except (ValueError, OverflowError):
        return None


def _numbered(places: Sequence[Where]) -> Sequence[tuple[str, Where]]:
    """The places as an address may name them: their own keys can tell where somebody lives."""
    return [(str(number), place) for number, place in enumerate(places, start=1)]


def _meant(places: Sequence[Where], which: str) -> Where | None:
    if len(places) == 1:
        return places[0]
    return next((place for place in places if place.key == which), None)


def _fitting(request: ActorRequest, words: str, chosen: str) -> Sequence[Fitting]:
    if not chosen:
        return partnerships.categories_fitting(request.actor, words) if words.strip() else []
    return [Fitting(partnerships.category_listed(request.actor, chosen), ())]


def _answers(
    request: ActorRequest, fitting: Sequence[Fitting], place: Where | None, at: datetime | None, number: str
) -> Sequence[Answer]:
    if not fitting:
        return ()
    found = referrals.who_takes(
        request.actor,
        [category for category, _ in fitting],
        area_ids=place.area_ids if place and place.is_inside else None,
        place_name=place.name if place else "",
        at=at or now(),
    )
    named = {team.team for each in found.values() for team in each.teams}
    teams = {team.pk: team for team in partnerships.standing_teams(request.actor).filter(pk__in=named)}
    return [
        Answer(
            category=category,
            reasons=reasons,
            clock=_clock(category),
            takers=[_taker(team, teams[team.team], at) for team in found[category.pk].teams],
            near_misses=found[category.pk].near_misses,
            record_url=_record(number, category),
        )
        for category, reasons in fitting
    ]


def _clock(category: Category) -> str:
    times, urgent = category.clock.times, category.urgent_clock
    they_have_it = f"Whoever gets it says within {times.acknowledge} that they have it"
    ordinary = f"{they_have_it}, and {times.decide} later what they will do."
    return f"{ordinary} If it is urgent, within {urgent.times.acknowledge}." if urgent else ordinary


def _taker(suggestion: Suggestion, team: Team, at: datetime | None) -> Taker:
    return Taker(
        team=team,
        ground=suggestion.ground,
        opening=_openness(suggestion.opening, at),
        is_closed=suggestion.opening.opens is not None,
        promise=team.response_standard,
        acknowledge_by=suggestion.acknowledge_by,
        own=_own(suggestion.own),
        says=suggestion.says,
        has_room=suggestion.capacity is not None and suggestion.capacity.state is CapacityState.OPEN,
        takes_nothing_new=suggestion.is_closed,
    )


def _own(times: Clocks | None) -> str:
    if times is None:
        return ""
    return f"Its own standard: {times.acknowledge} to say that they have it, {times.decide} later what they will do"


def _openness(opening: Opening, at: datetime | None) -> str:
    when = "then" if at else "now"
    if not opening.is_stated:
        return f"No fixed hours: {opening.hours}"
    if opening.opens:
        because = f" ({opening.because})" if opening.because else ""
        return f"Closed {when}{because}. Opens {desk_time(opening.opens, now=now())}"
    if opening.until is None:
        return "Open day and night"
    same_day = opening.until.date() == (at or now()).astimezone(LONDON).date()
    until = clock_24(opening.until) if same_day else desk_time(opening.until, now=now())
    return f"Open {when}, until {until}"


def _record(number: str, category: Category | None = None) -> str:
    asked = {"category": category.key if category else "", "need": number}
    return f"{reverse('referrals:record')}?{urlencode({k: v for k, v in asked.items() if v})}"


def _address(request: ActorRequest, **changes: str | None) -> str:
    return _at({**request.GET.dict(), **changes})


def _at(asked: Mapping[str, str | None]) -> str:
    kept = {name: value for name, value in asked.items() if value}
    return reverse("pages:who") + (f"?{urlencode(kept)}" if kept else "")
