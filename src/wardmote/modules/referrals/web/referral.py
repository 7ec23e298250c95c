"""The page of one referral: who may see it, its clock, what can be done now, and what has happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from wardmote.kernel import access, clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import Busy
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.shared.geography.queries import Position
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import RoleName, Sensitivity
from wardmote.shared.retention import queries as retention

from .. import actions, ports, queries
from ..permissions import Permission
from ..queries import ReferralStory, Told
from ..rules import Desk, NotReady, StepKind, WrongStep
from . import shown
from .forms import FORMS, ActForm, WordsForm

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Team

    from ..models import Referral

_MAIN = frozenset({StepKind.ACKNOWLEDGED, StepKind.ACCEPTED, StepKind.ANSWERED})
_NAMES_A_TEAM = frozenset({StepKind.RETURNED, StepKind.REDIRECTED})
_BUSY = "Somebody else is working on this at this moment. Nothing was changed. Look again and try once more."


class _NotYet(Exception):
    """A form that cannot be done as it is filled in."""

    def __init__(self, form: forms.Form) -> None:
        super().__init__("Something must be mended first")
        self.form = form


@signed_in
def referral(request: ActorRequest, reference: str) -> HttpResponseBase:
    """Show a referral, or do something with it."""
    row = queries.referral_for(request.actor, reference)
    if request.method != "POST":
        return _page(request, row)
    if request.POST.get("act") == "look":
        return _page(request, row, show_people=True)
    return _act(request, row)


def _act(request: ActorRequest, row: Referral) -> HttpResponseBase:
    """Do what was posted, once. Whatever stands in the way, the page comes back with everything typed."""
    act, version = request.POST.get("act", ""), row.version
    do = _beside(request, row, act) if act in ("note", "add", "link") else _step(request, row, act)
    try:
        return once(request, do)
    except _NotYet as refused:
        return _page(request, row, typed=refused.form, act=act, status=422)
    except (WrongStep, Busy) as stopped:
        said = _BUSY if isinstance(stopped, Busy) else str(stopped)
    except NotAllowed:
        # Whoever could a moment ago, and cannot since somebody else acted, is told so.
        if str(version) == request.POST.get("version"):
            raise
        said = ""
    return _overtaken(request, row, act, said)


def _step(request: ActorRequest, row: Referral, act: str) -> Callable[[], str]:
    """What takes one step of the referral's life."""
    if act not in FORMS:
        raise Http404("No such act")

    def do() -> str:
        form = _form(request.actor, queries.story_of(request.actor, row), StepKind(act), request.POST)
        if not form.is_valid():
            raise _NotYet(form)
        try:
            onward = form.act(by=request.actor)
        except NotReady as refused:
            form.refuse(refused)
            raise _NotYet(form) from refused
        # Whoever passes on a matter of the partners' may not read the one that carries it on.
        seen = onward if access.allows(request.actor, Permission.READ_REFERRAL, onward) else row
        return _next(request) or address_of(seen)

    return do


def _beside(request: ActorRequest, row: Referral, act: str) -> Callable[[], str]:
    """What goes beside the referral's life: a note for the own team, more of what was seen, a link sent again."""

    def do() -> str:
        if act == "link":
            actions.send_link_again(by=request.actor, referral=row)
            messages.success(request, f"A new link is on its way to {row.receiver_team}.")
            return address_of(row)
        form = _note_form(row, request.POST) if act == "note" else _add_form(request.POST)
        if not form.is_valid():
            raise _NotYet(form)
        words = form.cleaned_data["words"]
        if act == "note":
            actions.keep_team_note(by=request.actor, referral=row, words=words)
        else:
            told = queries.story_of(request.actor, row).told
            if told is None:
                raise NotAllowed("Whoever cannot read it cannot add to it")
            actions.add_to_observation(by=request.actor, observation=told.observation, words=words)
        return address_of(row)

    return do


