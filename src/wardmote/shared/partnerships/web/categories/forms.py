"""The forms by which categories and their groups are kept. The actions decide; these ask."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django import forms

from wardmote.kernel.actor import Actor
from wardmote.kernel.ui.fields import Option, PlainTextField, Scale, offer

from ... import actions, queries
from ...models import Category, CategoryGroup, ClockProfile
from ...rules import Audience, Sensitivity
from ..register_forms import TakerForm, Versioned, clock_in_words

SENSITIVITIES = {
    Sensitivity.OPEN: Option("Open", hint="Every partner. In public only after review."),
    Sensitivity.PARTNERS: Option("Partners only", hint="The teams in the case. People could be recognised."),
    Sensitivity.PROTECTED: Option(
        "Protected",
        hint="Its writer, and the safeguarding leads of the teams in the case. "
        "To everybody else it does not exist.",
    ),
}
AUDIENCES = {
    Audience.PUBLIC: Option("Anybody", hint="Residents too, when they tell us something."),
    Audience.STAFF: Option("Staff only", hint="People who work for a partner."),
}
SERIOUSNESS = {1: "minor", 2: "upset", 3: "harm", 4: "danger", 5: "life at risk"}


def several_lines(rows: int) -> forms.Textarea:
    """A box in which people write several lines."""
    return forms.Textarea(attrs={"rows": rows})


class CategoryForm(Versioned):
    """What is said of a category. How widely it may be known is asked only of a new one: it has a page of its own."""

    name = PlainTextField(label="Name", max_length=100, help_text="As people would say it: Damp and mould.")
    group = forms.ChoiceField(label="Group")
    description = PlainTextField(
        label="What it is",
        max_length=1_000,
        required=False,
        widget=several_lines(3),
        help_text="In plain words. Whoever chooses it reads this.",
    )
    not_this = PlainTextField(
        label="What belongs elsewhere",
        max_length=1_000,
        required=False,
        widget=several_lines(2),
        help_text="For example: A leak that comes through now is a housing repair.",
    )
    synonyms = PlainTextField(
        label="Other words people use for it",
        max_length=7_000,
        required=False,
        widget=several_lines(5),
        help_text="One in each line. They help to find it and are never shown, so rude ones may stand here too.",
    )
    questions = PlainTextField(
        label="Questions worth asking",
        max_length=4_000,
        required=False,
        widget=several_lines(4),
        help_text="One in each line, at most 10.",
    )
    danger_words = PlainTextField(
        label="If there may be danger",
        max_length=1_000,
        required=False,
        widget=several_lines(2),
        help_text="The page says this before any form. For example: If somebody is in danger now, call 999.",
    )
    audience = forms.ChoiceField(
        label="Who is offered it?",
        widget=forms.RadioSelect,
        choices=[(audience.value, words) for audience, words in AUDIENCES.items()],
        initial=Audience.STAFF.value,
    )
    seriousness = forms.TypedChoiceField(
        label="How serious is it usually?",
        widget=Scale,
        coerce=int,
        choices=list(SERIOUSNESS.items()),
        error_messages={"required": "Choose how serious it usually is"},
    )
    sensitivity = forms.ChoiceField(
        label="Who may usually know of it?",
        widget=forms.RadioSelect,
        choices=[(level.value, words) for level, words in SENSITIVITIES.items()],
        error_messages={"required": "Choose who may usually know of it"},
    )
    clock = forms.ChoiceField(
        label="Clock",
        help_text="How fast it must be answered. What is sent already keeps its own clock. What is protected is "
        "acknowledged within 1 working day, and its clock never becomes slower.",
    )
    urgent_clock = forms.ChoiceField(
        label="Clock for what is urgent",
        required=False,
        help_text="With one, whoever passes it on is asked whether it is urgent, and why. It must be acknowledged in "
        "hours.",
    )

    def __init__(self, *args: Any, actor: Actor, category: Category | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._groups = {group.key: group for group in queries.category_groups_kept(actor)}
        self._clocks = {clock.key: clock for clock in queries.clocks_to_choose(actor)}
        self._sensitivity = category.sensitivity if category else ""
        first: list[tuple[str, str]] = [] if category else [("", "Choose one")]
        offer(self, "group", first + [(key, group.name) for key, group in self._groups.items()])
        offer(self, "clock", first + [(key, clock_in_words(clock)) for key, clock in self._clocks.items()])
        quick = [(k, clock_in_words(clock)) for k, clock in self._clocks.items() if clock.times.is_urgent]
        offer(self, "urgent_clock", [("", "None: it is never sent as urgent"), *quick])
        if category:
            del self.fields["sensitivity"]

    @staticmethod
    def shown(row: Category) -> dict[str, object]:
        """What the form shows of a category."""
        return {
            "name": row.name,
            "group": row.group.key,
            "description": row.description,
            "not_this": row.not_this,
            "synonyms": "\n".join(row.synonyms),
            "questions": "\n".join(row.questions),
            "danger_words": row.danger_words,
            "audience": row.audience,
            "seriousness": row.seriousness,
            "clock": row.clock.key,
            "urgent_clock": row.urgent_clock.key if row.urgent_clock else "",
            "version": row.version,
        }

    def lacks(self) -> list[str]:
        """What there must be first, and is not: a group, a clock."""
        return [name for name, there in (("group", self._groups), ("clock", self._clocks)) if not there]

    def details(self) -> actions.CategoryDetails:
        """What was written."""
        given = self.cleaned_data
        return actions.CategoryDetails(
            name=given["name"],
            seriousness=given["seriousness"],
            sensitivity=given.get("sensitivity", self._sensitivity),
            audience=given["audience"],
            description=given["description"],
            not_this=given["not_this"],
            questions=given["questions"].splitlines(),
            synonyms=given["synonyms"].splitlines(),
            danger_words=given["danger_words"],
        )

    def chosen_group(self) -> CategoryGroup:
        """The group chosen."""
        return self._groups[self.cleaned_data["group"]]

    def chosen_clock(self) -> ClockProfile:
        """The clock chosen."""
        return self._clocks[self.cleaned_data["clock"]]

    def chosen_urgent_clock(self) -> ClockProfile | None:
        """The clock chosen for what is urgent; None for none."""
        return self._clocks.get(self.cleaned_data["urgent_clock"])


def details_of(category: Category, **changes: Any) -> actions.CategoryDetails:
    """What is said of a category now, but for some changes."""
    kept = {field.name: getattr(category, field.name) for field in fields(actions.CategoryDetails)}
    return actions.CategoryDetails(**kept | changes)


class TakenByForm(TakerForm):
    """Which team is to take a category."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["to"].label = "Which team takes it?"


