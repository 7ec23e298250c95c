"""The people on the form by which an observation is recorded: as many as it is about, each of them optional.

What is known of each stands in fields of their own: `person_name` of the first, `person1_name` of the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from wardmote.kernel.clock import today
from wardmote.kernel.ui.fields import DayField, PlainTextField
from wardmote.shared.partnerships.rules import PERSON_ITEMS

from .. import actions, queries
from ..models import MOST_CONCERNED
from ..rules import AGE_BANDS, NotReady

if TYPE_CHECKING:
    from django.http import QueryDict


class _PersonForm(forms.Form):
    """What may be known of one person."""

    name = PlainTextField(label="Name", max_length=200, required=False)
    date_of_birth = DayField(
        label="Date of birth", required=False, help_text="Only if it is needed. For example 31 5 1980."
    )
    age_band = forms.ChoiceField(
        label="Or about how old?", choices=[("", "Not said"), *AGE_BANDS.items()], required=False
    )
    contact = PlainTextField(label="Telephone or e-mail", max_length=200, required=False)
    address = PlainTextField(label="Address", max_length=300, required=False)
    safe_contact = PlainTextField(
        label="How may they be reached safely?",
        max_length=300,
        required=False,
        help_text="For example: never by letter.",
    )
    language = PlainTextField(
        label="Which language do they prefer?",
        max_length=60,
        required=False,
        help_text="For example: Polish, or British Sign Language.",
    )
    access_needs = PlainTextField(
        label="What helps them to take part?",
        max_length=300,
        required=False,
        help_text="For example: large print, or time to speak.",
    )


@dataclass(frozen=True, kw_only=True)
class PersonOnForm:
    """The fields of one person, as a template draws them."""

    position: int
    fields: Sequence[forms.BoundField]

    @property
    def number(self) -> int:
        """Counted as people count."""
        return self.position + 1


def field_of(position: int, item: str) -> str:
    """The name of a field."""
    return f"{_prefix(position)}{item}"


def _prefix(position: int) -> str:
    return f"person{position or ''}_"


def how_many(typed: Mapping[str, Any]) -> int:
    """How many people the form asks about: what it was sent with, as far as that is a number we gave out."""
    said = str(typed.get("people") or "")
    known = len(said) < 4 and said.isascii() and said.isdecimal()
    return min(max(int(said), 1), MOST_CONCERNED) if known else 1


def add_fields(form: forms.Form, count: int) -> None:
    """Put the fields of so many people on a form."""
    for position in range(count):
        for item, field in _PersonForm.base_fields.items():
            form.fields[field_of(position, item)] = deepcopy(field)


def people_on(form: forms.Form, count: int) -> Sequence[PersonOnForm]:
    """The people of a form, with their fields."""
    return [
        PersonOnForm(
            position=position, fields=[form[field_of(position, item)] for item in _PersonForm.base_fields]
        )
        for position in range(count)
    ]


def with_another(typed: QueryDict) -> QueryDict:
    """What was typed, and room for one more person."""
    more = typed.copy()
    more["people"] = str(min(how_many(typed) + 1, MOST_CONCERNED))
    return more


def without(typed: QueryDict, position: str) -> QueryDict:
    """What was typed, with one person left out. Nothing changes where there is no such person."""
    kept = [_typed_of(typed, one) for one in range(how_many(typed)) if str(one) != position]
    fewer = typed.copy()
    for name in list(fewer):
        if any(name.startswith(_prefix(one)) for one in range(MOST_CONCERNED)):
            del fewer[name]
    for new, values in enumerate(kept):
        for name, value in values.items():
            fewer.setlist(field_of(new, name), value)
    fewer["people"] = str(max(len(kept), 1))
    return fewer


def _typed_of(typed: QueryDict, position: int) -> Mapping[str, list[str]]:
    prefix = _prefix(position)
    return {name.removeprefix(prefix): typed.getlist(name) for name in typed if name.startswith(prefix)}


def concerned(form: forms.Form, count: int) -> Sequence[tuple[int, actions.Concerned]]:
    """Whoever something was written of, with their place on the form."""
    found = []
    for position in range(count):
        given = {item.value: form.cleaned_data.get(field_of(position, item)) for item in PERSON_ITEMS}
        known: dict[str, Any] = {
            item: value.strip() if isinstance(value, str) else value
            for item, value in given.items()
            if value is not None
        }
        if any(known.values()):
            found.append((position, actions.Concerned(**known)))
    return found


def check(form: forms.Form, count: int) -> None:
    """Say beside its field what cannot be kept of a person."""
    for position, person in concerned(form, count):
        try:
            person.known(today())
        except NotReady as refused:
            form.add_error(field_of(position, refused.field), str(refused))


def as_written(people: Sequence[queries.Concerned]) -> dict[str, Any]:
    """What is known of people, in the fields of the form; an age band that follows from a date is not asked again."""
    known: dict[str, Any] = {"people": max(len(people), 1)}
    for position, person in enumerate(people):
        known |= {field_of(position, item): getattr(person, item) for item in PERSON_ITEMS}
        if person.date_of_birth:
            known[field_of(position, "date_of_birth")] = date.fromisoformat(person.date_of_birth)
            known[field_of(position, "age_band")] = ""
    return known
