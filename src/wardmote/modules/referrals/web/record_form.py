"""The form on which an observation is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from django import forms
from django.core.files.uploadedfile import UploadedFile

from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now
from wardmote.kernel.ui.fields import MomentField, Option, Pills, PlainTextField, Scale, offer
from wardmote.shared.documents.rules import MAX_BYTES
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.queries import Match
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity

from .. import actions, queries
from ..models import MAX_PEOPLE, MAX_WORDS, MOST_CONCERNED, Observation
from ..rules import BANDS, Channel, band_of
from .record_people import (
    PersonOnForm,
    add_fields,
    check,
    concerned,
    how_many,
    people_on,
    with_another,
    without,
)
from .record_people import as_written as people_as_written

if TYPE_CHECKING:
    from django.http import QueryDict

    from wardmote.shared.partnerships.models import Category

LEAST_PEOPLE = {1: 1, 2: 5, 3: 21, 4: 101, 5: 1001}
"""The fewest people of each band: what is kept when nobody counted."""

_SERIOUSNESS = {1: "minor", 2: "upset", 3: "harm", 4: "danger", 5: "life at risk"}
"""Seriousness in words short enough for a fifth of a phone."""

_CHANNELS = {
    Channel.WORKER: "I saw or heard it myself",
    Channel.TELEPHONE: "By telephone",
    Channel.MEETING: "At a meeting",
    Channel.EMAIL: "By e-mail or letter",
}
_NONE_OF_THESE = "as-written"


class ManyFiles(forms.FileField):
    """Several photos at once."""

    widget = forms.FileInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.allow_multiple_selected = True
        self.widget.attrs |= {"multiple": True, "accept": "image/*"}

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Every file that was chosen."""
        chosen = data if isinstance(data, list) else [data] if data else []
        return [super(ManyFiles, self).clean(one, initial) for one in chosen]


