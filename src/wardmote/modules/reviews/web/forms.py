"""What is typed on the pages of case reviews."""

from __future__ import annotations

from typing import Any

from django import forms

from wardmote.kernel.ui.fields import DayField, Option, PlainTextField, offer

from ..actions.procedure import TIMES
from ..models import AskedBy, Procedure, Response
from ..models.procedure import LONGEST_LINE, LONGEST_WORDS
from ..models.reviews import LONGEST_NAME, LONGEST_REASON
from ..models.reviews import LONGEST_WORDS as LONGEST_STORY
from ..models.watch import LONGEST_REASON as LONGEST_WHY
from ..rules import MOST_MONTHS, MOST_REPORTS


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class AskForm(forms.Form):
    """A request for a review, on the public page and for staff."""

    asked_by = forms.ChoiceField(
        label="Who is it for?",
        choices=[
            (AskedBy.VICTIM.value, "Me, or my household"),
            (
                AskedBy.FOR_THEM.value,
                Option(
                    "Somebody else, who agrees", hint="A relative, a friend, a councillor, a support worker."
                ),
            ),
        ],
        widget=forms.RadioSelect,
    )
    victim = PlainTextField(label="Name of the person it happens to", max_length=LONGEST_NAME)
    applicant = PlainTextField(
        label="Your name, if you ask for somebody else", max_length=LONGEST_NAME, required=False
    )
    consent = PlainTextField(
        label="If you ask for somebody else: how did they agree?",
        max_length=LONGEST_REASON,
        required=False,
        widget=_area(2),
        help_text="Such as: she asked me to, on the telephone, yesterday.",
    )
    contact = PlainTextField(
        label="How can we reach you safely?",
        max_length=LONGEST_REASON,
        widget=_area(2),
        help_text="A telephone number, e-mail or address. Say when not to ring, if somebody must not hear of it.",
    )
    words = PlainTextField(
        label="What has happened, and whom did you tell?",
        max_length=LONGEST_STORY,
        widget=_area(6),
        help_text="The days as well as you know them, and what would put it right. You need not prove anything.",
    )


class StaffAskForm(AskForm):
    """The same, as staff write it down for somebody."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            "asked_by",
            [
                (AskedBy.VICTIM.value, "The victim"),
                (AskedBy.FOR_THEM.value, "Somebody for them, with consent"),
            ],
        )
        for name, label in (
            ("asked_by", "Who asks?"),
            ("applicant", "Who asks, if it is not the victim"),
            ("consent", "How the victim agreed, if somebody else asks"),
            ("contact", "How they can be reached safely"),
            ("words", "What they say, and what would put it right"),
        ):
            self.fields[name].label = label


class WhyForm(forms.Form):
    """Why reports are one incident, or two, or do not count."""

    report = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    other = forms.ChoiceField(label="The other report", required=False)
    reason = PlainTextField(
        label="Why?",
        max_length=LONGEST_WHY,
        widget=_area(2),
        help_text="Whoever may read these reports sees it.",
    )


class WordsForm(forms.Form):
    """The words that go with a move."""

    words = PlainTextField(label="What to keep", max_length=LONGEST_STORY, required=False, widget=_area(4))


class PanelForm(forms.Form):
    """When the panel meets, and who sits on it."""

    on = DayField(label="Day of the panel")
    words = PlainTextField(
        label="Where it meets, and who chairs",
        max_length=LONGEST_REASON,
        required=False,
        widget=_area(2),
        help_text="Somebody who has not worked on the case chairs best. Say how the victim is heard.",
    )
    teams = forms.MultipleChoiceField(
        label="Who sits on the panel",
        widget=forms.CheckboxSelectMultiple,
        help_text="Each reads the whole review from now on.",
    )


class TeamWordsForm(forms.Form):
    """A question to a team, or a recommendation."""

    team = forms.ChoiceField(label="To")
    words = PlainTextField(label="What", max_length=LONGEST_REASON, widget=_area(3))
    due_on = DayField(label="Done by", required=False, help_text="You can leave it out.")


class AnswerForm(forms.Form):
    """What a team that was asked says."""

    words = PlainTextField(
        label="What your team knows and has done", max_length=LONGEST_STORY, widget=_area(4)
    )


class RespondForm(forms.Form):
    """What an organisation says to a recommendation."""

    response = forms.ChoiceField(
        label="What you say to it", choices=Response.choices, widget=forms.RadioSelect
    )
    words = PlainTextField(label="What you will do, or why not", max_length=LONGEST_REASON, widget=_area(3))


class CountForm(forms.Form):
    """From which report a review is counted."""

    reference = PlainTextField(
        label="Number of the report", max_length=20, help_text="Such as O-7K3M9-QXT4B."
    )


def _number(label: str, most: int, hint: str = "", *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=most,
        required=required,
        help_text=hint,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-2"}),
    )


_TIME_HINT = "Like 3wd for three working days."


class ProcedureForm(forms.Form):
    """An edition of the review procedure."""

    begins_on = DayField(label="In force from")
    reports = _number(
        "Incidents that give the right to a review", MOST_REPORTS, "From 1 to 3. The law means three at most."
    )
    within_months = _number(
        "Reported in the last … months", MOST_MONTHS, "Six is what the law says of itself."
    )
    reported_within_months = _number(
        "Each reported within … months of happening", MOST_MONTHS, "One is usual."
    )
    hate_reports = _number(
        "Incidents of hate that are enough",
        MOST_REPORTS,
        "Leave it empty to count them like others.",
        required=False,
    )
    categories = forms.MultipleChoiceField(
        label="Kinds of matter that count as anti-social behaviour", widget=forms.CheckboxSelectMultiple
    )
    hate = forms.MultipleChoiceField(
        label="Of these, kinds that tell of hate", required=False, widget=forms.CheckboxSelectMultiple
    )
    desk = forms.ChoiceField(label="Team that runs reviews")
    acknowledge = PlainTextField(label="Acknowledge within", max_length=20, help_text=_TIME_HINT)
    decide = PlainTextField(label="Decide on the threshold within", max_length=20)
    tell = PlainTextField(label="Tell them what was decided within", max_length=20)
    information = PlainTextField(label="Agencies answer within", max_length=20)
    panel = PlainTextField(label="Hold the panel within", max_length=20)
    appeal = PlainTextField(label="Appeals are answered within", max_length=20)
    contact_words = PlainTextField(
        label="How to ask without the page",
        max_length=LONGEST_WORDS,
        required=False,
        widget=_area(3),
        help_text="A telephone number, an address to write to, where to call in.",
    )
    appeal_to = PlainTextField(label="Who hears appeals", max_length=LONGEST_LINE)
    appeal_words = PlainTextField(
        label="How to appeal", max_length=LONGEST_WORDS, required=False, widget=_area(2)
    )

    @staticmethod
    def initial_of(edition: Procedure | None) -> dict[str, Any]:
        """What the form begins with: the newest edition, or what is usual."""
        names = [
            "reports",
            "within_months",
            "reported_within_months",
            "hate_reports",
            *TIMES,
            "contact_words",
            "appeal_to",
            "appeal_words",
        ]
        source = edition or Procedure(appeal_to="The police and crime commissioner")
        begun = {name: getattr(source, name) for name in names}
        if edition is not None:
            begun |= {"categories": edition.categories, "hate": edition.hate, "desk": edition.desk_id}
        return begun
