"""Patterns across agencies, for those who may know."""

from __future__ import annotations

from django.http import Http404
from django.template.response import TemplateResponse

from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.shared.geography import queries as geography

from ..queries import patterns_kept
from ..queries.patterns import wards_of
from ..rules.patterns import saying


@signed_in
def patterns(request: ActorRequest) -> TemplateResponse:
    """List the patterns that the person may know of, the newest first. ``?area=`` names one area or ward."""
    name = request.GET.get("area", "")
    wards: frozenset[int] = frozenset()
    if name:
        try:
            wards = wards_of(geography.area_named(name))
        except geography.NotOnTheMap as missing:
            raise Http404(str(missing)) from missing
    page, found = patterns_kept.patterns(request.actor, wards=wards, after=request.GET.get("after"))
    return TemplateResponse(
        request,
        "insight/patterns.html",
        {
            "page": page,
            "rows": [
                {
                    "shown": one,
                    "kind": saying.KIND_IN_WORDS[one.told.kind],
                    "title": saying.title(one.told),
                    "evidence": saying.evidence(one.told),
                    "test": saying.test(one.told),
                    "limits": saying.limits(one.told.kind),
                    "to_do": saying.to_do(one.told.kind),
                }
                for one in found
            ],
            "area": name,
            "areas": [
                branch.area.name for division in geography.area_tree()[:3] for branch in division.areas
            ],
            "looked_at": patterns_kept.patterns_looked_at(),
        },
    )
