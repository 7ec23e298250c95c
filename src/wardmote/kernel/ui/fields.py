"""Form fields, widgets and their drawing in the patterns of the GOV.UK Design System.

Set `FORM_RENDERER` to `Renderer` and every Django form is drawn so: `{{ form.place.as_field_group }}` draws
label, hint, error and control, joined for screen readers; `{{ form }}` draws the whole form.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString

from wardmote.kernel.clock import LONDON


class Renderer(TemplatesSetting):
    """Draws whole forms and single fields with our templates; widgets keep Django's."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"


class Option(str):
    """The words of a choice, with a hint under them and the name of the field that choosing it reveals."""

    hint: str
    reveals: str

    def __new__(cls, words: str, *, hint: str = "", reveals: str = "") -> "Option":
        """Make the option; it is its words wherever a string is expected."""
        option = super().__new__(cls, words)
        option.hint, option.reveals = hint, reveals
        return option


def offer(form: forms.BaseForm, name: str, choices: Sequence[Any]) -> None:
    """Give a field of a form its choices, where they are known only now. Raises TypeError for a field without any."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} has no choices")
    field.choices = choices


class Pills(forms.RadioSelect):
    """One of a few short words, chosen with a thumb."""


class ManyPills(forms.CheckboxSelectMultiple):
    """Any of a few short words, chosen with a thumb."""


class Scale(forms.RadioSelect):
    """One step of a scale from 1 to 5, each with its word. The value is the number shown."""


class PlainTextField(forms.CharField):
    """Text in any script, kept exactly as it was typed.

    Nothing is stripped or cut, in the browser neither: text that is too long comes back whole, with its
    length and the limit. Only spaces count as nothing. A null, which the database cannot hold, is refused.
    """

    def __init__(self, *, max_length: int, **options: Any) -> None:
        super().__init__(strip=False, **options)
        self.limit = max_length
        self.validators = [self._fits]

    def validate(self, value: str) -> None:
        """Refuse text without a visible character where text is required."""
        super().validate(value.strip())

    def _fits(self, value: str) -> None:
        if "\x00" in value:
            raise ValidationError(
                "There is a hidden character here that we cannot keep. Delete the text and type it again",
                code="null",
            )
        if len(value) > self.limit:
            raise ValidationError(
                f"This is {len(value):,} characters long. Use {self.limit:,} or fewer", code="max_length"
            )


class DateParts(forms.MultiWidget):
    """Day, month and year in three boxes."""

    parts: Sequence[tuple[str, int]] = (("Day", 2), ("Month", 2), ("Year", 4))

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__([forms.TextInput() for _ in self.parts], attrs)

    def decompress(self, value: Any) -> list[str]:
        """Split a date into what its boxes show."""
        return [str(value.day), str(value.month), str(value.year)] if value else ["", "", ""]


class MomentParts(DateParts):
    """Day, month, year and time of day in four boxes."""

    parts = (*DateParts.parts, ("Time", 5))

    def decompress(self, value: datetime | None) -> list[str]:
        """Split an aware moment into what its boxes show, in London time."""
        local = value.astimezone(LONDON) if value else None
        return [*super().decompress(local), f"{local:%H:%M}" if local else ""]


class DayField(forms.Field):
    """A date typed as day, month and year; the month in figures or words. Gives a `date`."""

    widget = DateParts

    def clean(self, value: Sequence[str | None] | None) -> Any:
        """Return the date, or None where it may be left out."""
        parts = [(part or "").strip() for part in value or []]
        if not any(parts):
            self.validate(None)
            return None
        return self.joined(parts)

    def joined(self, parts: Sequence[str]) -> Any:
        """Make the value from the words in the boxes. Raises ValidationError saying what to mend."""
        return _date(*parts)


class MomentField(DayField):
    """A moment typed as day, month, year and time of day in London. Gives an aware `datetime`."""

    widget = MomentParts

    def joined(self, parts: Sequence[str]) -> datetime:
        """Make the moment; refuses the hour that the clocks skip in March."""
        local = datetime.combine(_date(*parts[:3]), _time(parts[3]), tzinfo=LONDON)
        if local.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != local.replace(tzinfo=None):
            raise ValidationError("The clocks went forward then, so there was no such time. Check the time")
        return local


_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[:.]?(?P<minute>[0-9]{2}))?\s*(?:(?P<half>[ap])\.?m\.?)?",
    re.ASCII | re.IGNORECASE,
)


def _date(day: str, month: str, year: str) -> date:
    missing = [name for name, part in (("day", day), ("month", month), ("year", year)) if not part]
    if missing:
        raise ValidationError(f"The date must include a {' and a '.join(missing)}", code="incomplete")
    number = month if month.isascii() and month.isdigit() else _month_number(month)
    try:
        return date(*(_whole(part) for part in (year, number, day)))
    except ValueError as error:
        said = "That is not a real date. Check the day, month and year"
        raise ValidationError(said, code="invalid") from error


def _month_number(month: str) -> str:
    short = month[:3].lower()
    return str(_MONTH_NAMES.index(short) + 1) if short in _MONTH_NAMES else ""


def _whole(part: str) -> int:
    if not re.fullmatch("[0-9]{1,4}", part):
        raise ValueError("Not a whole number")
    return int(part)


def _time(said: str) -> time:
    match = _TIME.fullmatch(said)
    if not match:
        raise ValidationError("Write the time like 14:30 or 2:30pm", code="time")
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), (match["half"] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half or not match["minute"]:
        hour = -1  # "14pm", or a bare "6" that could be morning or evening
    try:
        return time(hour, minute)
    except ValueError as error:
        raise ValidationError("Write the time like 14:30 or 2:30pm", code="time") from error


_TEMPLATES: Sequence[tuple[tuple[type[forms.Widget], ...], str]] = (
    ((Scale,), "ui/fields/scale.html"),
    ((Pills, ManyPills), "ui/fields/pills.html"),
    # Django derives the many from the one, so the many comes first.
    ((forms.CheckboxSelectMultiple,), "ui/fields/checkboxes.html"),
    ((forms.RadioSelect,), "ui/fields/radios.html"),
    ((forms.CheckboxInput,), "ui/fields/tick.html"),
    ((DateParts,), "ui/fields/parts.html"),
)

_CLASSES: Sequence[tuple[tuple[type[forms.Widget], ...], str]] = (
    ((forms.Textarea,), "govuk-textarea"),
    ((forms.Select,), "govuk-select"),
    ((forms.FileInput,), "govuk-file-upload"),
    ((forms.CheckboxInput,), "govuk-checkboxes__input"),
)

_VERBS: Sequence[tuple[tuple[type[forms.Widget], ...], str]] = (
    ((forms.CheckboxInput,), "Tick"),
    ((forms.FileInput,), "Add"),
    ((forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple), "Choose"),
)


def template_of(field: forms.BoundField) -> str:
    """Say which template draws a field: by its widget, one line with a label unless it is a choice."""
    return _first(_TEMPLATES, field, otherwise="ui/fields/line.html")


def control(field: forms.BoundField) -> SafeString:
    """Draw the control of a field that has one, in our look; people may write in any direction."""
    look = _first(_CLASSES, field, otherwise="govuk-input")
    classes = [look, f"{look}--error" if field.errors else "", field.field.widget.attrs.get("class", "")]
    # A placeholder disappears when it is needed; the label and the hint stay.
    attrs: dict[str, Any] = {"class": " ".join(filter(None, classes)), "placeholder": False}
    if look == "govuk-textarea" or getattr(field.field.widget, "input_type", "") == "text":
        attrs["dir"] = "auto"
    return field.as_widget(attrs=attrs)


def _first(
    table: Sequence[tuple[tuple[type[forms.Widget], ...], str]], field: forms.BoundField, *, otherwise: str
) -> str:
    return next((found for widgets, found in table if isinstance(field.field.widget, widgets)), otherwise)


def errors_of(field: forms.BoundField) -> list[str]:
    """List what is wrong with a field in our words, naming what is missing rather than saying "required"."""
    bare = forms.Field.default_error_messages["required"]
    missing = f"{_first(_VERBS, field, otherwise='Fill in')}: {field.label}"
    return [missing if error == bare else str(error) for error in field.errors]


def first_control_id(field: forms.BoundField) -> str:
    """Give the id of the first control of a field, for a link from the list of errors."""
    parted = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget)
    return f"{field.auto_id}_0" if isinstance(field.field.widget, parted) else field.auto_id


class Part(NamedTuple):
    """One box of a date or moment, as it is drawn."""

    id: str
    name: str
    label: str
    width: int
    value: str
    numeric: bool


def parts(field: forms.BoundField) -> list[Part]:
    """List the boxes of a `DateParts` field with what was typed in each."""
    widget, typed = field.field.widget, field.value()
    values = typed if isinstance(typed, list) else widget.decompress(typed)
    return [
        Part(
            id=f"{field.auto_id}_{place}",
            name=f"{field.html_name}_{place}",
            label=label,
            width=width,
            value=value or "",
            numeric=label != "Time",
        )
        for place, ((label, width), value) in enumerate(zip(widget.parts, values, strict=True))
    ]


def is_revealed(field: forms.BoundField) -> bool:
    """Say whether an option of another field of the form reveals this one."""
    return any(
        isinstance(label, Option) and label.reveals == field.name
        for other in field.form.fields.values()
        if isinstance(other.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
        for _, label in other.widget.choices
    )
