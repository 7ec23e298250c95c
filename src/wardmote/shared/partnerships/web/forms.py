"""The form for taking an invitation up."""

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts


class AcceptForm(forms.Form):
    """A password for a new account."""

    password = forms.CharField(
        label="Choose a password",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=" ".join(password_validators_help_texts()),
        error_messages={"required": "Choose a password"},
    )
