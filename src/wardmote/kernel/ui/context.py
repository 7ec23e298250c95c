"""What every page's frame shows: the partnership, the links, who you are."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from wardmote.kernel.actor import NOBODY
from wardmote.kernel.ui import sources
from wardmote.kernel.ui.navigation import Place, links


def frame(request: HttpRequest) -> dict[str, Any]:
    """Fill the frame of a page. A template context processor.

    The actor is the one the view decorator put on the request; a page served without one shows nobody's
    frame.
    """
    actor = getattr(request, "actor", NOBODY)
    return {
        "actor": actor,
        "partnership": sources.partnership(),
        "head_links": links(actor, Place.HEAD, path=request.path),
        "foot_links": links(actor, Place.FOOT, path=request.path),
        "nobody": actor == NOBODY,
        "demo": settings.WARDMOTE_DEMO,
    }
