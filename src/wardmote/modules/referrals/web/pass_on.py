"""Passing an observation on: who can act and why, what they are asked, what they will see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.actor import Actor
from wardmote.kernel.ui.fields import DayField, Option, PlainTextField, offer
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import PERSON_ITEMS, Sensitivity, SharedItem, items_in_words

from .. import actions, queries
from ..models import MAX_REASON, MAX_WORDS, Observation
from ..rules import (
    GIVEN_BY,
    HOW_GIVEN,
    OVERRIDES_IN_WORDS,
    URGENT_REASONS,
    Conflict,
    NotReady,
    ObservationState,
    OverrideKind,
    Priority,
    items_carried,
    looks_personal,
)
from .forms import by_organisation

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Team


_PERSON_ITEMS = {
    SharedItem.NAME: "Name",
    SharedItem.CONTACT: "Telephone or e-mail",
    SharedItem.ADDRESS: "Address",
    SharedItem.SAFE_CONTACT: "How to reach them safely",
    SharedItem.BIRTH_DATE: "Date of birth",
    SharedItem.AGE_BAND: "Age band",
    SharedItem.LANGUAGE: "Language",
    SharedItem.ACCESS_NEEDS: "Access needs",
}


class PassOnForm(forms.Form):
    """To whom, asking what, and showing what."""

    teams = forms.TypedMultipleChoiceField(label="Who can act on this", coerce=int, required=False)
    other_team = forms.TypedChoiceField(
        label="Another team",
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Type the first letters of its name to find it.",
    )
    words = PlainTextField(
        label="What do you want them to do?",
        max_length=MAX_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="They read this first.",
    )
    urgent_because = forms.ChoiceField(
        label="Can it wait?",
        required=False,
        widget=forms.RadioSelect,
        help_text="If somebody is in danger now, call 999. Do not wait for an answer here.",
    )
    shows = forms.MultipleChoiceField(
        label="Who it is about", required=False, widget=forms.CheckboxSelectMultiple
    )
    shares_photos = forms.BooleanField(label="The photos", required=False, initial=True)
    personal = forms.ChoiceField(
        label="What do you want to do?",
        widget=forms.RadioSelect,
        required=False,
        choices=[
            ("partners", Option("Only the teams you pass it to may read it", hint="It is not open then.")),
            ("keep", Option("Everybody may read it as it is", hint="It tells of nobody who lives here.")),
        ],
    )
    ground = PlainTextField(label="On what ground?", max_length=40, required=False)
    consent_given_by = forms.ChoiceField(
        label="Who gave it?", choices=[("", "Choose one"), *GIVEN_BY.items()], required=False
    )
    consent_how = forms.ChoiceField(
        label="How?", choices=[("", "Choose one"), *HOW_GIVEN.items()], required=False
    )
    consent_purpose = PlainTextField(
        label="What were they told it is for?",
        max_length=MAX_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    consent_until = DayField(
        label="Until when?", required=False, help_text="Leave it empty for: until they withdraw it."
    )
    override_kind = forms.ChoiceField(
        label="Why?",
        choices=[("", "Choose one"), *((kind.value, words) for kind, words in OVERRIDES_IN_WORDS.items())],
        required=False,
    )
    override_reason = PlainTextField(
        label="What makes it necessary?",
        max_length=MAX_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="A second person reads this. It stays in the log.",
    )
    from_team = forms.TypedChoiceField(
        label="From which of your teams?", coerce=int, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, actor: Actor, observation: Observation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.standing = {team.pk: team for team in partnerships.teams_to_choose(actor)}
        known = queries.items_known(queries.people_in(observation))
        offer(self, "shows", [(i.value, _PERSON_ITEMS[i]) for i in PERSON_ITEMS if i in known])
        self.fields["shows"].initial = [item.value for item in PERSON_ITEMS if item in known]
        quick = observation.category.urgent_clock
        if quick is None:
            del self.fields["urgent_because"]
        else:
            usual = observation.category.clock.times.acknowledge
            offer(
                self,
                "urgent_because",
                [
                    (
                        "",
                        Option(
                            "Yes",
                            hint=f"They say within {usual}, or what they promise, that they have it.",
                        ),
                    ),
                    *(
                        (one.key, Option(f"No: {one.label[:1].lower()}{one.label[1:]}"))
                        for one in URGENT_REASONS.values()
                    ),
                ],
            )
            self.fields["urgent_because"].help_text = (
                f"What cannot wait is acknowledged within {quick.times.acknowledge}. If somebody is in danger now, "
                "call 999: do not wait for an answer here."
            )
            self.fields["urgent_because"].initial = ""
        own = partnerships.team_ids_of(actor)
        others = [team for pk, team in self.standing.items() if pk not in own]
        offer(self, "teams", [(pk, team.name) for pk, team in self.standing.items()])
        offer(self, "other_team", by_organisation(others, "Choose a team"))
        offer(self, "from_team", [(pk, self.standing[pk].name) for pk in own if pk in self.standing])
        if observation.recorded_for_id in own or len(own) == 1:
            self.fields["from_team"].widget = forms.HiddenInput()
            self.fields["from_team"].initial = (
                observation.recorded_for_id if observation.recorded_for_id in own else own[0]
            )

        open_draft = (
            observation.state == ObservationState.DRAFT and observation.sensitivity == Sensitivity.OPEN
        )
        self.found = looks_personal(observation.words) if open_draft else ()

    def clean_personal(self) -> str:
        """Ask once more where the words of an open draft look as if they told of somebody."""
        chosen = str(self.cleaned_data["personal"])
        if self.found and not chosen:
            raise forms.ValidationError("Choose who may read it, or change the words")
        return chosen

    @property
    def chosen(self) -> list[int]:
        """The teams ticked, and the other one."""
        other = self.cleaned_data.get("other_team")
        return list(dict.fromkeys([*self.cleaned_data.get("teams", []), *([other] if other else [])]))

    @property
    def teams_chosen(self) -> list[Team]:
        """The same, as teams."""
        return [self.standing[pk] for pk in self.chosen]

    @property
    def shares_nothing(self) -> bool:
        """Whether nobody can be recognised in what is sent: then who it is about, and the photos, stay here."""
        return str(self.cleaned_data["ground"]) == "nobody"

    @property
    def given(self) -> actions.GroundGiven:
        """What was said of the ground."""
        said = self.cleaned_data
        name, _, number = str(said["ground"]).partition(":")
        match name:
            case "agreement" if number.isascii() and number.isdecimal() and len(number) < 10:
                return actions.GroundGiven(agreement=int(number))
            case "nobody":
                return actions.GroundGiven(nobody_recognisable=True)
            case "consent":
                return actions.GroundGiven(
                    consent=actions.ConsentGiven(
                        given_by=said["consent_given_by"],
                        how=said["consent_how"],
                        purpose=said["consent_purpose"],
                        until=said["consent_until"],
                    )
                )
            case "override":
                return actions.GroundGiven(
                    override=actions.OverrideGiven(kind=said["override_kind"], reason=said["override_reason"])
                )
        return actions.GroundGiven()


@signed_in
def pass_on(request: ActorRequest, reference: str) -> HttpResponse:
    """Choose who acts on an observation, and send it to them."""
    observation = queries.observation_for(request.actor, reference)
    if observation.state == ObservationState.DRAFT:
        observation = queries.draft_for(request.actor, reference)
    status, asks = 200, False
    if request.method == "POST":
        form = PassOnForm(request.POST, actor=request.actor, observation=observation)
        if form.is_valid():
            try:
                return once(request, lambda: _send(request, form, observation))
            except NotReady as refused:
                form.add_error(refused.field if refused.field in form.fields else None, str(refused))
                status, asks = 422, refused.field.startswith(("ground", "consent_", "override_"))
            except Conflict as refused:
                form.add_error(None, str(refused))
                status = 409
        else:
            status = 422
    else:
        form = PassOnForm(actor=request.actor, observation=observation)
    found = queries.suggestions_for(request.actor, observation)
    items = _items(form, observation)
    shown = (
        form.teams_chosen if asks else [form.standing[s.team] for s in found.teams if s.team in form.standing]
    )
    rests = queries.rests_with(request.actor, observation, items, shown)
    ticked = {int(pk) for pk in form["teams"].value() or [] if str(pk).isdigit()}
    # Nobody is ticked for a team that says it is closed: who sends there all the same chooses to.
    if not form.is_bound and found.teams and not found.teams[0].is_closed:
        ticked = {found.teams[0].team}
    return TemplateResponse(
        request,
        "referrals/pass_on.html",
        {
            "form": form,
            "observation": observation,
            "suggested": [(s, s.team in ticked) for s in found.teams],
            "all_closed": bool(found.teams) and found.teams[0].is_closed,
            "near_misses": found.near_misses,
            "priority": Priority.of(observation.seriousness, observation.band),
            "people": _as_ticked(form, observation),
            "has_people": bool(form.fields["shows"].choices),  # type: ignore[attr-defined]  # a choice field
            "has_photos": bool(observation.photos.all()),
            "items": items_in_words(items),
            "rests": list({rest.organisation: rest for rest in rests.values()}.values()),
            "asks": asks,
            "may_share_nothing": observation.sensitivity != Sensitivity.PROTECTED,
        },
        status=status,
    )


def _as_ticked(form: PassOnForm, observation: Observation) -> list[queries.Concerned]:
    """Who it is about, as the recipient would see them: without what is not ticked."""
    ticked = set(form["shows"].value() or [])
    left_out = [item for item in PERSON_ITEMS if item not in ticked]
    return [person.without(left_out) for person in queries.people_in(observation)] if ticked else []


def _items(form: PassOnForm, observation: Observation) -> frozenset[SharedItem]:
    """What would be told of people, as far as it is ticked."""
    there = queries.items_known(queries.people_in(observation))
    if observation.photos.all():
        there |= {SharedItem.PHOTOS}
    chosen = {SharedItem(item) for item in form["shows"].value() or [] if item in set(SharedItem)}
    if form["shares_photos"].value():
        chosen.add(SharedItem.PHOTOS)
    return items_carried(observation.sensitivity, there=there, chosen=chosen)


def _send(request: ActorRequest, form: PassOnForm, observation: Observation) -> str:
    if observation.state == ObservationState.DRAFT:
        if form.cleaned_data["personal"] == "partners":
            observation = actions.keep_among_partners(by=request.actor, draft=observation)
        observation = actions.record_observation(by=request.actor, draft=observation)
    if "only_record" not in request.POST:
        from_team, nothing = form.standing[form.cleaned_data["from_team"]], form.shares_nothing
        override = form.given.override
        if override is not None and override.kind == OverrideKind.LEGAL_DUTY:
            _ask_first(request, form, observation, override)
            return reverse("referrals:observation", args=[observation.reference])
        actions.send_referrals(
            by=request.actor,
            observation=observation,
            from_team=from_team,
            to_teams=form.teams_chosen,
            words=form.cleaned_data["words"],
            shares_people=bool(form.cleaned_data["shows"]) and not nothing,
            withheld=[item for item in PERSON_ITEMS if item not in form.cleaned_data["shows"]],
            shares_photos=form.cleaned_data["shares_photos"] and not nothing,
            ground=form.given,
            urgent_because=form.cleaned_data.get("urgent_because", ""),
        )
    return reverse("referrals:observation", args=[observation.reference])


def _ask_first(
    request: ActorRequest, form: PassOnForm, observation: Observation, override: actions.OverrideGiven
) -> None:
    """Ask a second person before anything is sent, for every organisation chosen."""
    if not form.chosen:
        raise NotReady("Choose at least one team.", field="teams")
    for organisation in {team.organisation_id: team.organisation for team in form.teams_chosen}.values():
        actions.ask_for_override(
            by=request.actor,
            observation=observation,
            from_team=form.standing[form.cleaned_data["from_team"]],
            to=organisation,
            items=_items(form, observation),
            given=override,
        )
    messages.success(
        request,
        "Nothing is sent yet. A lead of your team was asked to look at it first. Pass it on again once they have.",
    )