class RecordForm(forms.Form):
    """What somebody saw or heard, where, how serious, for how many, and who may know."""

    words = PlainTextField(
        label="What did you see or hear?",
        max_length=MAX_WORDS,
        widget=forms.Textarea(
            attrs={
                "rows": 4,
                # With every pause in typing, the kinds of matter that fit are shown; the words go by POST.
                "hx-post": "",
                "hx-trigger": "input changed delay:500ms",
                "hx-params": "words,fits,category,csrfmiddlewaretoken",
                "hx-vals": '{"fits": ""}',
                "hx-select": "#fitting",
                "hx-target": "#fits",
            }
        ),
        help_text="One or two sentences. You can speak it: use the microphone on your keyboard.",
        error_messages={"required": "Write what you saw or heard"},
    )
    category = forms.ChoiceField(
        label="What is it about?", error_messages={"required": "Choose what it is about"}
    )
    place = PlainTextField(
        label="Where?",
        max_length=300,
        required=False,
        help_text="An address, a street or a postcode.",
    )
    which = forms.ChoiceField(label="Which of these do you mean?", widget=forms.RadioSelect, required=False)
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-90, max_value=90)
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-180, max_value=180)
    seriousness = forms.TypedChoiceField(
        label="How serious?",
        widget=Scale,
        coerce=int,
        choices=list(_SERIOUSNESS.items()),
        error_messages={"required": "Choose how serious it is"},
    )
    band = forms.TypedChoiceField(
        label="How many people does it affect?",
        widget=Scale,
        coerce=int,
        choices=list(BANDS.items()),
        error_messages={"required": "Choose how many people it affects"},
    )
    people_affected = forms.IntegerField(
        label="How many, if you counted", required=False, min_value=1, max_value=MAX_PEOPLE
    )
    sensitivity = forms.ChoiceField(
        label="Could someone be recognised?",
        widget=Pills,
        choices=[
            (Sensitivity.OPEN.value, "No"),
            (Sensitivity.PARTNERS.value, "Yes, a person or family"),
            (Sensitivity.PROTECTED.value, "A child or adult is being harmed"),
        ],
        error_messages={"required": "Say whether someone could be recognised"},
    )
    photos = ManyFiles(
        label="Photos",
        required=False,
        help_text=f"Up to five, each under {MAX_BYTES // 1_048_576} MB. Where and when they were taken is removed.",
    )
    observed_at = MomentField(label="When was it?", required=False, help_text="Leave empty for now.")
    channel = forms.ChoiceField(
        label="How did you learn of it?", choices=[(c.value, words) for c, words in _CHANNELS.items()]
    )
    team = forms.TypedChoiceField(label="For which of your teams?", coerce=int, widget=forms.RadioSelect)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self._how_many = how_many(self.data if self.is_bound else self.initial)
        add_fields(self, self._how_many)
        self.matches: list[Match] = []
        self.teams = {team.pk: team for team in partnerships.teams_of(actor)}
        self.categories: dict[str, Category] = {}
        groups: list[tuple[str, list[tuple[str, str]]]] = []
        for group in partnerships.category_groups(actor):
            current = list(group.categories.all())
            self.categories |= {category.key: category for category in current}
            if current:
                groups.append((group.name, [(category.key, category.name) for category in current]))
        if "keep" in self.data:
            for name in ("seriousness", "band", "sensitivity"):
                self.fields[name].required = False
        offer(self, "category", [("", "Choose one"), *groups])
        offer(self, "team", [(pk, team.name) for pk, team in self.teams.items()])
        if len(self.teams) == 1:
            self.fields["team"].widget = forms.HiddenInput()
            self.fields["team"].initial = next(iter(self.teams))
        # The words that were ambiguous last time, so that the answer to "which" can be read again.
        offer(self, "which", self._meanings() if self.is_bound else [])

    @classmethod
    def looked_up(cls, typed: QueryDict, *, actor: Actor) -> Self:
        """The form of somebody who looks for the category: as they typed it, and nothing found wrong yet.

        ``fits`` names the category that they have chosen among those that fit their words, if they have.
        """
        form = cls(typed, actor=actor)
        if typed.get("fits") in form.categories:
            chosen = typed.copy()
            chosen["category"] = str(typed["fits"])
            form.data = chosen
        form.errors.clear()
        return form

    @classmethod
    def with_people(cls, typed: QueryDict, *, actor: Actor) -> Self:
        """The form of somebody who adds a person, or leaves one out: as they typed it, and nothing found wrong yet."""
        changed = without(typed, str(typed["without"])) if "without" in typed else with_another(typed)
        form = cls(changed, actor=actor)
        form.errors.clear()
        return form

    def _meanings(self) -> list[tuple[str, str]]:
        self.matches = geography.find_place(str(self.data.get("place", ""))[:300])
        if len(self.matches) < 2:
            return []
        found = [
            (match.coordinates, Option(match.name, hint=geography.lies_in_words(match)))
            for match in self.matches
        ]
        return [*found, (_NONE_OF_THESE, "None of these. Keep it as I wrote it")]

    @property
    def people(self) -> Sequence[PersonOnForm]:
        """The people that the form asks about, with their fields: one, and those who were added."""
        return people_on(self, self._how_many)

    @property
    def takes_another(self) -> bool:
        """Whether one more person can be added."""
        return self._how_many < MOST_CONCERNED

    @property
    def tells_of_somebody(self) -> bool:
        """Whether anything is written of a person, or wrong with it: then it is not folded away."""
        fields = [field for person in self.people for field in person.fields]
        typed = (field.value() for field in fields)
        return (
            self._how_many > 1
            or any(any(value) if isinstance(value, list) else value for value in typed)
            or any(field.errors for field in fields)
        )

    @property
    def asks_which(self) -> bool:
        """Whether the place could be several."""
        return len(self.matches) > 1

    def clean(self) -> dict[str, Any]:
        """Check each person; find the place: by the pin, by which of several was meant, or by the words alone."""
        cleaned = super().clean() or self.cleaned_data
        check(self, self._how_many)
        pinned = cleaned.get("latitude") is not None and cleaned.get("longitude") is not None
        if not pinned:
            cleaned["latitude"] = cleaned["longitude"] = None
        which = cleaned.get("which")
        if pinned or not (cleaned.get("place") or "").strip():
            return cleaned
        chosen = self.matches[0] if len(self.matches) == 1 else None
        if self.asks_which and not which:
            self.add_error("which", "Choose which place you mean")
        elif which and which != _NONE_OF_THESE:
            chosen = next(match for match in self.matches if match.coordinates == which)
        if chosen:
            cleaned["latitude"], cleaned["longitude"] = chosen.position.latitude, chosen.position.longitude
        return cleaned

    def details(self) -> actions.ObservationDetails:
        """What was written, as the action takes it. A draft kept early takes what its kind usually is."""
        given = self.cleaned_data
        category = self.categories[given["category"]]
        counted = given["people_affected"]
        band = given["band"] or band_of(counted or 1)
        return actions.ObservationDetails(
            category=category,
            words=given["words"],
            seriousness=given["seriousness"] or category.seriousness,
            people_affected=counted if counted and band_of(counted) == band else LEAST_PEOPLE[band],
            sensitivity=Sensitivity(given["sensitivity"] or category.sensitivity),
            observed_at=given["observed_at"] or now(),
            latitude=given["latitude"],
            longitude=given["longitude"],
            place_words=given["place"].strip(),
            channel=Channel(given["channel"]),
            people=[person for _, person in concerned(self, self._how_many)],
        )


def as_written(draft: Observation) -> dict[str, Any]:
    """The draft as the form shows it."""
    return {
        "words": draft.words,
        "category": draft.category.key,
        "place": draft.place_words,
        "latitude": draft.latitude,
        "longitude": draft.longitude,
        "seriousness": draft.seriousness,
        "band": draft.band,
        "people_affected": draft.people_affected
        if draft.people_affected not in LEAST_PEOPLE.values()
        else None,
        "sensitivity": draft.sensitivity,
        "observed_at": draft.observed_at,
        "channel": draft.channel,
        **people_as_written(queries.people_in(draft)),
        "team": draft.recorded_for_id,
        "version": draft.version,
    }
