"""The plain pages that the foot of every page leads to."""

from django.http import HttpRequest
from django.template.response import TemplateResponse

from wardmote.kernel.ui.views import public


@public
def accessibility(request: HttpRequest) -> TemplateResponse:
    """Say who can use Wardmote, what does not work yet, and whom to tell."""
    return TemplateResponse(request, "pages/accessibility.html")


@public
def privacy(request: HttpRequest) -> TemplateResponse:
    """Say what is kept about people, why, and who may see it."""
    return TemplateResponse(request, "pages/privacy.html")


@public
def decisions(request: HttpRequest) -> TemplateResponse:
    """Say how what is told becomes something done, and how its priority is worked out."""
    return TemplateResponse(request, "pages/decisions.html")
