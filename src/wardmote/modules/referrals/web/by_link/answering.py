"""Behind the door: the one referral, and what its team does with it. The same actions and forms as everybody's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import NOBODY, Actor
from wardmote.kernel.audit.looks import as_reader
from wardmote.kernel.database import Busy
from wardmote.kernel.refusals import Conflict
from wardmote.kernel.ui.fields import PlainTextField
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, public
from wardmote.shared.partnerships import actions as register
from wardmote.shared.partnerships import queries as partnerships

from ... import actions, queries
from ...queries import InHand, ReferralStory
from ...rules import NotReady, StepKind, WrongStep
from ...rules.links import BY_LINK
from .. import shown
from ..forms import FORMS, ActForm
from . import cookies

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Team

_FIRST = frozenset({StepKind.ACKNOWLEDGED, StepKind.ACCEPTED})
_DONE: Mapping[str, str] = {
    StepKind.ACKNOWLEDGED: "The sender has been told that you have it.",
    StepKind.ACCEPTED: "The sender has been told that you take it on.",
    StepKind.NOTED: "The sender reads what you wrote.",
    StepKind.CLOSED: "It is closed. The sender reads how it ended. Thank you.",
    StepKind.RETURNED: "It is back with the sender, who reads why. Thank you.",
    StepKind.ASKED: "The sender has been asked. We write to you when they answer.",
    StepKind.PAUSED: "It is paused. We write to you when the clock runs again.",
    StepKind.RESUMED: "The clock runs again.",
    "account": "The partnership has your request, and answers to this mailbox.",
}
_BUSY = "Somebody else is working on this at this moment. Nothing was changed. Look again and try once more."


class AccountForm(forms.Form):
    """Who asks for an account."""

    name = PlainTextField(
        label="Your name",
        max_length=200,
        help_text="First and last name, as your colleagues know you.",
        widget=forms.TextInput(attrs={"autocomplete": "name", "id": "account-name"}),
        error_messages={"required": "Write your name"},
    )


class _NotYet(Exception):
    """A form that cannot be done as it is filled in."""

    def __init__(self, form: ActForm) -> None:
        super().__init__("Something must be mended first")
        self.form = form


def inside(request: ActorRequest, held: InHand) -> HttpResponseBase:
    """Show the referral, or do something with it, with the eyes of the team that has opened it by link."""
    actor = queries.actor_by_link(held.link)
    if request.method == "POST" and request.POST.get("act") == "leave":
        return _leave(request, held)
    with as_reader(request, actor, opened=True):
        if request.method != "POST":
            return _page(request, actor, held)
        if request.POST.get("act") == "account":
            return _ask_for_account(request, actor, held)
        return _act(request, actor, held)


@public
def photo(request: ActorRequest, number: int, position: int) -> HttpResponseBase:
    """A photo of the referral that this browser has opened. Never run as anything else than a picture."""
    brought = cookies.held_by(request)
    held = queries.link_in_hand(secret=brought.secret, session=brought.session, number=number)
    if held is None or not held.is_in:
        raise Http404("Nobody is in by this link")
    actor = queries.actor_by_link(held.link)
    with as_reader(request, actor, opened=True):
        row = queries.referral_for(actor, held.link.referral.reference)
        told = queries.story_of(actor, row).told
        if told is None:
            raise Http404("Nothing was shared")
        content, media_type = queries.photo_for(actor, told.observation.reference, position)
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": "inline",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store, private",
        },
    )


def _leave(request: ActorRequest, held: InHand) -> HttpResponseBase:
    number = held.link.pk
    actions.leave_link(
        by=queries.actor_by_link(held.link), session=cookies.held_by(request).session, number=number
    )
    request.actor = NOBODY
    response = TemplateResponse(request, "referrals/by_link/left.html", {"team": held.link.team})
    cookies.forget(response, number)
    return response


def _ask_for_account(request: ActorRequest, actor: Actor, held: InHand) -> HttpResponseBase:
    """Ask for an account for whoever reads this mailbox, once. Nobody has one by that."""
    request.actor = actor
    form = AccountForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, held, account_form=form, status=422)

    def do() -> str:
        register.ask_for_account(by=actor, team=held.link.team, name=form.cleaned_data["name"])
        return f"{reverse('referrals:answer', args=[held.link.pk])}?done=account"

    try:
        return once(request, do)
    except NotReady as refused:
        form.add_error("name", str(refused))
        return _page(request, actor, held, account_form=form, status=422)
    except (Conflict, Busy, NotAllowed) as stopped:
        said = str(stopped) if isinstance(stopped, Conflict) else _BUSY
        return _page(request, actor, held, stopped=said, status=409)


def _act(request: ActorRequest, actor: Actor, held: InHand) -> HttpResponseBase:
    """Do what was posted, once. Whatever stands in the way, the page comes back with everything typed."""
    act = request.POST.get("act", "")
    if act not in BY_LINK:
        raise Http404("No such act by link")
    request.actor = actor
    try:
        return once(request, _step(request, actor, held, StepKind(act)))
    except _NotYet as refused:
        return _page(request, actor, held, typed=refused.form, status=422)
    except (WrongStep, Busy) as stopped:
        said = _BUSY if isinstance(stopped, Busy) else str(stopped)
    except NotAllowed:
        said = "It does not lie with you any more, so nothing was done."
    return _page(request, actor, held, stopped=said, kept=_kept(request), status=409)


def _step(request: ActorRequest, actor: Actor, held: InHand, kind: StepKind) -> Callable[[], str]:
    def do() -> str:
        row = queries.referral_for(actor, held.link.referral.reference)
        form = _form(actor, queries.story_of(actor, row), kind, request.POST)
        if not form.is_valid():
            raise _NotYet(form)
        try:
            form.act(by=actor)
        except NotReady as refused:
            form.refuse(refused)
            raise _NotYet(form) from refused
        return f"{reverse('referrals:answer', args=[held.link.pk])}?done={kind}"

    return do


def _page(
    request: ActorRequest,
    actor: Actor,
    held: InHand,
    *,
    typed: ActForm | None = None,
    account_form: forms.Form | None = None,
    stopped: str = "",
    kept: Sequence[str] = (),
    status: int = 200,
) -> HttpResponseBase:
    now = clock.now()
    row = queries.referral_for(actor, held.link.referral.reference)
    story = queries.story_of(actor, row)
    told = story.told
    teams = _teams_for(actor, story)
    every = {kind: _form(actor, story, kind, teams=teams) for kind in BY_LINK if kind in story.moves}
    if typed is not None and typed.kind in every:
        every[typed.kind] = typed
    coming = shown.whats_next(story, now=now) if story.steps else None
    context = {
        "link": held.link,
        "team": held.link.team,
        "referral": row,
        "story": story,
        "told": told,
        "people": queries.people_shown(actor, told) if told else (),
        "title": shown.title_of(row, told.observation if told else None),
        "clock": shown.deadline_view(row, now=now, explanation=shown.working(story)),
        "first": [form for form in every.values() if form.kind in _FIRST],
        "more": [form for form in every.values() if form.kind not in _FIRST],
        "unfolded": typed.kind if typed is not None else "",
        "form": typed or account_form,
        "account": _account(actor, held, story),
        "account_form": account_form or AccountForm(),
        "done": _DONE.get(request.GET.get("done", "")) if request.method == "GET" else "",
        "stopped": stopped,
        "kept": kept,
        "entries": [*shown.timeline(story.steps, now=now), *([coming] if coming else [])],
        "where": shown.plain_state(row),
        "asks": next((step for step in story.own_steps if step.kind == StepKind.SENT), None),
    }
    # The frame is that of somebody who is not signed in, whoever else uses this browser.
    request.actor = NOBODY
    return TemplateResponse(request, "referrals/by_link/answer.html", context, status=status).render()


def _account(actor: Actor, held: InHand, story: ReferralStory) -> partnerships.AccountAsked | None:
    """How it stands with an account of their own: said once they have answered by link, not before."""
    if not any(step.by_link_id for step in story.own_steps):
        return None
    return partnerships.account_asked_by(actor, held.link.team)


def _form(
    actor: Actor,
    story: ReferralStory,
    kind: StepKind,
    typed: Mapping[str, Any] | None = None,
    *,
    teams: Sequence[Team] | None = None,
) -> ActForm:
    if story.situation is None:
        raise Http404("Whoever does not read the whole of it does nothing with it")
    return FORMS[kind](
        typed,
        referral=story.referral,
        situation=story.situation,
        teams=_teams_for(actor, story) if teams is None else teams,
    )


def _teams_for(actor: Actor, story: ReferralStory) -> Sequence[Team]:
    """Every team that could be named as the one whose it is."""
    return list(partnerships.teams_to_choose(actor)) if StepKind.RETURNED in story.moves else []


def _kept(request: ActorRequest) -> Sequence[str]:
    return [words for name in ("words", "their_reference") if (words := request.POST.get(name, "").strip())]
