"""One observation, mine, and all that reaches me."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.access import allows
from wardmote.kernel.ui.fields import PlainTextField
from wardmote.kernel.ui.parts import Knot, KnotState
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.shared.geography.rules.coordinates import Position
from wardmote.shared.partnerships.rules import Sensitivity
from wardmote.shared.retention import queries as retention

from .. import actions, ports, queries
from ..models import MAX_WORDS, Observation
from ..permissions import Permission
from ..rules import NOTHING_MORE, ON_A_DESK, OUTCOMES, Conflict, NotReady, ObservationState, Priority

_ENDED_WITHOUT_A_REFERRAL = {
    "closed-elsewhere": "Closed in the system it came from",
    "nothing-more": "Nothing more needed",
    "with-its-issue": "Decided with the issue it is part of",
}


class AddForm(forms.Form):
    """Something that came to be known later."""

    words = PlainTextField(
        label="Add to it",
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What you wrote first stays as it was. Everybody who may see it sees this too.",
        error_messages={"required": "Write what you want to add"},
    )


class EndForm(forms.Form):
    """Why nothing more is needed."""

    words = PlainTextField(
        label="Why does it need nothing more?",
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why nothing more is needed"},
    )


def knots_of(observation: Observation) -> list[Knot]:
    """The thread of an observation: said, passed on, done, answered."""
    if observation.state == ObservationState.DRAFT:
        return [
            Knot(name="Said", state=KnotState.NOW, note="a draft, not sent"),
            *(Knot(name=name, state=KnotState.TO_COME) for name in ("Passed on", "Done", "Answered")),
        ]
    passed, ended = (
        observation.state == ObservationState.PASSED_ON,
        observation.state == ObservationState.ENDED,
    )
    if observation.sensitivity == Sensitivity.PROTECTED:
        received = observation.received_at is not None
        return [
            Knot(name="Said", state=KnotState.DONE),
            Knot(
                name="Passed on",
                state=KnotState.DONE if received else KnotState.NOW,
                note="received" * received,
            ),
        ]
    if observation.ended_reason in _ENDED_WITHOUT_A_REFERRAL:
        return [Knot(name="Said", state=KnotState.DONE), Knot(name="Done", state=KnotState.DONE)]
    return [
        Knot(name="Said", state=KnotState.DONE if passed or ended else KnotState.NOW),
        Knot(
            name="Passed on",
            state=KnotState.DONE if ended else KnotState.NOW if passed else KnotState.TO_COME,
        ),
        Knot(name="Done", state=KnotState.DONE if ended else KnotState.TO_COME),
        Knot(name="Answered", state=KnotState.DONE if ended else KnotState.TO_COME),
    ]


def ending_of(observation: Observation) -> str:
    """How it ended, in words; empty while it goes on."""
    if observation.state != ObservationState.ENDED or observation.sensitivity == Sensitivity.PROTECTED:
        return ""
    outcome = OUTCOMES.get(observation.ended_reason)
    if outcome:
        return outcome.label
    return {
        "closed-elsewhere": "Closed in the system it came from",
        "nothing-more": "Nothing more needed",
        "with-its-issue": "Decided with the issue it is part of",
    }.get(observation.ended_reason, "Ended")


def is_held(observation: Observation) -> bool:
    """Whether a legal hold keeps it, as far as whoever reads it can see on what."""
    return retention.is_held(
        records=[observation.reference, *(one.reference for one in observation.referrals.all())],
        teams=[observation.recorded_for_id] if observation.recorded_for_id else [],
        categories=[observation.category_id],
        colleagues=[observation.recorded_by_id] if observation.recorded_by_id else [],
    )


def _page(
    request: ActorRequest, observation: Observation, add: AddForm, end: EndForm, status: int = 200
) -> TemplateResponse:
    actor = request.actor
    recorded = observation.state == ObservationState.RECORDED
    people = queries.people_in(observation)
    return TemplateResponse(
        request,
        "referrals/observation.html",
        {
            "observation": observation,
            "at": [Position(observation.latitude, observation.longitude)]
            if observation.latitude is not None and observation.longitude is not None
            else (),
            "knots": knots_of(observation),
            "priority": Priority.of(observation.seriousness, observation.band),
            "people": people,
            "may_be": queries.may_be(actor, observation, people),
            "is_held": is_held(observation),
            "photos": observation.photos.all(),
            "additions": observation.additions.all(),
            "consents": queries.consents_of(actor, observation),
            "may_keep_consent": observation.sensitivity != Sensitivity.OPEN
            and allows(actor, Permission.KEEP_CONSENT, observation),
            "referrals": observation.referrals.all(),
            "open_states": ON_A_DESK,
            "ending": ending_of(observation),
            "add": add,
            "end": end,
            "notes": ports.notes_beside(actor, observation, [one.position for one in people]),
            "issue": ports.issue_of(actor, observation),
            "to_issue": ports.address_of_issue(actor, observation),
            "is_draft": observation.state == ObservationState.DRAFT,
            "may_pass_on": observation.state != ObservationState.DRAFT
            and allows(actor, Permission.PASS_ON, observation),
            "may_end": recorded and allows(actor, Permission.END_OBSERVATION, observation),
        },
        status=status,
    )


@signed_in
def observation(request: ActorRequest, reference: str) -> HttpResponse:
    """One observation with what became of it; posting adds to it, or says that it needs nothing more."""
    found = queries.observation_for(request.actor, reference)
    add, end = AddForm(prefix="add"), EndForm(prefix="end")
    if request.method != "POST":
        return _page(request, found, add, end)
    ending = "end-words" in request.POST
    form: AddForm | EndForm = (
        EndForm(request.POST, prefix="end") if ending else AddForm(request.POST, prefix="add")
    )
    status = 422
    if form.is_valid():

        def act() -> str:
            words = form.cleaned_data["words"]
            if ending:
                actions.end_observation(by=request.actor, observation=found, reason=NOTHING_MORE, words=words)
            else:
                actions.add_to_observation(by=request.actor, observation=found, words=words)
            return reverse("referrals:observation", args=[reference])

        try:
            return once(request, act)
        except NotReady as refused:
            form.add_error("words", str(refused))
        except Conflict as refused:
            form.add_error(None, str(refused))
            status = 409
    return _page(
        request,
        found,
        form if isinstance(form, AddForm) else add,
        form if isinstance(form, EndForm) else end,
        status,
    )


@signed_in
def mine(request: ActorRequest) -> HttpResponse:
    """What I recorded and what became of each, drafts first."""
    page = queries.recorded_by(request.actor, after=request.GET.get("after"))
    return TemplateResponse(
        request,
        "referrals/mine.html",
        {
            "drafts": queries.drafts_of(request.actor) if "after" not in request.GET else [],
            "page": page,
            "rows": [(o, knots_of(o), ending_of(o)) for o in page.rows],
        },
    )


@signed_in
def reaching(request: ActorRequest) -> HttpResponse:
    """Everything that I may read, newest first."""
    rows, following = queries.reaching(request.actor, after=request.GET.get("after"))
    return TemplateResponse(
        request,
        "referrals/reaching.html",
        {"rows": [(o, knots_of(o), ending_of(o)) for o in rows], "following": following},
    )


@signed_in
def photo(request: ActorRequest, reference: str, position: int) -> HttpResponse:
    """A photo, to those who may read what it belongs to. Never run as anything else than a picture."""
    content, media_type = queries.photo_for(request.actor, reference, position)
    return HttpResponse(
        content,
        content_type=media_type,
        headers={"Content-Disposition": "inline", "X-Content-Type-Options": "nosniff"},
    )
