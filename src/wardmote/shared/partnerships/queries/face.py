"""The one partnership of this installation, and the name and colours its pages carry."""

from __future__ import annotations

from functools import lru_cache
from time import monotonic

from django.db import transaction
from django.urls import reverse

from wardmote.kernel.ui.colours import Partnership as Face

from ..models import Logo, Partnership


def the_partnership() -> Partnership | None:
    """The one partnership of this installation, or None before it has been set up."""
    return Partnership.objects.first()


def face() -> Face:
    """The name the pages carry. Kept for a minute in each process, because every page asks."""
    return _face(int(monotonic() // 60))


@lru_cache(maxsize=1)
def _face(_minute: int) -> Face:
    partnership = Partnership.objects.first()
    if partnership is None:
        return Face(name="", short_name="")
    logo = Logo.objects.filter(partnership=partnership).defer("picture").first()
    named = {
        "name": partnership.name,
        "short_name": partnership.short_name,
        "address": partnership.address,
        "email": partnership.email,
        "logo": reverse("partnerships:logo", args=[logo.sha256]) if logo else "",
        "logo_words": logo.words if logo else "",
    }
    try:
        return Face(**named, bottle=partnership.bottle, brand=partnership.brand, gold=partnership.gold)
    except ValueError:  # written past the action that checks them: a page in our colours is better than none
        return Face(**named)


def look_at_the_face_again() -> None:
    """Ask for name, colours and logo anew with the next page of this process; the others do within a minute."""
    _face.cache_clear()
    transaction.on_commit(_face.cache_clear)