class CategoryFilter(forms.Form):
    """Which categories the list shows. Whatever cannot be read asks for nothing."""

    words = forms.CharField(label="Search", required=False, max_length=200)
    group = forms.ChoiceField(label="Group", required=False)
    sensitivity = forms.ChoiceField(
        label="Who may know",
        required=False,
        choices=[("", "All"), *((level.value, str(words)) for level, words in SENSITIVITIES.items())],
    )
    ended = forms.BooleanField(label="Ended ones too", required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [(group.key, group.name) for group in queries.category_groups_kept(actor, ended=True)]
        offer(self, "group", [("", "All"), *groups])

    def wanted(self) -> dict[str, Any]:
        """What the list is asked for."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class SensitivityForm(forms.Form):
    """How widely a matter of this kind may usually be known from now on."""

    to = forms.ChoiceField(
        label="Who may usually know of it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who may usually know of it"},
    )

    def __init__(self, *args: Any, category: Category, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [level for level in SENSITIVITIES if level.value != category.sensitivity]
        offer(self, "to", [(level.value, SENSITIVITIES[level]) for level in others])


class SensitivityConfirmed(Versioned):
    """A press is the answer; what cannot be taken back is ticked as well."""

    understood = forms.BooleanField(
        label="I know that it can never be made less than protected again",
        error_messages={"required": "Tick that you know it cannot be taken back"},
    )

    def __init__(self, *args: Any, to: Sensitivity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if to is not Sensitivity.PROTECTED:
            del self.fields["understood"]


class GroupForm(Versioned):
    """What is said of a group, and where it stands in the list."""

    name = PlainTextField(label="Name", max_length=100)
    description = PlainTextField(
        label="What is in it",
        max_length=300,
        required=False,
        widget=several_lines(2),
        help_text="A few words that help to choose it.",
    )
    after = forms.ChoiceField(label="Where it stands", required=False)

    def __init__(self, *args: Any, actor: Actor, group: CategoryGroup | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = list(queries.category_groups_kept(actor))
        self._others = {other.key: other for other in groups if group is None or other.pk != group.pk}
        offer(self, "after", [("", "First"), *((k, f"After {g.name}") for k, g in self._others.items())])
        numbers = [other.pk for other in groups]
        place = numbers.index(group.pk) if group and group.pk in numbers else len(groups)
        self.fields["after"].initial = groups[place - 1].key if place else ""

    @staticmethod
    def shown(row: CategoryGroup) -> dict[str, object]:
        """What the form shows of a group."""
        return {"name": row.name, "description": row.description, "version": row.version}

    def chosen_place(self) -> CategoryGroup | None:
        """The group after which it comes; None for the first place."""
        return self._others.get(self.cleaned_data["after"])

    def has_moved(self) -> bool:
        """Whether another place was chosen than the one it has."""
        return "after" in self.changed_data
