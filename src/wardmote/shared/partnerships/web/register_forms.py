"""The forms by which organisations, teams, remits and closures are kept. The actions decide; these ask."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms

from wardmote.kernel.actor import Actor
from wardmote.kernel.ui.fields import DayField, Option, PlainTextField, offer
from wardmote.shared.geography import queries as geography

from .. import actions, queries
from ..models import ClockProfile, Organisation, Remit, Team
from ..rules.details import INTAKE_IN_WORDS


class Versioned(forms.Form):
    """A form that knows which version of the row it was filled from."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    @staticmethod
    def shown(row: Any) -> dict[str, object]:
        """What the form shows of a row."""
        return {"version": row.version}


class OrganisationForm(Versioned):
    """What is written about an organisation."""

    name = PlainTextField(label="Name", max_length=200)
    kind = PlainTextField(
        label="What kind of partner",
        max_length=40,
        help_text="Council, police, housing association, charity …",
    )
    phone = PlainTextField(
        label="Telephone", max_length=40, required=False, help_text="Anybody sees it on the front pages."
    )
    email = PlainTextField(label="E-mail", max_length=254, required=False)
    note = PlainTextField(
        label="Note",
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Everybody with a role reads it.",
    )

    @staticmethod
    def shown(organisation: Organisation) -> dict[str, object]:
        """What the form shows of an organisation."""
        return {
            name: getattr(organisation, name)
            for name in ("name", "kind", "phone", "email", "note", "version")
        }

    def details(self) -> actions.OrganisationDetails:
        """What was written."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return actions.OrganisationDetails(**given)


class TeamForm(Versioned):
    """What is written about a team."""

    name = PlainTextField(label="Name", max_length=200)
    remit_words = PlainTextField(
        label="What it is for",
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In plain words, as you would say it to somebody new.",
    )
    hours = PlainTextField(
        label="When it works",
        max_length=200,
        initial="Mon-Fri 09:00-17:00",
        help_text="Deadlines count only in these hours. For example: Mon-Fri 08:00-18:00; Sat 10:00-14:00. "
        "Or: Day and night.",
    )
    response_standard = PlainTextField(
        label="Its own promise", max_length=300, required=False, help_text="For example: 2 working days."
    )
    capacity_per_week = forms.IntegerField(
        label="Referrals a usual week can hold",
        min_value=0,
        max_value=100_000,
        initial=20,
        help_text="0 for a team that only sends.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
    )
    intake = forms.ChoiceField(
        label="How referrals reach it", choices=[(i.value, words) for i, words in INTAKE_IN_WORDS.items()]
    )
    reference_format = PlainTextField(
        label="How its own numbers look",
        max_length=60,
        required=False,
        help_text="For example: ASB/{yy}/{n:04}",
    )
    email = PlainTextField(
        label="E-mail",
        max_length=254,
        required=False,
        help_text="If referrals reach it by a link: the mailbox that the links go to. Whoever reads it can answer.",
    )
    organisation = forms.ModelChoiceField(
        label="Belongs to", queryset=Organisation.objects.none(), required=False, empty_label=None
    )

    def __init__(self, *args: Any, actor: Actor, team: Team | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if team is None:
            del self.fields["organisation"]
            return
        belongs: Any = self.fields["organisation"]
        belongs.queryset = queries.standing_organisations(actor)

    @staticmethod
    def shown(team: Team) -> dict[str, object]:
        """What the form shows of a team."""
        names = (
            "name", "remit_words", "hours", "response_standard", "capacity_per_week", "intake",
            "reference_format", "email", "organisation", "version",
        )  # fmt: skip
        return {name: getattr(team, name) for name in names}

    def details(self) -> actions.TeamDetails:
        """What was written."""
        left_out = ("version", "organisation")
        return actions.TeamDetails(
            **{n: value for n, value in self.cleaned_data.items() if n not in left_out}
        )


class RemitForm(forms.Form):
    """Which kinds of matter a team takes, where, and how fast it answers them."""

    categories = forms.MultipleChoiceField(
        label="Kinds of matter",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one kind of matter"},
    )
    where = forms.ChoiceField(label="Where", widget=forms.RadioSelect, initial="borough")
    areas = forms.MultipleChoiceField(label="Areas", widget=forms.CheckboxSelectMultiple, required=False)
    own_clock = forms.ChoiceField(
        label="Its own standard",
        required=False,
        help_text="How fast this team answers, where it promises something else than the category’s clock. It may be "
        "quicker; slower only where nothing is protected and neither law nor guidance sets the time.",
    )

    def __init__(self, *args: Any, actor: Actor, remit: Remit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._areas = list(geography.areas_in_force().order_by("area_set__name", "name", "pk"))
        offer(
            self,
            "where",
            [
                ("borough", Option("In the whole borough")),
                ("areas", Option("Only in some areas", reveals="areas")),
            ],
        )
        offer(self, "areas", [(str(area.pk), _area_in_words(area)) for area in self._areas])
        self._clocks = {clock.key: clock for clock in queries.clocks_to_choose(actor)}
        usual = (
            f"The clock of the category: {remit.category.clock}" if remit else "The clock of each category"
        )
        offer(
            self, "own_clock", [("", usual), *((key, clock_in_words(c)) for key, c in self._clocks.items())]
        )
        self._categories = {
            str(category.pk): category
            for group in queries.category_groups(actor)
            for category in group.categories.all()
        }
        if remit is not None:
            del self.fields["categories"]
            return
        offer(
            self,
            "categories",
            [
                (pk, Option(category.name, hint=category.group.name))
                for pk, category in self._categories.items()
            ],
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the areas where only some are meant."""
        given = super().clean() or self.cleaned_data
        if given.get("where") == "areas" and not given.get("areas") and "areas" not in self.errors:
            self.add_error("areas", "Choose at least one area")
        return given

    def chosen_areas(self) -> list[Any]:
        """The areas chosen; none for the whole borough."""
        chosen = self.cleaned_data["areas"] if self.cleaned_data["where"] == "areas" else []
        return [area for area in self._areas if str(area.pk) in chosen]

    def chosen_categories(self) -> list[Any]:
        """The kinds of matter chosen."""
        return [self._categories[pk] for pk in self.cleaned_data["categories"]]

    def chosen_clock(self) -> ClockProfile | None:
        """Its own standard; None where it goes by the clock of the category."""
        return self._clocks.get(self.cleaned_data["own_clock"])


