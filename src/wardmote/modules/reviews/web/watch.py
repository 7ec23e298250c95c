"""How near somebody is to the right to a review, what counts and why; and the letter that tells them of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel import access
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.ui.fields import offer
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.modules.referrals import queries as referrals

from .. import actions, queries
from ..models import Letter
from ..permissions import Permission
from ..queries import TIE_IN_WORDS, Watched
from ..queries.beside import said_of
from ..rules import JOINED_IN_WORDS, NOT_COUNTED_IN_WORDS, Verdict
from .forms import StaffAskForm, WhyForm
from .paper import LetterShown, letter_of, paper_of

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Observation

_MOST_POSITION = 32_767


class Who(NamedTuple):
    """One of the people of a report, as the actor may know them."""

    observation: Observation
    position: int
    person: referrals.Concerned


def _who(request: ActorRequest, reference: str, position: int) -> Who:
    if position > _MOST_POSITION:
        raise Http404("Nobody")
    observation = referrals.observation_alone(request.actor, reference)
    access.require(request.actor, Permission.WATCH, observation)
    known = referrals.known_person(request.actor, observation, position)
    here = next(one.person for one in known.records if one.observation.pk == observation.pk)
    return Who(observation, position, here)


@signed_in
def watch(request: ActorRequest, reference: str, position: int) -> HttpResponse:
    """What counts for one of the people of a report; posting says how reports count, or makes the letter."""
    who = _who(request, reference, position)
    watched = queries.watch(request.actor, who.observation, position)
    form, status = _why_form(watched, request), 200
    if request.method == "POST" and watched is not None:
        status = 422
        try:
            if request.POST.get("do") in ("letter", "back") or form.is_valid():
                return once(request, lambda: _act(request, who, form))
        except NotReady as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        except Conflict as refused:
            form.add_error(None, str(refused))
            status = 409
    return TemplateResponse(
        request,
        "reviews/watch.html",
        {
            "who": who,
            "watched": watched,
            "said": said_of(watched.count) if watched else "",
            "incidents": _shown(watched) if watched else [],
            "reports": [one.report for each in watched.incidents for one in each.reports] if watched else [],
            "form": form,
        },
        status=status,
    )


def _why_form(watched: Watched | None, request: ActorRequest) -> WhyForm:
    form = WhyForm(request.POST if request.method == "POST" else None)
    reports = [one.report for each in watched.incidents for one in each.reports] if watched else []
    offer(form, "other", [("", "Choose a report"), *((one.reference, one.reference) for one in reports)])
    return form


def _act(request: ActorRequest, who: Who, form: WhyForm) -> str:
    actor, do = request.actor, request.POST.get("do", "")
    here = reverse("reviews:watch", args=[who.observation.reference, who.position])
    if do == "letter":
        letter = actions.make_letter(by=actor, report=who.observation, position=who.position)
        return reverse("reviews:letter", args=[letter.pk])
    if do == "back":
        said = queries.said_for(actor, _number(request.POST.get("said", "")))
        actions.take_back_incident(by=actor, said=said)
        messages.success(request, "Taken back. The rule counts again.")
        return here
    if do not in set(Verdict):
        raise NotReady("Choose what you want to say of the report.", field="reason")
    first = referrals.observation_alone(actor, form.cleaned_data["report"])
    other = None
    if do != Verdict.LEFT_OUT:
        if not form.cleaned_data["other"]:
            raise NotReady("Choose the other report.", field="other")
        other = referrals.observation_alone(actor, form.cleaned_data["other"])
    actions.say_incident(
        by=actor, report=first, other=other, verdict=Verdict(do), reason=form.cleaned_data["reason"]
    )
    messages.success(request, "Kept, with your name and your reason. It was counted again.")
    return here


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 19):
        raise Http404("No such number")
    return int(typed)


def _shown(watched: Watched) -> list[dict[str, object]]:
    return [
        {
            "counts": incident.counts,
            "hidden": incident.hidden,
            "why": [JOINED_IN_WORDS[reason] for reason in incident.why],
            "reports": [
                {
                    "report": one.report,
                    "tie": TIE_IN_WORDS[one.report.tie],
                    "why_not": NOT_COUNTED_IN_WORDS[one.why_not] if one.why_not else "",
                }
                for one in incident.reports
            ],
        }
        for incident in watched.incidents
    ]


@signed_in
def ask(request: ActorRequest, reference: str, position: int) -> HttpResponse:
    """Write down that somebody asks for a review; it is counted from this report."""
    who = _who(request, reference, position)
    begun = {"victim": who.person.name, "contact": who.person.safe_contact or who.person.contact}
    form = StaffAskForm(request.POST if request.method == "POST" else None, initial=begun)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():

            def act() -> str:
                review = actions.ask_for_review(
                    by=request.actor,
                    request=actions.Request(**form.cleaned_data),
                    report=who.observation,
                    position=position,
                )
                messages.success(
                    request,
                    f"The review desk has it, as {review.reference}. Tell them that you passed it on.",
                )
                return reverse("reviews:watch", args=[reference, position])

            try:
                return once(request, act)
            except NotReady as refused:
                form.add_error(refused.field, str(refused))
    return TemplateResponse(
        request,
        "reviews/ask.html",
        {"who": who, "form": form, "procedure": queries.procedure_on()},
        status=status,
    )


def _letter(request: ActorRequest, number: int) -> tuple[Letter, LetterShown, Who]:
    if number >= 2**63:
        raise Http404("No such letter")
    letter, procedure = queries.letter_for(request.actor, number), queries.procedure_on()
    if procedure is None:
        raise Http404("No procedure")
    who = _who(request, letter.observation.reference, letter.position)
    return letter, letter_of(letter, procedure, name=who.person.name, address=who.person.address), who


@signed_in
def letter(request: ActorRequest, number: int) -> HttpResponse:
    """The letter to print; posting says that it was sent or handed over."""
    made, shown, who = _letter(request, number)
    if request.method == "POST":

        def act() -> str:
            actions.say_letter_sent(by=request.actor, letter=made)
            messages.success(request, "Kept that it was sent.")
            return reverse("reviews:watch", args=[who.observation.reference, who.position])

        try:
            return once(request, act)
        except Conflict as refused:
            messages.error(request, str(refused))
    return TemplateResponse(request, "reviews/letter.html", {"letter": made, "shown": shown, "who": who})


@signed_in
def letter_paper(request: ActorRequest, number: int) -> HttpResponse:
    """The letter as a PDF."""
    _, shown, _ = _letter(request, number)
    return HttpResponse(
        paper_of(shown),
        content_type="application/pdf",
        headers={
            "Content-Disposition": 'attachment; filename="case-review-letter.pdf"',
            "X-Content-Type-Options": "nosniff",
        },
    )
