"""The form on which somebody says what the values of a file mean: dates, kinds of thing, statuses, seriousness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from wardmote.kernel.actor import Actor
from wardmote.kernel.ui.fields import PlainTextField, offer
from wardmote.shared.partnerships import queries as partnerships

from ...models import ImportDraft
from ...queries import import_drafts as drafts
from ...queries.import_drafts import NO_VALUES, SeenFile
from ...rules.mapping import (
    MAX_BECAUSE,
    Written,
    block,
    columns_in,
    folded,
    has_ended,
    in_words,
    suggest_category,
)
from .value_answers import Meanings, left_out_by, mapping_with, texts_of
from .value_dates import KEPT, date_question, zone_named

LEFT_OUT = "leave-out"
REJECT = "reject"
_STATUSES = 40
_LEVELS = 20
_SERIOUS = [
    ("1", "1 minor"),
    ("2", "2 upsetting"),
    ("3", "3 harmful"),
    ("4", "4 dangerous"),
    ("5", "5 critical"),
]


class ValueForm(forms.Form):
    """How dates are written, and which of their values is which of ours."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    written_as = forms.ChoiceField(
        label="How are the dates written?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how the dates are written. Compare one with what you know of it"},
    )
    zone = PlainTextField(
        label="Time zone of the dates",
        max_length=60,
        help_text="For dates that do not say. Europe/London, unless the file comes from elsewhere.",
    )
    default = forms.ChoiceField(
        label="Everything else",
        help_text="What becomes of a value that is not listed, or has no choice above.",
    )
    because = PlainTextField(
        label="Why are some left out?",
        max_length=MAX_BECAUSE,
        required=False,
        help_text="Only if you leave any out. It stands beside each of their rows.",
    )

    def __init__(self, *args: Any, draft: ImportDraft, file: SeenFile, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft, self.file = draft, file
        self.initial["version"] = draft.version
        self.column = _column(draft.written, "category")
        status, serious = _column(draft.written, "ended", "when"), _column(draft.written, "seriousness")
        values = drafts.values_in(actor, draft, [name for name in (self.column, status, serious) if name])
        self.kinds = values.get(self.column, NO_VALUES)
        self.statuses = values.get(status, NO_VALUES).counted[:_STATUSES]
        self.levels = values.get(serious, NO_VALUES).counted[:_LEVELS]
        self._ask_for_dates()
        self._ask_for_kinds(actor)
        self._ask_for_statuses()
        self._ask_for_seriousness()

    def _ask_for_dates(self) -> None:
        self.initial["zone"] = block(self.draft.written, "times").get("zone", "Europe/London")
        self.dates = date_question(self.draft.written, self.file)
        if self.dates.choices:
            offer(self, "written_as", self.dates.choices)
            self.initial["written_as"] = self.dates.chosen
        else:
            del self.fields["written_as"]

    def _ask_for_kinds(self, actor: Actor) -> None:
        groups = partnerships.category_groups(actor)
        ours: list[Any] = [(g.name, [(one.key, one.name) for one in g.categories.all()]) for g in groups]
        self.ours = {key: name for _, offered in ours for key, name in offered}
        said = block(self.draft.written, "category")
        self.containing = in_words(said.get("containing") or "")
        self._ask_for_the_rest(said, ours)
        if not self.kinds.counted:
            del self.fields["because"]
            self.fields["default"].label, self.fields["default"].help_text = "Category of every report", ""
        out, self.initial["because"] = left_out_by(self.draft.written, self.column)
        said_of = {folded(value): key for value, key in block(said, "values").items()}
        is_new = not (said_of or self.containing)
        self.suggested: set[str] = set()
        for name, (value, _) in zip(self._names("kind", self.kinds.counted), self.kinds.counted, strict=True):
            meant = LEFT_OUT if folded(value) in out else said_of.get(folded(value))
            if meant is None and is_new and (meant := suggest_category(value, self.ours)):
                self.suggested.add(name)
            self.fields[name] = forms.ChoiceField(
                label=drafts.shown(value),
                required=False,
                choices=[("", "As everything else"), (LEFT_OUT, "Leave it out"), *ours],
                initial=meant if meant in {*self.ours, LEFT_OUT} else "",
            )

    def _ask_for_the_rest(self, said: Written, ours: Sequence[Any]) -> None:
        named = [key for part in ("values", "containing", "default") for key in texts_of(said.get(part))]
        self.unknown = sorted(set(named) - set(self.ours))
        rejecting = [(REJECT, "Reject the row, and say so")] if self.kinds.counted or self.containing else []
        offer(self, "default", [("", "Choose one"), *rejecting, *ours])
        if "default" in said:
            self.initial["default"] = said["default"] if said["default"] in self.ours else ""
        elif rejecting:
            self.initial["default"] = REJECT

    def _ask_for_statuses(self) -> None:
        if not self.statuses:
            return
        said = {folded(value) for value in texts_of(self.draft.written["ended"]["when"].get("is"))}
        self.fields["closed"] = forms.MultipleChoiceField(
            label="Which of these mean that it is closed?",
            widget=forms.CheckboxSelectMultiple,
            choices=[
                (str(place), f"{drafts.shown(value)} ({count:,})")
                for place, (value, count) in enumerate(self.statuses)
            ],
            error_messages={"required": "Tick at least one, or go back and leave the status out"},
        )
        self.initial["closed"] = [
            str(place)
            for place, (value, _) in enumerate(self.statuses)
            if (folded(value) in said if said else has_ended(value))
        ]

    def _ask_for_seriousness(self) -> None:
        values = block(block(self.draft.written, "seriousness"), "values")
        said = {folded(value): level for value, level in values.items()}
        for name, (value, _) in zip(self._names("level", self.levels), self.levels, strict=True):
            usual = folded(value) if folded(value) in {"1", "2", "3", "4", "5"} else ""
            self.fields[name] = forms.ChoiceField(
                label=drafts.shown(value),
                required=False,
                choices=[("", "As usual for its category"), *_SERIOUS],
                initial=said.get(folded(value), usual),
            )

    def _names(self, start: str, counted: Sequence[object]) -> list[str]:
        return [f"{start}_{place}" for place in range(len(counted))]

    def kind_rows(self) -> Iterator[tuple[Any, int, bool]]:
        """Each of their kinds: its question, how often it stands in the file, whether the answer is suggested."""
        for name, (_, count) in zip(self._names("kind", self.kinds.counted), self.kinds.counted, strict=True):
            yield self[name], count, name in self.suggested and not self.is_bound

    def level_rows(self) -> Iterator[tuple[Any, int]]:
        """Each of their levels: its question, and how often it stands in the file."""
        for name, (_, count) in zip(self._names("level", self.levels), self.levels, strict=True):
            yield self[name], count

    def clean_zone(self) -> str:
        """A zone by its region and city."""
        zone = str(self.cleaned_data["zone"]).strip()
        if zone_named(zone) is None:
            raise ValidationError("Write a time zone by its region and city, such as Europe/London")
        return zone

    def clean(self) -> dict[str, Any]:
        """Ask why rows are left out, where any are; refuse what would reject every row."""
        given = super().clean() or self.cleaned_data
        kinds = {value for name, value in given.items() if name.startswith("kind_")}
        if LEFT_OUT in kinds and not given.get("because", "").strip() and "because" not in self.errors:
            self.add_error("because", "Say why some are left out. It stands beside each of their rows")
        if given.get("default") == REJECT and not kinds - {"", LEFT_OUT} and not self.containing:
            self.add_error("default", "Every row would be rejected. Choose a category for something")
        if self.dates.unread:
            said = f"We cannot tell how “{self.dates.unread}” is a date."
            self.add_error(None, f"{said} Choose another column, or load a mapping that says how.")
        return dict(given)

    def written(self) -> Written:
        """The mapping with these answers in it; what they do not touch stays."""
        given = self.cleaned_data
        kinds = {value: given[f"kind_{n}"] for n, (value, _) in enumerate(self.kinds.counted)}
        as_said = given.get("written_as", KEPT) == KEPT
        return mapping_with(
            self.draft.written,
            Meanings(
                zone=given["zone"],
                formats=None if as_said else self.dates.formats[int(given["written_as"])],
                column=self.column,
                kinds={value: kind for value, kind in kinds.items() if kind != LEFT_OUT},
                left_out=[value for value, kind in kinds.items() if kind == LEFT_OUT],
                because=given.get("because", "").strip(),
                default="" if given["default"] == REJECT else given["default"],
                closed=[self.statuses[int(place)][0] for place in given.get("closed", [])],
                levels={value: given[f"level_{n}"] for n, (value, _) in enumerate(self.levels)},
            ),
            known=set(self.ours),
        )


def _column(written: Written, *where: str) -> str:
    """The column whose values a block goes by, "" where it is not one column."""
    for key in where:
        written = block(written, key)
    columns = columns_in(written.get("from"))
    return columns[0] if columns and len(columns) == 1 else ""
