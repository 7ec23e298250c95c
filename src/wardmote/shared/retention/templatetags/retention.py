"""How the pages of retention say a number."""

from django import template

from wardmote.kernel.privacy.disclosure import SMALL

register = template.Library()


@register.filter
def number_told(number: int | None) -> str:
    """Say how many, or that there are too few to tell, if there are any."""
    return f"fewer than {SMALL}" if number is None else f"{number:,}"
