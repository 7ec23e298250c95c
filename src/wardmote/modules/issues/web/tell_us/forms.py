"""The questions asked of somebody who tells us something: one to a page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from wardmote.kernel.ui.fields import Option, PlainTextField, offer
from wardmote.modules.referrals.rules import looks_personal
from wardmote.modules.referrals.rules.personal import Found, Personal
from wardmote.shared.accounts.rules.addresses import fold_email
from wardmote.shared.documents.rules import MAX_BYTES
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.queries import Match
from wardmote.shared.messaging.rules import Channel, mobile_number

MOST_WORDS = 4_000
"""Letters. A page and a half: more than anybody types on a telephone."""
_NONE_OF_THESE = "as-written"

IN_WORDS: dict[Personal, str | Promise] = {
    Personal.NAME: _("a name"),
    Personal.TELEPHONE: _("a telephone number"),
    Personal.EMAIL: _("an e-mail address"),
    Personal.ADDRESS: _("the address of a home"),
    Personal.NHS_NUMBER: _("an NHS number"),
    Personal.INSURANCE_NUMBER: _("a National Insurance number"),
    Personal.BIRTHDAY: _("a date of birth"),
    Personal.PLATE: _("a vehicle's number plate"),
}


class FindForm(forms.Form):
    """A few words, to find the kind of matter by."""

    said = PlainTextField(
        label=_("Or say it in a few words"),
        max_length=MOST_WORDS,
        help_text=_("For example: rubbish behind the garages. Please leave out names."),
        error_messages={"required": _("Write a few words, or choose from the list above")},
    )


class WordsForm(forms.Form):
    """What they saw or heard, in their own words. What may tell of somebody comes back once, to be changed or kept."""

    words = PlainTextField(
        label=_("Tell it in your own words"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "What happened, and how often? In any language. Leave out names, phone numbers and number plates."
        ),
        error_messages={"required": _("Write what you saw or heard")},
    )
    seen = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    """The words in which something was found that may tell of somebody: unchanged, they may be kept."""

    def __init__(self, *args: Any, asks: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.asks = asks
        self.found: tuple[Found, ...] = ()

    def clean(self) -> dict[str, Any]:
        """Find what may tell of somebody. They may keep it as it is: then only the teams that deal with it read it."""
        cleaned = super().clean() or self.cleaned_data
        words = cleaned.get("words", "")
        self.found = looks_personal(words) if self.asks else ()
        kept = "keep" in self.data and cleaned.get("seen") == words
        if self.found and not kept:
            self.add_error(
                "words",
                now_in("This may tell who somebody is. Take it out, or say below that it must stay"),
            )
            self.data = {**self.data, "words": words, "seen": words}
        cleaned["tells_of_somebody"] = bool(self.found)
        return cleaned

    @property
    def found_in_words(self) -> list[tuple[str, str]]:
        """What was found, and what it may be."""
        return [(str(IN_WORDS[one.kind]), one.words) for one in self.found]


class PlaceForm(forms.Form):
    """Where it is: in words, by where they are now, or by a pin."""

    place = PlainTextField(
        label=_("Street, postcode or place"),
        max_length=300,
        required=False,
        help_text=_("For example: Test Row, by the bus stop. Not the number of a home."),
    )
    which = forms.ChoiceField(
        label=_("Which of these do you mean?"), widget=forms.RadioSelect, required=False
    )
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-90, max_value=90)
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-180, max_value=180)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.matches: list[Match] = []
        offer(self, "which", self._meanings() if self.is_bound else [])

    @property
    def asks_which(self) -> bool:
        """Whether the place could be several."""
        return len(self.matches) > 1

    def _meanings(self) -> list[tuple[str, str]]:
        self.matches = geography.find_place(str(self.data.get("place", ""))[:300])
        if len(self.matches) < 2:
            return []
        found = [
            (match.coordinates, Option(match.name, hint=geography.lies_in_words(match)))
            for match in self.matches
        ]
        return [*found, (_NONE_OF_THESE, now_in("None of these. Keep it as I wrote it"))]

    def clean(self) -> dict[str, Any]:
        """Find the place: by the pin, by which of several was meant, or by the words alone."""
        cleaned = super().clean() or self.cleaned_data
        pinned = cleaned.get("latitude") is not None and cleaned.get("longitude") is not None
        written = (cleaned.get("place") or "").strip()
        if not pinned:
            cleaned["latitude"] = cleaned["longitude"] = None
        if not pinned and not written and "place" not in self.errors:
            self.add_error("place", now_in("Say where it is: a street, a postcode or a place"))
        if pinned or not written:
            return cleaned
        which = cleaned.get("which")
        chosen = self.matches[0] if len(self.matches) == 1 else None
        if self.asks_which and not which:
            self.add_error("which", now_in("Choose which place you mean"))
        elif which and which != _NONE_OF_THESE:
            chosen = next(match for match in self.matches if match.coordinates == which)
        if chosen:
            cleaned["latitude"], cleaned["longitude"] = chosen.position.latitude, chosen.position.longitude
        return cleaned


class ContactForm(forms.Form):
    """How they hear what becomes of it, if they want to. Whoever says "me too" is asked the same."""

    contact = forms.CharField(
        label=_("Your e-mail address or mobile number, if you want to hear"),
        required=False,
        max_length=320,
        help_text=_(
            "You need not give one. We only use it to tell you about this, and nobody in a team sees it."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "email", "dir": "ltr", "spellcheck": "false"}),
    )
    website = forms.CharField(
        required=False, max_length=200, widget=forms.TextInput(attrs={"tabindex": "-1"})
    )
    """No person sees it: what fills it in is a program."""

    def clean_contact(self) -> tuple[Channel | None, str]:
        """By which way, and to whom, in its one spelling."""
        written = self.cleaned_data["contact"].strip()
        if not written:
            return None, ""
        if "@" in written:
            forms.EmailField(
                error_messages={
                    "invalid": now_in("Write an e-mail address like name@example.com, or leave it empty")
                }
            ).clean(written)
            return Channel.EMAIL, fold_email(written)
        try:
            return Channel.TEXT, mobile_number(written)
        except ValueError:
            raise forms.ValidationError(
                now_in("Write an e-mail address, or a UK mobile number such as 07700 900123")
            ) from None


class SendForm(ContactForm):
    """The last page: a photo, how to hear of it, and send."""

    photo = forms.FileField(
        label=_("Add a photo, if it is safe"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_(
            "We take the place and time out of the file. Nobody outside the teams sees it before a person has looked."
        ),
    )
    field_order = ("photo", "contact", "website")

    def clean_photo(self) -> bytes:
        """Its bytes; what is in them is judged when it is kept."""
        photo = self.cleaned_data["photo"]
        if photo is None:
            return b""
        if photo.size > MAX_BYTES:
            raise forms.ValidationError(
                now_in("This photo is larger than %(most)s MB. Choose a smaller one, or send without")
                % {"most": MAX_BYTES // 1_048_576}
            )
        return bytes(photo.read())


class MoreForm(forms.Form):
    """Something to add to what they told."""

    words = PlainTextField(
        label=_("What do you want to add?"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The team that deals with it reads it. It is not shown to others."),
        error_messages={"required": _("Write what you want to add")},
    )
