"""The forms of the set-up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from wardmote.kernel.ui.fields import PlainTextField
from wardmote.shared.geography.rules.coordinates import NoSuchPosition, Position, read_coordinates

from ...rules import UnreadableColour, check_colours


class AboutForm(forms.Form):
    """What the partnership is called, where it can be written to, and where its middle is."""

    name = PlainTextField(
        label="Name of the partnership",
        max_length=200,
        help_text="As it stands on a letter. For example, Brynmor Community Partnership.",
        error_messages={"required": "Write the name of the partnership"},
    )
    short_name = PlainTextField(
        label="Short name",
        max_length=60,
        help_text="One or two words. They stand at the head of every page, and in sentences: “the partners of …”.",
        error_messages={"required": "Write a short name"},
    )
    address = PlainTextField(
        label="Postal address (optional)",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "street-address"}),
        help_text="For people who want to write about their data or about this site.",
    )
    email = forms.EmailField(
        label="E-mail address (optional)",
        max_length=254,
        required=False,
        help_text="A mailbox that several people read.",
        error_messages={"invalid": "Write an e-mail address like hello@example.org"},
    )
    middle = PlainTextField(
        label="Middle of the borough (optional)",
        max_length=100,
        required=False,
        help_text=(
            "Latitude and longitude, like 52.81, -3.45, or a grid reference. Leave it empty if you load wards:"
            " then we take their middle."
        ),
    )

    def clean_name(self) -> str:
        """Drop spaces at the ends."""
        return str(self.cleaned_data["name"]).strip()

    def clean_short_name(self) -> str:
        """Drop spaces at the ends."""
        return str(self.cleaned_data["short_name"]).strip()

    def clean_address(self) -> str:
        """Keep lines as they are written, in one way of ending them."""
        return str(self.cleaned_data["address"]).strip().replace("\r\n", "\n")

    def clean_middle(self) -> Position | None:
        """Read a position."""
        words = str(self.cleaned_data["middle"])
        if not words.strip():
            return None
        try:
            found = read_coordinates(words)
        except NoSuchPosition as error:
            raise ValidationError(str(error)) from error
        if found is None:
            raise ValidationError(
                "Write two numbers, like 52.81, -3.45, or a grid reference, like SO 045 285"
            )
        return found


class ColoursForm(forms.Form):
    """The three colours, each as #rrggbb."""

    bottle = forms.CharField(
        label="Dark colour", max_length=20, help_text="The band at the head of every page, and headings."
    )
    brand = forms.CharField(label="Main colour", max_length=20, help_text="Links and buttons.")
    gold = forms.CharField(
        label="Light colour", max_length=20, help_text="The thread, and the line under the head."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instead: dict[str, str] = {}

    def clean(self) -> dict[str, Any]:
        """Check each colour by itself, so that all that is wrong is said at once, each with what would do."""
        given = super().clean() or self.cleaned_data
        well = {"bottle": "#000000", "brand": "#000000", "gold": "#ffffff"}
        for name in well:
            if name in given:
                try:
                    given[name] = check_colours(**{**well, name: given[name]})[name]
                except UnreadableColour as refused:
                    self.add_error(name, str(refused))
                    if refused.instead:
                        self.instead[name] = refused.instead
        return given


class LogoForm(forms.Form):
    """A picture and its words."""

    picture = forms.FileField(
        label="Logo",
        help_text="A PNG or JPEG picture up to 5 MB. It is shown 40 pixels high on a white plate.",
        error_messages={"required": "Choose a picture", "empty": "This file is empty. Choose another."},
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )
    words = PlainTextField(
        label="What it says",
        max_length=200,
        help_text="For people who do not see it. Usually just the name: Brynmor Council.",
        error_messages={"required": "Write what the logo says"},
    )
