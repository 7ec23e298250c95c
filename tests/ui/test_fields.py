"""Fields in GOV.UK patterns: joined to their words, and never losing what was typed (R1.1, R1.9)."""

import re
from datetime import UTC, date, datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from wardmote.kernel.clock import LONDON
from wardmote.kernel.ui.fields import DayField, ManyPills, MomentField, Option, Pills, PlainTextField, Scale

text = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))


class Report(forms.Form):
    words = PlainTextField(
        label="What happened", max_length=20, help_text="In a sentence.", widget=forms.Textarea
    )
    about = forms.ChoiceField(
        label="What about", widget=Pills, choices=[("home", "Home"), ("street", "Street")]
    )
    serious = forms.ChoiceField(label="How serious", widget=Scale, choices=[(1, "minor"), (2, "upsetting")])
    teams = forms.MultipleChoiceField(
        label="Teams", widget=ManyPills, required=False, choices=[("1", "Parks"), ("2", "Repairs")]
    )
    reason = forms.ChoiceField(
        label="Why",
        widget=forms.RadioSelect,
        choices=[
            ("not_ours", Option("Not ours", hint="Ask if unsure.", reveals="whose")),
            ("room", "No room"),
        ],
    )
    whose = PlainTextField(label="Whose is it", max_length=100, required=False)
    day = DayField(label="When")
    ways = forms.MultipleChoiceField(
        label="Ways", widget=forms.CheckboxSelectMultiple, required=False, choices=[("post", "Letter")]
    )
    photo = forms.FileField(label="Photo", required=False)
    agreed = forms.BooleanField(label="They know", required=False)
    latitude = forms.FloatField(widget=forms.HiddenInput, required=False)


def summary(form: forms.Form) -> str:
    return Template("{% load ui %}{% error_summary form %}").render(Context({"form": form}))


def control(html: str, id: str) -> str:
    found = re.search(rf'<(?:input|textarea|select)[^>]*\bid="{id}"[^>]*>', html)
    assert found, id
    return found[0]


def test_a_control_is_described_by_its_hint_and_its_error() -> None:
    html = str(Report({}))
    assert 'aria-describedby="id_words_helptext id_words_error"' in control(html, "id_words")
    assert 'aria-invalid="true"' in control(html, "id_words")
    assert 'id="id_words_helptext"' in html
    assert 'id="id_words_error"' in html


def test_every_label_names_a_control() -> None:
    html = str(Report())
    for id in re.findall(r'for="([^"]+)"', html):
        control(html, id)


def test_the_summary_links_to_the_first_control_of_each_field() -> None:
    form = Report({})
    html = str(form)
    links = re.findall(r'href="#([^"]+)"', summary(form))
    assert links == ["id_words", "id_about_0", "id_serious_0", "id_reason_0", "id_day_0"]
    for id in links:
        control(html, id)


def test_one_of_many_is_a_radio_and_any_of_many_is_a_checkbox() -> None:
    html = str(Report())
    kinds = {"id_about_0": "radio", "id_teams_0": "checkbox", "id_reason_0": "radio", "id_ways_0": "checkbox"}
    for id, kind in kinds.items():
        assert f'type="{kind}"' in control(html, id)


def test_what_is_missing_is_named() -> None:
    html = summary(Report({}))
    assert "Fill in: What happened" in html
    assert "Choose: How serious" in html
    assert "required" not in html


def test_no_summary_stands_over_a_form_without_errors() -> None:
    assert summary(Report()).strip() == ""


def test_a_question_that_a_choice_reveals_is_drawn_once_and_there() -> None:
    html = str(Report())
    assert html.count('id="id_whose"') == 1
    assert html.index('id="id_reason_0_more"') < html.index('id="id_whose"') < html.index('id="id_reason_1"')


