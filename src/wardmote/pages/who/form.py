"""What somebody asks who looks for whoever does something: what, where, when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms

from wardmote.kernel.clock import now
from wardmote.kernel.ui.fields import MomentField, Option, PlainTextField

MOST_WORDS = 1000
"""Letters. A paragraph pasted from an e-mail fits; a whole e-mail does not say better what is needed."""
_LONGEST_AHEAD = timedelta(days=366)
_NOW, _THEN = "now", "then"


class NeedForm(forms.Form):
    """A need in plain words, a place and a time."""

    words = PlainTextField(
        label="What is needed, or what have you seen?",
        max_length=MOST_WORDS,
        required=False,
        help_text="In your own words, such as: rubbish in the alley.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    place = PlainTextField(
        label="Where?",
        max_length=200,
        required=False,
        help_text="A postcode, a street, a ward or an area. Leave it empty for the whole borough.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "places"}),
    )
    when = forms.ChoiceField(
        label="When?",
        required=False,
        widget=forms.RadioSelect,
        choices=[(_NOW, "Now"), (_THEN, Option("At another time", reveals="at"))],
    )
    at = MomentField(label="Which day and time?", required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a time that is missing, past or more than a year ahead: nobody knows the hours of then."""
        cleaned: dict[str, Any] = super().clean() or {}
        at: datetime | None = cleaned.get("at")
        if cleaned.get("when") != _THEN:
            cleaned["at"] = None
            # What stands folded away is not asked for, so it is not refused either.
            self.errors.pop("at", None)
        elif "at" not in self.errors:
            if at is None:
                self.add_error("at", "Write the day and the time, or choose “Now”")
            elif not is_near(at):
                self.add_error("at", "Choose a time from now on, within a year")
        return cleaned

    @classmethod
    def shown(cls, *, words: str, place: str, at: datetime | None) -> NeedForm:
        """The form as it was filled in."""
        return cls(initial={"words": words, "place": place, "when": _THEN if at else _NOW, "at": at})


def is_near(at: datetime) -> bool:
    """Whether the hours of that moment can be told."""
    return now() - timedelta(days=1) <= at <= now() + _LONGEST_AHEAD
