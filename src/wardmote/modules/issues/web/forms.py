"""The forms of what can be done with an issue. Each asks for its words; the action says what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from wardmote.kernel.actor import Actor
from wardmote.kernel.refusals import NotReady
from wardmote.kernel.ui.fields import DayField, Option, PlainTextField, Scale, offer
from wardmote.modules.referrals import queries as referrals
from wardmote.modules.referrals.rules import BANDS, SERIOUSNESS
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity

from .. import actions, queries
from ..actions import NewIssue, NewTakenOn
from ..models import MAX_REASON, MAX_TITLE, MAX_WORDS, Issue
from ..permissions import Permission
from ..rules import LEVELS_IN_WORDS, MOVES, TAKEN_ON_IN_WORDS, IssueState, Level, TakenOnBy

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Observation

MAX_NAME = 200


def reason_field(label: str = "Why?", hint: str = "", *, required: bool = True) -> PlainTextField:
    """A reason, in a few lines."""
    return PlainTextField(
        label=label,
        help_text=hint or "Name nobody: the reason is kept with the issue.",
        max_length=MAX_REASON,
        required=required,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why"},
    )


def title_field() -> PlainTextField:
    """The title of an issue."""
    return PlainTextField(
        label="What is the problem, in one line?",
        max_length=MAX_TITLE,
        help_text="Say what and where, and name nobody: “Mattresses tipped behind the Lorimer Row garages”.",
        error_messages={"required": "Say what the problem is"},
    )


def words_field(*, required: bool = False) -> PlainTextField:
    """What an issue is about, for everybody."""
    return PlainTextField(
        label="What is it about, in plain words?",
        max_length=MAX_WORDS,
        required=required,
        help_text="Everybody reads this once the issue is published: what happens, when, and whom it hurts.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )


def sensitivity_field() -> forms.ChoiceField:
    """Who may know of an issue."""
    return forms.ChoiceField(
        label="Who may know of it?",
        initial=Sensitivity.OPEN,
        choices=[
            (Sensitivity.OPEN.value, Option("Every partner, and everybody once it is published")),
            (
                Sensitivity.PARTNERS.value,
                Option(
                    "Only your teams, and those it is referred to",
                    hint="Where people could be known by it, such as one household.",
                ),
            ),
        ],
        widget=forms.RadioSelect,
    )


class ActForm(forms.Form):
    """What is asked for one act on an issue. `key` is its address, `button` its verb, `done` what is said after."""

    key: ClassVar[str]
    title: ClassVar[str]
    button: ClassVar[str]
    done: ClassVar[str]
    permission: ClassVar[StrEnum] = Permission.GATHER
    about: ClassVar[str] = ""

    def __init__(self, typed: Mapping[str, Any] | None = None, *, issue: Issue, actor: Actor) -> None:
        super().__init__(typed)
        self.issue, self.actor = issue, actor
        self.prepare()

    def prepare(self) -> None:
        """Fit the form to this issue."""

    def act(self) -> Issue:
        """Do it. Gives the issue whose page comes next. Raises what the action raises."""
        raise NotImplementedError


class Reword(ActForm):
    """Say anew what it is about."""

    key, title, button, done = "words", "Word it", "Save the words", "The words are saved."
    about = "Name nobody. Everybody reads this once the issue is published."
    name = title_field()
    words = words_field()
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def prepare(self) -> None:
        """Begin with the words as they are."""
        self.initial = {"name": self.issue.title, "words": self.issue.words, "version": self.issue.version}

    def act(self) -> Issue:
        """Save them."""
        said = self.cleaned_data
        return actions.reword(
            by=self.actor, issue=self.issue, title=said["name"], words=said["words"], version=said["version"]
        )


class _OfHeld(ActForm):
    """What is done with some of what an issue holds."""

    observations = forms.MultipleChoiceField(
        label="Which of these?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one"},
    )

    def prepare(self) -> None:
        """Offer what the issue holds, as far as the actor may read it."""
        held = queries.held_by(self.actor, self.issue, size=200).rows
        self.there: dict[str, Observation] = {
            str(each.observation.pk): each.observation for each in held if each.observation
        }
        offer(self, "observations", [(key, _called(one)) for key, one in self.there.items()])

    @property
    def chosen(self) -> Sequence[Observation]:
        """The observations that were ticked."""
        return [self.there[key] for key in self.cleaned_data["observations"]]


def _called(observation: Observation) -> Option:
    return Option(
        observation.title,
        hint=f"{observation.reference} · {observation.place_words or observation.ward or ''}",
    )


class LetGo(_OfHeld):
    """Some of it speaks of something else."""

    key, title, button = "let-go", "Some of it is about something else", "Let them go"
    done = "They are in no issue now. You can put them into another."
    reason = reason_field()

    def act(self) -> Issue:
        """Let them go."""
        actions.let_go(
            by=self.actor, issue=self.issue, observations=self.chosen, reason=self.cleaned_data["reason"]
        )
        return self.issue


class Split(_OfHeld):
    """Some of it is an issue of its own."""

    key, title, button = "split", "Make another issue of some of it", "Make another issue"
    done = "This is the new issue. The other one keeps the rest."
    name = title_field()
    words = words_field()
    reason = reason_field("Why are they two?")

    def act(self) -> Issue:
        """Split them out."""
        said = self.cleaned_data
        return actions.split(
            by=self.actor,
            issue=self.issue,
            observations=self.chosen,
            new=NewIssue(
                title=said["name"], words=said["words"], sensitivity=Sensitivity(self.issue.sensitivity)
            ),
            reason=said["reason"],
        )


class Merge(ActForm):
    """Another issue is the same."""

    key, title, button = "merge", "Another issue is the same", "Merge them"
    done = "The two are one now."
    about = "All that the other one holds comes here, and its page leads here. You can take it back."
    other = forms.ChoiceField(label="Another issue in the same ward", required=False)
    number = PlainTextField(
        label="Or its number", max_length=40, required=False, help_text="Such as I-7K3M9-QXT4B."
    )
    reason = reason_field("Why are they one?")

    def prepare(self) -> None:
        """Offer those nearby."""
        near = queries.others_near(self.actor, self.issue)
        offer(
            self,
            "other",
            [
                ("", "Choose one"),
                *((other.reference, f"{other.title} ({other.reference})") for other in near),
            ],
        )

    def act(self) -> Issue:
        """Merge the other one into this."""
        number = self.cleaned_data["number"].strip() or self.cleaned_data["other"]
        if not number:
            raise NotReady("Choose the other issue, or write its number.", field="other")
        other = queries.issue_numbered(self.actor, number)
        if other is None:
            raise NotReady("There is no issue with this number that you can read. Check it.", field="number")
        actions.merge(by=self.actor, issue=self.issue, other=other, reason=self.cleaned_data["reason"])
        return self.issue


class Weigh(ActForm):
    """How serious, how many."""

    key, title, button = "weigh", "Say how much it weighs", "Set the priority"
    done = "The priority is worked out anew. Your reason stands beside it."
    permission = Permission.WEIGH
    about = (
        "How many people told us is not how many are affected. But at least so many are: the sum never goes under"
        " that."
    )
    seriousness = forms.TypedChoiceField(
        label="How serious is it?",
        coerce=int,
        choices=[(number, words) for number, words in SERIOUSNESS.items()],
        widget=Scale,
    )
    band = forms.TypedChoiceField(
        label="How many people does it affect?",
        coerce=int,
        choices=[(number, words) for number, words in BANDS.items()],
        widget=Scale,
    )
    reason = reason_field(hint="Everybody reads this beside the sum: “320 people live within 100 metres”.")

    def prepare(self) -> None:
        """Begin with what counts now."""
        self.initial = {"seriousness": self.issue.seriousness, "band": self.issue.band}

    def act(self) -> Issue:
        """Set what was changed; both, where nothing was."""
        said = self.cleaned_data
        serious = said["seriousness"] if said["seriousness"] != self.issue.seriousness else None
        band = said["band"] if said["band"] != self.issue.band else None
        if serious is None and band is None:
            serious, band = said["seriousness"], said["band"]
        return actions.weigh(
            by=self.actor, issue=self.issue, reason=said["reason"], seriousness=serious, band=band
        )


class AsTold(ActForm):
    """Back to what was told."""

    key, title, button = "as-told", "Weigh it by what people said", "Take back what was set"
    done = "What people said counts again."
    permission = Permission.WEIGH
    reason = reason_field()

    def act(self) -> Issue:
        """Take back what was set."""
        return actions.weigh_as_told(by=self.actor, issue=self.issue, reason=self.cleaned_data["reason"])


class Vulnerable(ActForm):
    """Whether it hurts people who are hurt more easily."""

    key, title, button = "vulnerable", "People who are hurt more easily", "Save it"
    done = "It is saved, and stands beside the sum."
    permission = Permission.WEIGH
    about = "Such as children, old people, or people with a disability or an illness. Name nobody."
    is_vulnerable = forms.ChoiceField(
        label="Does it hurt them more than others?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
    )
    reason = reason_field()

    def act(self) -> Issue:
        """Say so."""
        return actions.mark_vulnerable(
            by=self.actor,
            issue=self.issue,
            is_vulnerable=self.cleaned_data["is_vulnerable"] == "yes",
            reason=self.cleaned_data["reason"],
        )


class Publish(ActForm):
    """Everybody may read it."""

    key, title, button = "publish", "Publish it", "Let everybody read it"
    done = "Everybody can read it now."
    permission = Permission.PUBLISH
    about = (
        "Everybody will read the title, the words, how much it weighs, who was asked, and every decision. Nobody reads"
        " what people said. Read the words once more: do they name anybody?"
    )

    def act(self) -> Issue:
        """Publish it."""
        return actions.publish(by=self.actor, issue=self.issue)


class TakeDown(ActForm):
    """Nobody but those who work here reads it."""

    key, title, button = "take-down", "Take it down", "Take it down"
    done = "Only those who work here read it now."
    permission = Permission.PUBLISH
    reason = reason_field()

    def act(self) -> Issue:
        """Take it down."""
        return actions.take_down(by=self.actor, issue=self.issue, reason=self.cleaned_data["reason"])


class Escalate(ActForm):
    """To the next level."""

    key, title, button = "escalate", "Take it to the next level", "Take it up"
    done = "It is at the next level now."
    permission = Permission.ESCALATE
    reason = reason_field("Why can it not be dealt with here?")

    def prepare(self) -> None:
        """Name the level."""
        if self.issue.level < Level.BOROUGH:
            self.about = f"It goes to {LEVELS_IN_WORDS[Level(self.issue.level + 1)]} level."  # type: ignore[misc]  # of this one form

    def act(self) -> Issue:
        """Escalate it."""
        return actions.escalate(by=self.actor, issue=self.issue, reason=self.cleaned_data["reason"])


class HandBack(ActForm):
    """To the level below."""

    key, title, button = "hand-back", "Hand it back a level", "Hand it back"
    done = "It is at the level below now."
    permission = Permission.HAND_BACK
    reason = reason_field("Why can it be dealt with there?")

    def act(self) -> Issue:
        """Hand it back."""
        return actions.hand_back(by=self.actor, issue=self.issue, reason=self.cleaned_data["reason"])


class Refer(ActForm):
    """To several teams at once."""

    key, title, button = "refer", "Refer it", "Refer it"
    done = "It is on its way. Each team has a clock of its own."
    permission = Permission.REFER
    about = "Several teams can be asked at once. The issue cannot be closed until each has answered."
    from_team = forms.TypedChoiceField(label="From which of your teams?", coerce=int)
    to_teams = forms.TypedMultipleChoiceField(
        label="Teams that take such matters",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    another = forms.TypedChoiceField(label="Another team", coerce=int, required=False, empty_value=None)
    words = reason_field("What should they do?", "Everybody can read this. Name nobody.")

    def prepare(self) -> None:
        """Offer the teams: those that take such matters first."""
        own = list(partnerships.teams_of(self.actor).order_by("name", "pk"))
        offer(self, "from_team", [(team.pk, str(team)) for team in own])
        if len(own) == 1:
            self.fields["from_team"].initial = own[0].pk
            self.fields["from_team"].widget = forms.HiddenInput()
        self.teams = {
            team.pk: team
            for team in partnerships.standing_teams(self.actor).order_by("organisation__name", "name", "pk")
        }
        at = None
        if self.issue.latitude is not None and self.issue.longitude is not None:
            at = (self.issue.latitude, self.issue.longitude)
        found = referrals.suggestions_at(
            self.actor,
            self.issue.category,
            at,
            sensitivity=self.issue.sensitivity,
            seriousness=self.issue.seriousness,
        ).teams
        known = [each for each in found if each.team in self.teams]
        offer(
            self,
            "to_teams",
            [
                (
                    each.team,
                    Option(
                        f"{each.team_name}, {each.organisation_name}",
                        hint=each.reasons[0] if each.reasons else "",
                    ),
                )
                for each in known
            ],
        )
        others = [team for pk, team in self.teams.items() if pk not in {each.team for each in known}]
        offer(
            self,
            "another",
            [("", "Nobody else"), *((team.pk, f"{team}, {team.organisation}") for team in others)],
        )
        if not known:
            del self.fields["to_teams"]

    def act(self) -> Issue:
        """Refer it."""
        said = self.cleaned_data
        numbers = [*said.get("to_teams", []), *([said["another"]] if said["another"] else [])]
        actions.refer(
            by=self.actor,
            issue=self.issue,
            from_team=self.teams[said["from_team"]],
            to_teams=[self.teams[number] for number in numbers],
            asked=said["words"],
        )
        return self.issue


class TakeOn(ActForm):
    """Residents take it on."""

    key, title, button = "take-on", "Residents take it on", "Write it down"
    done = "It is written down, and shows on the issue."
    permission = Permission.TAKE_ON
    about = (
        "A group takes it on, or a task-and-finish group is made for it. Give a role to ask, never a name."
    )
    kind = forms.ChoiceField(
        label="Who takes it on?",
        choices=[(kind.value, words.capitalize()) for kind, words in TAKEN_ON_IN_WORDS.items()],
        widget=forms.RadioSelect,
    )
    group = PlainTextField(label="Name of the group", max_length=MAX_NAME)
    contact_role = PlainTextField(
        label="Whom to ask", max_length=MAX_NAME, help_text="A role, such as “the secretary of the group”."
    )
    will_do = reason_field("What will they do?", "Everybody can read this.")
    begins_on = DayField(label="From")
    ends_on = DayField(label="Until", required=False, help_text="A task-and-finish group has a last day.")

    def act(self) -> Issue:
        """Write it down."""
        said = dict(self.cleaned_data)
        new = NewTakenOn(**{**said, "kind": TakenOnBy(said["kind"])})
        actions.take_on(by=self.actor, issue=self.issue, new=new)
        return self.issue


_DECISIONS = {
    IssueState.BEING_TACKLED: Option("It is being tackled", hint="Somebody has begun, or will."),
    IssueState.DONE: Option("It is done", hint="All who were asked have answered."),
    IssueState.NOT_TACKLED: Option(
        "It will not be tackled", hint="Say why. It shows as large as what was done."
    ),
    IssueState.OPEN: Option("Open it again", hint="It is not over, or it came back."),
}


class Decide(ActForm):
    """What becomes of it."""

    key, title, button = "decide", "Decide it", "Decide it in public"
    done = "It is decided. Everybody can read what, who decided, and why."
    permission = Permission.DECIDE
    about = "The decision, its reason and who decided are published. All who spoke are told together."
    state = forms.ChoiceField(label="What was decided?", widget=forms.RadioSelect)
    decided_by = PlainTextField(
        label="Who decided?",
        max_length=MAX_NAME,
        help_text="A role or a body, such as “The Area 3 partners, on 6 October”. Never a name.",
    )
    reason = reason_field("Why?", "Everybody reads this. Plain words, and name nobody.")

    def prepare(self) -> None:
        """Offer only where it can go from here."""
        offer(self, "state", [(to.value, _DECISIONS[to]) for to in MOVES[IssueState(self.issue.state)]])

    def act(self) -> Issue:
        """Decide it."""
        said = self.cleaned_data
        actions.decide(
            by=self.actor,
            issue=self.issue,
            state=IssueState(said["state"]),
            decided_by=said["decided_by"],
            reason=said["reason"],
        )
        return self.issue


ACTS: Mapping[str, type[ActForm]] = {
    form.key: form
    for form in (
        Reword, LetGo, Split, Merge, Weigh, AsTold, Vulnerable, Publish, TakeDown, Escalate, HandBack, Refer, TakeOn,
        Decide,
    )
}  # fmt: skip
