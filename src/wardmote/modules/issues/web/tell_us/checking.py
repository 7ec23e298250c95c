"""The last look before it is sent, and sending: a report of their own, or "this affects me too"."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.ui.languages import spoken
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, public
from wardmote.modules.referrals.actions import Told
from wardmote.shared.accounts import queries as accounts
from wardmote.shared.documents.rules import NotAPhoto
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity

from ... import actions, queries
from ...adapters import flood
from ...models import Voice
from ...rules.telling import MOST_FROM_ONE_ADDRESS, MOST_OF_ONE_SPOT, TOO_FAST, spot_of
from . import knowing
from .draft import Draft, draft_of, drop
from .forms import ContactForm, SendForm


@public
@spoken
def check(request: ActorRequest) -> HttpResponseBase:
    """Show what they are about to send, ask how they want to hear, and send it."""
    draft = draft_of(request)
    if not draft.kind or not draft.words or not (draft.place or draft.at):
        return HttpResponseRedirect(reverse("issues:tell_us"))
    kind = partnerships.kind_to_tell(draft.kind)
    same = next(
        (one for one in queries.near(request.actor, kind, draft.at) if one.key == draft.same)
        if draft.same and draft.at
        else iter(()),
        None,
    )
    form_class = ContactForm if same else SendForm
    form = form_class(request.POST, request.FILES) if request.method == "POST" else form_class()
    asked_again = False
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            if form.cleaned_data["website"] and "again" not in request.POST:
                asked_again = True  # a person presses once more; what fills in every field does not
            elif _too_many(request, draft):
                return _wait(request)
            else:
                try:
                    return _send(request, draft, form, kind.key)
                except (NotReady, NotAPhoto, Conflict) as refused:
                    field = "photo" if isinstance(refused, NotAPhoto) and "photo" in form.fields else None
                    form.add_error(field, str(refused))
    return TemplateResponse(
        request,
        "issues/tell_us/check.html",
        {
            "draft": draft,
            "kind": kind,
            "same": same,
            "form": form,
            "asked_again": asked_again,
            "photo_lost": bool(request.FILES),
            "stays_with_teams": draft.tells_of_somebody or kind.sensitivity != Sensitivity.OPEN,
        },
        status=status,
    )


def _send(request: ActorRequest, draft: Draft, form: ContactForm, kind: str) -> HttpResponseBase:
    number = knowing.number_of(request)
    way, contact = form.cleaned_data["contact"]
    who = actions.Who(
        browser=knowing.browser_of(number),
        contact_by=way,
        contact=contact,
        language=get_language() or "en-gb",
    )

    def send() -> str:
        voice = _join(request, draft, who) if draft.same else None
        if voice is None:
            voice = _tell(request, draft, form, who, kind)
        return f"{reverse('issues:told', args=[queries.secret_of(voice)])}?new=yes"

    response = once(request, send)
    knowing.hold(response, number)
    drop(request)
    _count(request, draft)
    return response


def _join(request: ActorRequest, draft: Draft, who: actions.Who) -> Voice | None:
    """Add their voice to what others told; what they wrote goes to the team that has it. None where it is gone."""
    of = queries.near_by_key(request.actor, draft.same)
    if of is None:
        return None
    voice, _is_new = actions.join(by=request.actor, who=who, observation=of.observation, issue=of.issue)
    if of.takes_more is not None and not draft.tells_of_somebody:
        actions.add_words(by=request.actor, observation=of.takes_more, words=draft.words)
        return voice
    # Nobody would read their words there, so they are a report of their own as well.
    actions.speak(by=request.actor, told=_told(draft, draft.kind), who=actions.Who(language=who.language))
    return voice


def _tell(request: ActorRequest, draft: Draft, form: ContactForm, who: actions.Who, kind: str) -> Voice:
    photo = form.cleaned_data.get("photo") or b""
    return actions.speak(
        by=request.actor,
        told=_told(draft, kind, photo),
        who=who,
        is_scripted=bool(form.cleaned_data["website"]) or draft.age < TOO_FAST,
    )


def _told(draft: Draft, kind: str, photo: bytes = b"") -> Told:
    return Told(
        category=partnerships.kind_to_tell(kind),
        words=draft.words,
        latitude=draft.latitude,
        longitude=draft.longitude,
        place_words=draft.place,
        language=(get_language() or "en").split("-")[0],
        tells_of_somebody=draft.tells_of_somebody,
        photos=[photo] if photo else [],
    )


def _keys(request: ActorRequest, draft: Draft) -> list[tuple[str, int]]:
    keys = [(flood.key_of(f"address {accounts.network_address(request)}"), MOST_FROM_ONE_ADDRESS)]
    if draft.at:
        keys.append((flood.key_of(f"spot {spot_of(*draft.at)} {draft.kind}"), MOST_OF_ONE_SPOT))
    return keys


def _too_many(request: ActorRequest, draft: Draft) -> bool:
    return any(flood.is_flooded(key, most=most) for key, most in _keys(request, draft))


def _count(request: ActorRequest, draft: Draft) -> None:
    for key, _most in _keys(request, draft):
        flood.count(key)


def _wait(request: ActorRequest) -> HttpResponse:
    """Ask to wait, or to ring. What they wrote stays with their session."""
    response = TemplateResponse(
        request,
        "issues/tell_us/wait.html",
        {"telephones": partnerships.telephones(), "said": _("Too much has come from here in a short time")},
        status=429,
    )
    response.headers["Retry-After"] = "3600"
    return response