def _overtaken(request: ActorRequest, row: Referral, act: str, said: str) -> HttpResponseBase:
    """Answer 409: what happened meanwhile, and what was typed, in its form if that can still be sent.

    From a list, where nothing is typed, it goes back there and says so.
    """
    fresh = queries.referral_for(request.actor, row.reference)
    story = queries.story_of(request.actor, fresh)
    typed = request.POST.copy()
    seen = typed.get("version", "")
    typed["version"] = str(fresh.version)
    form = _form(request.actor, story, StepKind(act), typed) if act in FORMS else None
    meanwhile = shown.timeline(
        [s for s in story.own_steps if seen.isdecimal() and s.position > int(seen)], now=clock.now()
    )
    if there := _next(request):
        title = shown.title_of(fresh, story.told.observation if story.told else None)
        messages.info(request, f"{title}: {'. '.join(entry.what for entry in meanwhile) or said}")
        return HttpResponseRedirect(there)
    return _page(
        request, fresh, story=story, typed=form, act=act, status=409, stopped=said, meanwhile=meanwhile
    )


def _page(
    request: ActorRequest,
    row: Referral,
    *,
    story: ReferralStory | None = None,
    typed: forms.Form | None = None,
    act: str = "",
    status: int = 200,
    stopped: str | None = None,
    meanwhile: Sequence[Any] = (),
    show_people: bool = False,
) -> HttpResponseBase:
    actor, now = request.actor, clock.now()
    story = story or queries.story_of(actor, row)
    told, protected = story.told, row.sensitivity == Sensitivity.PROTECTED
    show_people = show_people or not protected
    people = queries.people_shown(actor, told) if told and show_people else ()
    teams = _teams_for(actor, story.moves)
    every = {kind: _form(actor, story, kind, teams=teams) for kind in FORMS if kind in story.moves}
    if isinstance(typed, ActForm) and typed.kind in every:
        every[typed.kind] = typed
    asked = [form for form in every.values() if form.has_questions]
    main = _MAIN | ({shown.next_verb(row).section} if row.next_deadline_kind else set())
    coming = shown.whats_next(story, now=now) if story.steps else None
    answers = access.allows(actor, Permission.ANSWER, row)
    rungs = queries.rungs_to_come(story)
    context = {
        "referral": row,
        "story": story,
        "told": told,
        "is_held": told is not None and not row.is_open and _is_held(row, told),
        "title": shown.title_of(row, told.observation if told else None),
        "protected": protected,
        "knots": shown.knots(row, told.observation.observed_at if told else None, now=now),
        "clock": shown.deadline_view(
            row,
            now=now,
            explanation=shown.working(story),
            if_not=shown.where_silence_leads(rungs, now=now),
        ),
        "silence": shown.comes(rungs),
        "now": now,
        "quick": [form for form in every.values() if not form.has_questions],
        "main": [form for form in asked if form.kind in main],
        "more": [form for form in asked if form.kind not in main],
        "unfolded": act or request.GET.get("do", ""),
        "form": typed,
        "act": act,
        "stopped": stopped,
        "meanwhile": meanwhile,
        "cannot_send": typed if isinstance(typed, ActForm) and typed.kind not in every else None,
        "kept": _kept(request) if status == 409 else (),
        "path": shown.path(story.steps, now=now) if _settles(story, answers=answers) else (),
        "people": people,
        "notes": ports.notes_beside(actor, told.observation, [one.position for one in people])
        if told
        else (),
        "may_be": queries.may_be(actor, told.observation, people) if told else (),
        "sharing": queries.sharing_of(actor, row) if story.steps else None,
        "people_hidden": bool(told and told.people) and not show_people,
        "entries": [*shown.timeline(story.steps, now=now), *([coming] if coming else [])],
        "note_form": _typed_or(typed, act, "note", lambda: _note_form(row)) if answers else None,
        "add_form": _typed_or(typed, act, "add", _add_form) if told else None,
        "points": _points(told) if not protected else (),
        "asked": shown.last_asked(story) if StepKind.ANSWERED in every else None,
        "links": _links(actor, row) if row.receiver_team.answers_by_link else None,
        "keeps_register": actor.holds(RoleName.PARTNERSHIP_ADMINISTRATOR),
        "may_send_link": row.is_open and access.allows(actor, Permission.SPEAK_FOR_SENDER, row),
        "back": _back(actor, row),
        "where": shown.plain_state(row),
        "sees_looks": access.allows(actor, Permission.SEE_LOOKS, row),
        "for_receiver": answers and row.accountable_team_id == row.receiver_team_id,
    }
    return TemplateResponse(request, "referrals/referral.html", context, status=status)


