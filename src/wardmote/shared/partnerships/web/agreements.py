"""The pages on which sharing agreements are kept (R1.8)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.clock import today
from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import actions, queries
from ..models import AgreementParty, SharingAgreement
from ..rules.agreements import REVIEW_SOON, items_in_words
from .agreement_forms import AgreementForm, EndsForm, GroundsForm, JoinsForm, LeavesForm
from .keeping import answer, bound


@signed_in
def agreements(request: ActorRequest) -> TemplateResponse:
    """List the agreements, those due for review first; searched and filtered by the address."""
    words = request.GET.get("words", "").replace("\x00", "").strip()[:200]
    ended, due = request.GET.get("ended") == "yes", request.GET.get("due") == "yes"
    page = queries.agreements_kept(
        request.actor, words=words, due=due, ended=ended, after=request.GET.get("after")
    )
    return TemplateResponse(
        request,
        "partnerships/agreements/list.html",
        {
            "page": page,
            "rows": [_row(one) for one in page.rows],
            "words": words,
            "ended": ended,
            "due": due,
            "due_count": queries.agreements_due(request.actor),
            "asked_from": queries.grounds_asked_from(request.actor),
            "asked": queries.grounds_asked_on(today()),
            "without": queries.exchanging_without_agreement(request.actor)[:10],
        },
    )


def _row(agreement: SharingAgreement) -> dict[str, Any]:
    day = today()
    return {
        "agreement": agreement,
        "parties": [
            p.organisation for p in agreement.parties.all() if p.ended_on is None or p.ended_on > day
        ],
        "stands": agreement.ended_on is None or agreement.ended_on > day,
        "overdue": agreement.review_on <= day,
        "soon": agreement.review_on <= day + REVIEW_SOON,
    }


@signed_in
def agreement(request: ActorRequest, key: str) -> TemplateResponse:
    """Show an agreement: what it says, who is a party, its earlier editions; one of those by its number."""
    asked = request.GET.get("edition", "")
    if asked and not (asked.isascii() and asked.isdecimal() and len(asked) < 5):
        raise Http404("No such edition")
    kept = queries.agreement_kept(request.actor, key, int(asked) if asked else None)
    editions = queries.editions_of(request.actor, kept)
    row = _row(kept)
    return TemplateResponse(
        request,
        "partnerships/agreements/agreement.html",
        {
            **row,
            "items": items_in_words(kept.items),
            "editions": editions,
            "is_newest": kept.pk == editions[0].pk,
            "all_parties": kept.parties.all(),
            "paper": queries.paper_of(request.actor, kept),
            "today": today(),
        },
    )


@signed_in
def add_agreement(request: ActorRequest) -> HttpResponseBase:
    """Add an agreement with its parties."""
    queries.grounds_asked_from(request.actor)  # refuses whoever does not keep them
    organisations = list(queries.standing_organisations(request.actor))
    form = AgreementForm(bound(request), organisations=organisations, initial={"begins_on": today()})

    def act(given: dict[str, Any]) -> str:
        made = actions.add_agreement(by=request.actor, details=form.details(), parties=form.chosen_parties())
        return _address(made)

    return answer(
        request,
        form,
        act,
        template="partnerships/agreements/form.html",
        context={"title": "Add a sharing agreement", "button": "Add it"},
    )


@signed_in
def change_agreement(request: ActorRequest, key: str) -> HttpResponseBase:
    """Begin a new edition of an agreement."""
    kept = queries.agreement_kept(request.actor, key)
    form = AgreementForm(bound(request), initial={**AgreementForm.shown(kept), "begins_on": today()})

    def act(given: dict[str, Any]) -> str:
        made = actions.change_agreement(
            by=request.actor, agreement=kept, details=form.details(), version=given["version"]
        )
        messages.success(
            request, "Kept as a new edition. What was shared until then rests on the one before."
        )
        return _address(made)

    return answer(
        request,
        form,
        act,
        template="partnerships/agreements/form.html",
        context={"title": f"A new edition of {kept}", "button": "Keep the new edition", "agreement": kept},
        row=kept,
    )


@signed_in
def end_agreement(request: ActorRequest, key: str) -> HttpResponseBase:
    """Say from which day an agreement no longer holds."""
    kept = queries.agreement_kept(request.actor, key)
    form = EndsForm(bound(request), initial={"version": kept.version, "ends_on": today()})

    def act(given: dict[str, Any]) -> str:
        actions.end_agreement(
            by=request.actor, agreement=kept, ends_on=given["ends_on"], version=given["version"]
        )
        return _address(kept)

    return answer(
        request,
        form,
        act,
        template="partnerships/agreements/ends.html",
        context={"title": f"End {kept}?", "button": "End it", "agreement": kept},
        row=kept,
    )


@signed_in
def join_agreement(request: ActorRequest, key: str) -> HttpResponseBase:
    """Make an organisation a party."""
    kept = queries.agreement_kept(request.actor, key)
    form = JoinsForm(bound(request), actor=request.actor, initial={"begins_on": max(today(), kept.begins_on)})

    def act(given: dict[str, Any]) -> str:
        actions.join_agreement(by=request.actor, agreement=kept, **given)
        return _address(kept)

    return answer(
        request,
        form,
        act,
        template="partnerships/agreements/ends.html",
        context={
            "title": f"Add a party to {kept}",
            "button": "Add the party",
            "agreement": kept,
            "joins": True,
        },
    )


@signed_in
def leave_agreement(request: ActorRequest, key: str, pk: int) -> HttpResponseBase:
    """Let an organisation be no party any more."""
    kept = queries.agreement_kept(request.actor, key)
    party = _party(kept, pk)
    form = LeavesForm(bound(request), initial={"ends_on": today()})

    def act(given: dict[str, Any]) -> str:
        actions.leave_agreement(by=request.actor, party=party, ends_on=given["ends_on"])
        return _address(kept)

    return answer(
        request,
        form,
        act,
        template="partnerships/agreements/ends.html",
        context={
            "title": f"{party.organisation} leaves {kept}",
            "button": "Let it leave",
            "agreement": kept,
            "party": party,
        },
    )


def _party(agreement: SharingAgreement, number: int) -> AgreementParty:
    for party in agreement.parties.all():
        if party.pk == number:
            return party
    raise Http404("No such party")


@signed_in
def ask_for_grounds(request: ActorRequest) -> HttpResponseBase:
    """Say from which day what is shared of people must rest on a ground."""
    since = queries.grounds_asked_from(request.actor)
    form = GroundsForm(bound(request), initial={"begins_on": since})

    def act(given: dict[str, Any]) -> str:
        actions.ask_for_grounds(by=request.actor, begins_on=given["begins_on"])
        return reverse("partnerships:agreements")

    return answer(
        request,
        form,
        act,
        template="partnerships/agreements/grounds.html",
        context={"without": queries.exchanging_without_agreement(request.actor)},
    )


def _address(agreement: SharingAgreement) -> str:
    return reverse("partnerships:agreement", args=[agreement.key])
