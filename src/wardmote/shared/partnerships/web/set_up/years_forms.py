"""The forms by which a set of areas goes on over the years."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms

from wardmote.kernel.ui.fields import DayField, Option, PlainTextField, offer
from wardmote.shared.geography.actions import Finding
from wardmote.shared.geography.queries import AreaRef
from wardmote.shared.geography.rules.focus import FindingKind

from .files import brought_file

MOST_ANSWERS = 10_000_000


class MadeOfForm(forms.Form):
    """In which area each ward is from a day on."""

    on = DayField(
        label="From which day",
        help_text="What was before that day stays as it was. For example, 1 4 2019.",
        error_messages={"required": "Write the first day"},
    )

    def __init__(
        self,
        *args: Any,
        wards: Sequence[AreaRef],
        areas: Sequence[AreaRef],
        lies_in: Mapping[str, str],
        unsettled: Collection[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._lies_in, self._unsettled = lies_in, unsettled
        self._wards = {f"ward-{ward.id}": ward.key for ward in wards}
        choices = [("", "In none of them"), *((area.key, area.name) for area in areas)]
        for ward in sorted(wards, key=lambda w: (w.key not in unsettled, w.name)):
            self.fields[f"ward-{ward.id}"] = forms.ChoiceField(
                label=ward.name,
                choices=choices,
                required=False,
                initial=lies_in.get(ward.key, ""),
                help_text="Settle this one: the ward was redrawn." if ward.key in unsettled else "",
            )

    def said(self, given: Mapping[str, Any]) -> dict[str, str]:
        """The key of the area by the key of the ward, of those that are different or were to settle."""
        return {
            ward: given[name]
            for name, ward in self._wards.items()
            if given[name] != self._lies_in.get(ward, "") or ward in self._unsettled
        }


class AdjustForm(forms.Form):
    """Ground that goes from an area to its neighbour."""

    name = PlainTextField(
        label="What people call it",
        max_length=200,
        help_text="For example, Wharf side of Canal Street.",
        error_messages={"required": "Write what people call it"},
    )
    gives = forms.ChoiceField(
        label="It lies in", error_messages={"required": "Choose the area that it lies in"}
    )
    receives = forms.ChoiceField(
        label="It goes to", error_messages={"required": "Choose the area that it goes to"}
    )
    code = forms.CharField(
        label="Code of a small area",
        max_length=20,
        required=False,
        help_text="For example, E01010241. Leave it empty if you bring a drawn piece.",
    )
    file = brought_file(
        "Or a drawn piece",
        "GeoJSON with one polygon.",
        accept=".geojson,.json,application/geo+json",
        max_bytes=2 * 1024 * 1024,
    )
    on = DayField(
        label="From which day",
        help_text="For example, 1 4 2019.",
        error_messages={"required": "Write the first day"},
    )
    reason = PlainTextField(
        label="Why",
        max_length=1000,
        help_text="Everybody can read this.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write why"},
    )

    def __init__(self, *args: Any, areas: Sequence[AreaRef], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = False
        choices = [("", "Choose an area"), *((str(area.id), area.name) for area in areas)]
        offer(self, "gives", choices)
        offer(self, "receives", choices)


class EndAdjustmentForm(forms.Form):
    """The day from which ground lies in its own area again."""

    on = DayField(
        label="First day it no longer holds",
        help_text="For example, 1 4 2027.",
        error_messages={"required": "Write the first day it no longer holds"},
    )


class FocusForm(forms.Form):
    """What sets a Place of Focus."""

    inside = forms.ChoiceField(
        label="In which Area", error_messages={"required": "Choose the Area that it lies in"}
    )
    since = DayField(
        label="First day",
        help_text="For example, 1 4 2026.",
        error_messages={"required": "Write the first day"},
    )
    review_on = DayField(
        label="When it is looked at again",
        help_text="For example, 1 4 2028.",
        error_messages={"required": "Write the day of the review"},
    )
    evidence = PlainTextField(
        label="The evidence",
        max_length=2000,
        help_text="Which figures say that this place needs more care. No names of people.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write the evidence"},
    )
    evidence_on = DayField(
        label="Day of these figures",
        help_text="For example, 31 3 2026.",
        error_messages={"required": "Write the day of these figures"},
    )
    link = forms.CharField(
        label="Link to the source",
        max_length=500,
        required=False,
        help_text="It begins with https://. You may leave it empty.",
    )
    asked = PlainTextField(
        label="Who was asked",
        max_length=500,
        help_text="For example, every home by letter, and the residents’ meeting.",
        error_messages={"required": "Write who was asked"},
    )
    asked_on = DayField(
        label="When",
        help_text="For example, 20 2 2026.",
        error_messages={"required": "Write when they were asked"},
    )
    answered = forms.IntegerField(
        label="How many answered", min_value=0, max_value=MOST_ANSWERS, required=False
    )
    came = PlainTextField(
        label="What came of it",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write what came of it"},
    )

    def __init__(self, *args: Any, areas: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "inside", [("", "Choose an Area"), *areas])

    def findings(self, given: Mapping[str, Any]) -> list[Finding]:
        """The evidence and the consultation."""
        return [
            Finding(
                kind=FindingKind.EVIDENCE,
                on=given["evidence_on"],
                words=given["evidence"],
                link=given["link"],
            ),
            Finding(
                kind=FindingKind.CONSULTATION,
                on=given["asked_on"],
                words=given["came"],
                asked=given["asked"],
                answered=given["answered"],
            ),
        ]


class FindingForm(forms.Form):
    """One more thing about a Place of Focus."""

    kind = forms.ChoiceField(
        label="What you add",
        widget=forms.RadioSelect,
        choices=[
            (
                FindingKind.REVIEW.value,
                Option("A review", hint="What was found when it was looked at again."),
            ),
            (FindingKind.EVIDENCE.value, Option("Evidence", hint="Newer or further figures, in words.")),
            (
                FindingKind.CONSULTATION.value,
                Option("A consultation", hint="Who was asked, and what came of it."),
            ),
        ],
        error_messages={"required": "Choose what you add"},
    )
    on = DayField(
        label="Its day", help_text="For example, 1 4 2028.", error_messages={"required": "Write its day"}
    )
    words = PlainTextField(
        label="What was found or what came of it",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write what was found"},
    )
    link = forms.CharField(label="Link", max_length=500, required=False, help_text="You may leave it empty.")
    asked = PlainTextField(
        label="Who was asked", max_length=500, required=False, help_text="For a consultation."
    )
    answered = forms.IntegerField(
        label="How many answered",
        min_value=0,
        max_value=MOST_ANSWERS,
        required=False,
        help_text="For a consultation.",
    )
    review_on = DayField(
        label="When it is looked at next", required=False, help_text="For a review. For example, 1 4 2030."
    )


class EndFocusForm(forms.Form):
    """The end of a Place of Focus."""

    on = DayField(
        label="First day it is none any more",
        help_text="For example, 1 4 2028.",
        error_messages={"required": "Write the first day it is none any more"},
    )
    why = PlainTextField(
        label="Why it ends",
        max_length=1000,
        help_text="Everybody can read this.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write why it ends"},
    )
