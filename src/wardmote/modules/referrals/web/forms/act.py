"""What all forms about a referral share. The rules say what must be given; forms only ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms

from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import LONDON, today
from wardmote.kernel.ui.fields import PlainTextField
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import CapacityState
from wardmote.shared.partnerships.rules.capacity import is_closed, said

from ...rules import (
    NotReady,
    Situation,
    StepKind,
)
from ..shown import full_name

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Team

    from ...models import Referral

from ...models import MAX_WORDS

MAX_REFERENCE = 120


def words_field(label: str, hint: str = "", *, rows: int = 3, required: bool = True) -> PlainTextField:
    """Somebody's words, asked for with a label and, if they are, as something one may leave out."""
    return PlainTextField(
        max_length=MAX_WORDS,
        label=label if required else f"{label} (if you like)",
        help_text=hint,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": "Say it in a sentence"},
    )


def reasons_field(label: str, choices: Iterable[tuple[str, str]], missing: str) -> forms.ChoiceField:
    """One of a fixed list of reasons."""
    return forms.ChoiceField(
        label=label,
        choices=list(choices),
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )


class ActForm(forms.Form):
    """What is asked for one act. `kind` is posted with it; `version` is that of the page it was shown on."""

    kind: StepKind
    title = ""
    button = ""
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        referral: Referral,
        situation: Situation,
        teams: Sequence[Team],
    ) -> None:
        super().__init__(typed, auto_id=f"{self.kind}_%s", initial={"version": referral.version})
        self.referral = referral
        self.situation = situation
        self.teams = {team.pk: team for team in teams}
        self.prepare()

    def prepare(self) -> None:
        """Fit the form to this referral."""

    def teams_without(self, *ids: int) -> list[Team]:
        """The teams that can be named, but for some."""
        return [team for pk, team in self.teams.items() if pk not in ids]

    def refuse(self, refused: NotReady) -> None:
        """Say under the field it is about what must be given first."""
        field = "to_team" if refused.field == "teams" else refused.field
        self.add_error(field if field in self.fields else None, str(refused))

    def act(self, *, by: Actor) -> Referral:
        """Do it. Raises what the action raises."""
        raise NotImplementedError

    @property
    def has_questions(self) -> bool:
        """Whether there is something to fill in, so that it is unfolded before it is sent."""
        return bool(self.visible_fields())


class PlainForm(ActForm):
    """An act that takes words and nothing else, or not even those."""

    action: Callable[..., Referral]

    def act(self, *, by: Actor) -> Referral:
        """Do it with what was typed."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return type(self).action(by=by, referral=self.referral, version=self.cleaned_data["version"], **given)


class WordsForm(forms.Form):
    """Words beside the referral's life: a note for the own team, or something added to what was seen."""

    def __init__(self, typed: Mapping[str, Any] | None = None, *, name: str, label: str, hint: str) -> None:
        super().__init__(typed, auto_id=f"{name}_%s")
        self.fields["words"] = words_field(label, hint)


def by_organisation(teams: Iterable[Team], nobody: str) -> list[Any]:
    """Choices of teams, grouped by organisation, after a first one that names none.

    Each says whether it has a waiting list or is closed; those that are closed come last in their organisation.
    """
    day = today()

    def place(team: Team) -> tuple[str, int, bool, str]:
        is_last = is_closed(partnerships.capacity_fetched(team), day)
        return (team.organisation.name, team.organisation_id, is_last, team.name)

    in_order = sorted(teams, key=place)
    return [
        ("", nobody),
        *(
            (name, [(team.pk, _name_to_choose(team, day)) for team in group])
            for name, group in groupby(in_order, key=lambda team: team.organisation.name)
        ),
    ]


def _name_to_choose(team: Team, day: date) -> str:
    capacity = partnerships.capacity_fetched(team)
    says = said(capacity, day, briefly=True) if capacity and capacity.state is not CapacityState.OPEN else ""
    return f"{full_name(team)} ({says})" if says else full_name(team)


def begins(day: date) -> datetime:
    """The first moment of a day in London."""
    return datetime.combine(day, time.min, tzinfo=LONDON)