def _is_held(row: Referral, told: Told) -> bool:
    """Whether a legal hold keeps it, as far as whoever reads what was seen can see on what.

    Asked of what has ended: what is open goes with no hold either.
    """
    return retention.is_held(
        records=[row.reference, told.observation.reference],
        teams=[row.sender_team_id, row.receiver_team_id],
        categories={row.category_id, told.observation.category_id},
        colleagues=[one for one in (row.sent_by_id, row.claimed_by_id) if one],
    )


def _links(actor: Actor, row: Referral) -> shown.LinksShown | None:
    """What became of the links that were mailed about it."""
    links = queries.links_of(actor, row)
    return shown.links_shown(links, queries.mail_of_links(actor, links) if links else {})


def _settles(story: ReferralStory, *, answers: bool) -> bool:
    """Whether the reader is to decide as the coordinator."""
    return answers and story.situation is not None and story.situation.accountable is Desk.COORDINATOR


def _typed_or(typed: forms.Form | None, act: str, name: str, empty: Callable[[], forms.Form]) -> forms.Form:
    return typed if typed is not None and act == name else empty()


def _kept(request: ActorRequest) -> Sequence[str]:
    """What somebody wrote, to copy, where its form is gone."""
    return [words for name in ("words", "their_reference") if (words := request.POST.get(name, "").strip())]


def _form(
    actor: Actor,
    story: ReferralStory,
    kind: StepKind,
    typed: Mapping[str, Any] | None = None,
    *,
    teams: Sequence[Team] | None = None,
) -> ActForm:
    if story.situation is None:
        raise Http404("Whoever sees only that work moves does nothing with it")
    return FORMS[kind](
        typed,
        referral=story.referral,
        situation=story.situation,
        teams=_teams_for(actor, [kind]) if teams is None else teams,
    )


def _teams_for(actor: Actor, kinds: Iterable[StepKind]) -> Sequence[Team]:
    """Every team that could be named, if one of the acts names a team."""
    return [] if _NAMES_A_TEAM.isdisjoint(kinds) else list(partnerships.teams_to_choose(actor))


def _note_form(row: Referral, typed: Mapping[str, Any] | None = None) -> WordsForm:
    team = row.accountable_team.name if row.accountable_team else ""
    return WordsForm(
        typed, name="note", label="Note", hint=f"Only {team} reads this. The other side never does."
    )


def _add_form(typed: Mapping[str, Any] | None = None) -> WordsForm:
    return WordsForm(
        typed,
        name="add",
        label="What do you want to add?",
        hint="The first words stay as they are. Everybody who may read them reads this too.",
    )


def _points(told: Told | None) -> Sequence[Position]:
    """Where it was seen, for the map."""
    if told is None or told.observation.latitude is None or told.observation.longitude is None:
        return ()
    return [Position(told.observation.latitude, told.observation.longitude)]


def _back(actor: Actor, row: Referral) -> tuple[str, str]:
    """Where the reader came from, most likely: the desk it lies on, or what their team passed on."""
    if row.accountable_team_id is None or row.accountable_team_id not in partnerships.team_ids_of(actor):
        if row.sender_team_id in partnerships.team_ids_of(actor):
            return f"{reverse('referrals:sent')}?team={row.sender_team.key}", "Passed on"
        return reverse("referrals:inbox"), "Inbox"
    key = row.accountable_team.key if row.accountable_team else ""
    return f"{reverse('referrals:inbox')}?team={key}", "Inbox"


def address_of(row: Referral) -> str:
    """The address of a referral's page."""
    return reverse("referrals:referral", args=[row.reference])


def _next(request: HttpRequest) -> str:
    """The list somebody came from, if it is one of our own addresses."""
    there = request.POST.get("next", "")
    return (
        there if there.startswith("/") and url_has_allowed_host_and_scheme(there, allowed_hosts=None) else ""
    )
