"""The page from which the partnership is kept. What stands on it comes from the navigation of every module."""

from django.http import Http404
from django.template.response import TemplateResponse

from wardmote.kernel.ui import navigation
from wardmote.kernel.ui.views import ActorRequest, signed_in

from ..permissions import administers
from ..queries import the_partnership


@signed_in
def partnership(request: ActorRequest) -> TemplateResponse:
    """Lead to everything an administrator keeps."""
    if not administers(request.actor, None):
        raise Http404("Not an administrator")
    return TemplateResponse(
        request,
        "partnerships/partnership.html",
        {
            "kept": the_partnership(),
            "links": navigation.links(request.actor, navigation.Place.SETTINGS, path=request.path),
        },
    )
