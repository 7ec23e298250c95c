"""The profile of an area: a page, and the same as a table, a workbook and a paper. Public."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import condition, require_safe

from wardmote.kernel.ui.views import public
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.queries import AreaRef
from wardmote.shared.geography.rules.words import DIVIDING, AreaKind

from ...queries.need import need_told
from ...queries.profiles import Profiles, figures_version, profiles
from .parts import Profile, profile_of
from .smalls import smalls_of


def _version(request: HttpRequest, set_key: str, key: str) -> str:
    return f'"{geography.map_version()}-{figures_version()}-{geography.today().isoformat()}"'


def found(set_key: str, key: str) -> Profile:
    """The profile of an area. Raises Http404 when there is no such area."""
    known = profiles(set_key)
    area = known.named(key) if known else None
    if known is None or area is None:
        raise Http404("No such area")
    return profile_of(known, area, focus_in(known, area))


def focus_in(known: Profiles, area: AreaRef) -> list[AreaRef]:
    """The Places of Focus within the wards of an area."""
    wards = {ward.id for ward in known.wards[area.key]}
    return [
        branch.area
        for division in geography.area_tree(known.on)
        if division.kind == AreaKind.FOCUS and division.key != known.set_key
        for branch in division.areas
        if branch.wards and {ward.id for ward in branch.wards} <= wards
    ]


@public
@require_safe
def page(request: HttpRequest, set_key: str, key: str) -> TemplateResponse:
    """Show what is known of an area, beside the borough and the other areas."""
    profile = found(set_key, key)
    known, area = profile.known, profile.area
    told = need_told(set_key, known.version)
    return TemplateResponse(
        request,
        "insight/profile.html",
        {
            "profile": profile,
            "known": known,
            "area": area,
            "has_page": known.kind in DIVIDING,
            "here": area.name,
            "wards": known.wards[area.key] if known.kind != AreaKind.FOCUS else (),
            "others": [other for other in known.areas if other.key != area.key][:30],
            "need_told": told,
            "need_row": next((row for row in told.rows if row.area.key == key), None) if told else None,
            "smalls": smalls_of(known, area),
            "refused": list(dict.fromkeys(how for section in profile.sections for how in section.hows)),
            "url": reverse("insight:profile", args=[set_key, key]),
        },
    )


@public
@require_safe
@condition(etag_func=_version)
def table(request: HttpRequest, set_key: str, key: str) -> HttpResponse:
    """Send every figure of an area as a table."""
    return file_of(found(set_key, key), "csv")


@public
@require_safe
@condition(etag_func=_version)
def workbook(request: HttpRequest, set_key: str, key: str) -> HttpResponse:
    """Send every figure of an area as a workbook."""
    return file_of(found(set_key, key), "xlsx")


@public
@require_safe
@condition(etag_func=_version)
def paper(request: HttpRequest, set_key: str, key: str) -> HttpResponse:
    """Send the profile as a tagged PDF."""
    return file_of(found(set_key, key), "pdf")


KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


def file_of(profile: Profile, ending: str) -> HttpResponse:
    """Send a profile as a table, a workbook or a paper."""
    name = f"profile-{profile.known.set_key}-{profile.area.key}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(_content_of(profile, ending), content_type=KINDS[ending], headers=headers)


def _content_of(profile: Profile, ending: str) -> bytes:
    if ending == "pdf":
        from .paper import paper_of

        return paper_of(profile)
    from .tables import csv_of, workbook_of

    if ending == "xlsx":
        return workbook_of(profile.known, [profile.area])
    return csv_of(profile.known, [profile.area]).encode("utf-8-sig")
