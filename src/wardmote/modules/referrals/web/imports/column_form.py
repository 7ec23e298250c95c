"""The form on which somebody says which column of a file is which field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.urls import reverse

from wardmote.kernel.actor import Actor
from wardmote.kernel.ui.fields import MomentField, Option, PlainTextField, offer
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity

from ...models import ImportDraft
from ...queries.import_drafts import SeenFile
from ...rules.mapping import ENCODINGS, MAX_SYSTEM, Field, Written
from .column_answers import FIXED, KEPT, answers_in, mapping_with

_NONE = "Not in this file"
_MEASURES = [
    ("degrees", Option("In degrees", hint="Latitude and longitude, as in 52.58 and -1.98")),
    ("metres", Option("In metres on the British national grid", hint="As in 401400 and 298300")),
]


class Asked(NamedTuple):
    """One question for a column: the field of ours that its suggestion comes from, and its words."""

    name: str
    suggested: tuple[Field, ...]
    label: str
    hint: str


QUESTIONS = (
    Asked("reference", (Field.REFERENCE,), "Their own number for a report", "In every row, and different in each."),
    Asked("words", (Field.WORDS,), "What was said", "The words become the observation, as they are."),
    Asked("words_2", (), "More of what was said", "Goes on a line of its own, where there is any."),
    Asked("words_3", (), "Still more of it", ""),
    Asked("observed_at", (Field.OBSERVED,), "When it was seen or reported", "How its dates are written is asked next."),
    Asked("ended_at", (Field.ENDED,), "When it was closed over there", "Those with a date here arrive as ended."),
    Asked("status", (Field.STATUS,), "Status over there", "If only some values mean closed."),
    Asked("first", (Field.LATITUDE, Field.EASTING), "Latitude, or easting", "Both numbers, or neither."),
    Asked("second", (Field.LONGITUDE, Field.NORTHING), "Longitude, or northing", ""),
    Asked("place", (Field.PLACE,), "The place in words", "Such as an address or a street."),
    Asked("place_2", (), "More of the place", "A full postcode puts it on the map where no numbers do."),
    Asked("category", (Field.CATEGORY,), "What kind of thing it is", "Which value is which category is asked next."),
    Asked("seriousness", (Field.SERIOUSNESS,), "How serious it is", "Else it is as usual for its category."),
    Asked("people", (Field.PEOPLE,), "How many people it affects", "A number. Else one home."),
)  # fmt: skip

_NEEDED = {
    "reference": "Choose the column with their own number. Without it the same report could come in twice",
    "words": "Choose the column with what was said",
    "observed_at": "Choose the column with the time, or say that there is none",
}


class ColumnForm(forms.Form):
    """A column for each field, what is the same for all rows, and how places and letters are written."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    system = PlainTextField(
        label="Name of the system the file comes from",
        max_length=MAX_SYSTEM,
        help_text="A report is known by this name and its own number. Use the same name every time.",
        error_messages={"required": "Name the system the file comes from"},
    )
    fixed_at = MomentField(label="The one time for all rows", required=False)
    grid = forms.ChoiceField(
        label="How is the place measured?",
        widget=forms.RadioSelect,
        choices=_MEASURES,
    )
    team = forms.ChoiceField(
        label="Which team are they recorded for?",
        required=False,
        help_text="It answers for them, and reads those that are not open to all.",
    )
    sensitivity = forms.ChoiceField(
        label="Who may know of them?",
        choices=[
            (Sensitivity.OPEN.value, "As each category says"),
            (Sensitivity.PARTNERS.value, "The team only, and whom it passes them to"),
            (Sensitivity.PROTECTED.value, "The team’s safeguarding leads only"),
        ],
    )
    encoding = forms.ChoiceField(
        label="How are letters written?",
        choices=[(name, name) for name in ENCODINGS],
        help_text="Change it when letters such as £ or é look wrong in the samples.",
    )

    def __init__(self, *args: Any, draft: ImportDraft, file: SeenFile, actor: Actor, **kwargs: Any) -> None:
        self.draft, self.file = draft, file
        super().__init__(*args, **kwargs)
        self.names = [column.name for column in file.columns]
        self.answers = answers_in(draft.written, self.names)
        if draft.version == 0:
            self._suggest()
        for asked in QUESTIONS:
            self._ask(asked)
        self._offer_teams(actor)
        if draft.written["file"]["format"] != "csv":
            del self.fields["encoding"]
        if system := self.answers.other_system:
            offer(self, "grid", [*_MEASURES, (KEPT, Option(f"As the mapping says: {system}"))])
        self.initial = {**self.initial, **self.answers.given, "version": draft.version}

    def _suggest(self) -> None:
        found = self.file.suggested.columns
        for asked in QUESTIONS:
            if column := next((found[field] for field in asked.suggested if field in found), None):
                self.answers.given.setdefault(asked.name, str(self.names.index(column)))
        places = self.file.suggested.ranked.get(Field.PLACE, ())
        if rest := [name for name in places if name not in found.values()]:
            self.answers.given.setdefault("place_2", str(self.names.index(rest[0])))
        self.answers.given["grid"] = "metres" if Field.EASTING in found else "degrees"

    def _ask(self, asked: Asked) -> None:
        ranked = self.file.suggested.ranked
        likely = [name for field in asked.suggested for name in ranked.get(field, ())]
        choices: list[Any] = [("", _NONE)]
        if asked.name == "observed_at":
            choices.append((FIXED, "No column says: one time for all rows"))
        if said := self.answers.in_words.get(asked.name):
            choices.append((KEPT, f"As the mapping says: {said}"[:120]))
        options = {name: (str(place), self._option(place)) for place, name in enumerate(self.names)}
        if likely:
            choices.append(("Likely", [options[name] for name in likely]))
        choices.append(("Columns", [option for name, option in options.items() if name not in likely]))
        field = forms.ChoiceField(label=asked.label, help_text=asked.hint, choices=choices, required=False)
        field.widget.attrs |= {
            "hx-get": reverse("referrals:import_samples", args=[self.draft.pk]),
            "hx-trigger": "change",
            "hx-target": f"#samples-{asked.name}",
            "hx-swap": "innerHTML",
        }
        self.fields[asked.name] = field

    def _option(self, place: int) -> str:
        column = self.file.columns[place]
        return f"{column.name}: {column.samples[0]}" if column.samples else f"{column.name}: empty"

    def _offer_teams(self, actor: Actor) -> None:
        teams = [
            (team.key, f"{team.name}, {team.organisation.name}")
            for team in partnerships.standing_teams(actor)
        ]
        offer(self, "team", [("", "The coordinator’s desk"), *sorted(teams, key=lambda one: one[1])])
        if self.answers.given["team"] not in {key for key, _ in teams}:
            self.answers.given["team"] = ""

    def questions(self) -> Iterator[tuple[Any, tuple[str, ...]]]:
        """Each question for a column, with samples of the column that is chosen now."""
        for asked in QUESTIONS:
            bound = self[asked.name]
            yield bound, samples_of(self.file, str(bound.value() or ""))

    def clean(self) -> dict[str, Any]:
        """Ask for what cannot be left out, and for what only makes sense together."""
        given = super().clean() or self.cleaned_data
        for name, said in _NEEDED.items():
            if not given.get(name):
                self.add_error(name, said)
        if given.get("observed_at") == FIXED and not given.get("fixed_at") and "fixed_at" not in self.errors:
            self.add_error("fixed_at", "Give the time that all rows get")
        if bool(given.get("first")) != bool(given.get("second")):
            self.add_error(
                "second" if given.get("first") else "first", "A place needs both numbers, or neither"
            )
        if given.get("status") and not given.get("ended_at"):
            self.add_error(
                "ended_at", "Choose the column that says when it was closed, or leave the status out"
            )
        taken: dict[str, str] = {}
        for name in ("reference", "observed_at", "ended_at", "first", "second"):
            value = given.get(name, "")
            if value.isdigit() and (other := taken.setdefault(value, name)) != name:
                self.add_error(name, f"This column is already “{self.fields[other].label}”. Choose another")
        return dict(given)

    def written(self) -> Written:
        """The mapping with these answers in it; what they do not touch stays."""
        return mapping_with(self.draft.written, self.cleaned_data, self.names)


def samples_of(file: SeenFile, place: str) -> tuple[str, ...]:
    """Samples of the column at a place, "" and other answers having none."""
    return (
        file.columns[int(place)].samples
        if place.isascii() and place.isdigit() and int(place) < len(file.columns)
        else ()
    )
