"""The section of requests on the data protection officer's desk."""

from __future__ import annotations

from django.urls import reverse

from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import today
from wardmote.kernel.ui.sections import Filled

from ..rules import ask_in_words
from .requests import requests_open

_FEW = 5


def requests(actor: Actor) -> Filled:
    """The requests that wait, the next due first. One query."""
    waiting = requests_open(actor)
    late = sum(one.due_on is not None and one.due_on < today() for one in waiting)
    said = f"{len(waiting)} to answer" + (f", {late} overdue" if late else "")
    return Filled(
        waiting=len(waiting),
        said=said if waiting else "",
        url=reverse("rights:requests"),
        more="Every request, and writing down a new one",
        context={"rows": [(one, ask_in_words(one.ask)) for one in waiting[:_FEW]]},
    )
