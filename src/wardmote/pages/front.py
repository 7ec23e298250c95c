"""The first page, for everybody: what this is, what to do, and whether the partners keep their word."""

from django.conf import settings
from django.http import HttpRequest
from django.template.response import TemplateResponse

from wardmote.kernel.ui.views import public
from wardmote.modules.referrals import queries as referrals
from wardmote.shared.partnerships import queries as partnerships

from .area import ward_links


@public
def front(request: HttpRequest) -> TemplateResponse:
    """Say what this is, whom to call, and whether the partners keep their word."""
    partnership = partnerships.the_partnership()
    if partnership is None:
        return TemplateResponse(request, "pages/not_set_up.html")
    wards, links = ward_links()
    return TemplateResponse(
        request,
        "pages/front.html",
        {
            "of": partnership,
            "choose_who_to_be": partnership.is_demo and settings.WARDMOTE_DEMO,
            "telephones": partnerships.telephones(),
            "wards": wards,
            "ward_set": wards[0].ward.area_set if wards else "",
            "links": links,
            "kept": referrals.word_kept(),
        },
    )