@given(words=text, whose=text)
def test_what_was_typed_comes_back_in_the_form(words: str, whose: str) -> None:
    form = Report({"words": words, "whose": whose, "day_0": "31", "day_1": "Febtember", "reason": "room"})
    assert not form.is_valid()
    assert form["words"].value() == words
    assert form["whose"].value() == whose
    html = str(form)
    assert 'value="Febtember"' in html
    assert "checked" in control(html, "id_reason_1")


@given(text.filter(str.strip))
def test_text_is_kept_exactly_as_typed(words: str) -> None:
    assert PlainTextField(max_length=1_000_000).clean(words) == words


def test_text_of_ten_megabytes_is_told_its_length_and_the_limit() -> None:
    with pytest.raises(ValidationError) as caught:
        PlainTextField(max_length=5_000).clean("x" * 10_000_000)
    assert caught.value.messages == ["This is 10,000,000 characters long. Use 5,000 or fewer"]


def test_the_browser_does_not_cut_what_is_pasted() -> None:
    assert "maxlength" not in control(str(Report()), "id_words")


def test_a_null_is_refused_in_words() -> None:
    with pytest.raises(ValidationError, match="hidden character"):
        PlainTextField(max_length=50).clean("before\x00after")


def test_spaces_alone_are_no_answer() -> None:
    with pytest.raises(ValidationError):
        PlainTextField(max_length=50).clean(" \n\t ")
    assert PlainTextField(max_length=50, required=False).clean("  ") == "  "


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)))
def test_a_day_is_read_in_figures_and_in_words(day: date) -> None:
    for month in (str(day.month), f"{day:%B}", f"{day:%b}".lower()):
        assert DayField().clean([str(day.day), month, str(day.year)]) == day


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (["31", "2", "2026"], "not a real date"),
        (["", "2", "2026"], "must include a day"),
        (["3", "", ""], "must include a month and a year"),
        (["3", "Smarch", "2026"], "not a real date"),
        (["٣", "2", "2026"], "not a real date"),
        (["3", "2", "99999999999999999999"], "not a real date"),
        (["-3", "2", "2026"], "not a real date"),
    ],
)
def test_a_day_that_is_none_is_told_what_to_mend(parts: list[str], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        DayField().clean(parts)


@given(st.lists(st.text(max_size=8), min_size=4, max_size=4))
def test_whatever_is_typed_as_a_moment_gives_a_moment_or_a_sentence(parts: list[str]) -> None:
    try:
        found = MomentField(required=False).clean(parts)
    except ValidationError:
        return
    assert found is None or found.tzinfo is not None


@pytest.mark.parametrize(
    ("said", "hour", "minute"),
    [
        ("14:30", 14, 30), ("2:30pm", 14, 30), ("2.30 pm", 14, 30), ("1430", 14, 30), ("9am", 9, 0),
        ("12am", 0, 0), ("12pm", 12, 0), ("6:05 a.m.", 6, 5), ("00:00", 0, 0),
    ],
)  # fmt: skip
def test_a_time_of_day_is_read_as_people_write_it(said: str, hour: int, minute: int) -> None:
    found = MomentField().clean(["9", "11", "2026", said])
    assert found == datetime(2026, 11, 9, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize("said", ["", "6", "25:00", "14:60", "13pm", "0am", "noonish", "12:345", "1 2 3"])
def test_a_time_that_is_none_is_told_how_to_write_it(said: str) -> None:
    with pytest.raises(ValidationError, match="Write the time like"):
        MomentField().clean(["9", "11", "2026", said])


def test_an_hour_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(ValidationError, match="clocks went forward"):
        MomentField().clean(["29", "3", "2026", "01:30"])


def test_a_moment_is_shown_in_london_time() -> None:
    class Call(forms.Form):
        at = MomentField(label="When")

    html = str(Call(initial={"at": datetime(2026, 7, 1, 9, 5, tzinfo=UTC)}))
    assert re.findall(r'id="id_at_\d" name="at_\d" value="([^"]*)"', html) == ["1", "7", "2026", "10:05"]
