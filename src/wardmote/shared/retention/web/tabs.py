"""The parts of these pages, as links."""

from django.http import QueryDict
from django.urls import reverse

from wardmote.kernel.access import allows
from wardmote.kernel.ui.views import ActorRequest

from ..permissions import Permission


def tabs(request: ActorRequest) -> list[tuple[str, str, bool]]:
    """The words and address of each part that the actor may go to, and whether it is this one."""
    parts = [("What is due", "retention:due"), ("Periods", "retention:periods")]
    if allows(request.actor, Permission.HOLD):
        parts.append(("Legal holds", "retention:holds"))
    parts.append(("Certificates", "retention:certificates"))
    return [(words, reverse(name), reverse(name) == request.path) for words, name in parts]


def bound(request: ActorRequest) -> QueryDict | None:
    """What was sent, or None where the page is only looked at: the first argument of a form."""
    return request.POST if request.method == "POST" else None