def clock_in_words(clock: ClockProfile) -> str:
    """A clock in a list to choose from: its name and its first times."""
    times = clock.times
    return f"{clock.name}: acknowledge {times.acknowledge}, decide {times.decide}, close {times.close}"


def _area_in_words(area: Any) -> Option:
    return Option(area.name, hint=area.area_set.name)


def in_sets(areas: Iterable[Any]) -> list[tuple[str, list[str]]]:
    """Areas by the set they belong to, for a line of a table."""
    ordered = sorted(areas, key=lambda area: (area.area_set.name, area.name))
    return [
        (name, [area.name for area in rows])
        for name, rows in groupby(ordered, key=lambda area: area.area_set.name)
    ]


class ClosureForm(forms.Form):
    """On which days nobody works, and why."""

    name = PlainTextField(
        label="Why it is closed", max_length=100, help_text="For example: Christmas shutdown."
    )
    starts_on = DayField(label="First closed day", help_text="For example: 24 12 2026")
    ends_on = DayField(label="Last closed day", help_text="The same day again for a single day.")


class Confirmed(Versioned):
    """Nothing to fill in: the press is the answer."""


class TakerForm(forms.Form):
    """Which team takes the work over."""

    to = forms.ModelChoiceField(
        label="Which team takes it over?",
        queryset=Team.objects.none(),
        to_field_name="key",
        empty_label="Choose a team",
        error_messages={
            "required": "Choose a team",
            "invalid_choice": "Choose a team from the list: one that has not ended",
        },
    )

    def __init__(self, *args: Any, actor: Actor, team: Team | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        teams = queries.standing_teams(actor).order_by("name", "pk")
        to.queryset = teams.exclude(pk=team.pk) if team else teams
        to.label_from_instance = lambda team: f"{team.name}, {team.organisation}"


class HandOverForm(forms.Form):
    """Why the work moves, and what goes with it."""

    words = PlainTextField(
        label="Why does the work move?",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="This stands in the story of each referral, and both sides read it. Name no resident.",
    )
    with_roles = forms.BooleanField(
        label="Give everybody who works there the same role in the new team", required=False
    )
