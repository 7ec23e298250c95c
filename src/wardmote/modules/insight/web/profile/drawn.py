"""The profile of a boundary that somebody brings or draws. Nothing is kept of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.ui.fields import PlainTextField
from wardmote.kernel.ui.views import ActorRequest, signed_in
from wardmote.shared.geography import queries as geography
from wardmote.shared.geography.rules.boundaries import BadMap
from wardmote.shared.geography.rules.words import AreaKind

from ...queries.profiles import profile_of_boundary, profile_of_outline
from .parts import Profile, profile_of
from .views import file_of

MOST_BYTES = 5 * 1024 * 1024
LONGEST_OUTLINE = 200_000
BOUNDARIES = ".geojson,.json,.topojson,.zip,.gpkg,.kml,application/geo+json,application/zip"


class BoundaryForm(forms.Form):
    """A boundary, as a file or pasted, what to call it, and how its profile is wanted."""

    file = forms.FileField(
        label="File with the boundary of one area",
        required=False,
        allow_empty_file=True,
        max_length=255,
        help_text="GeoJSON, TopoJSON, a zipped shapefile, a GeoPackage or KML. At most 5 MB.",
        widget=forms.FileInput(attrs={"accept": BOUNDARIES}),
        error_messages={"max_length": "The file’s name is too long. Rename it and choose it again"},
    )
    outline = PlainTextField(
        label="Or draw its outline",
        required=False,
        max_length=LONGEST_OUTLINE,
        help_text="Its corners in order, one on each line: grid references such as SP 0135 9860, or latitude and"
        " longitude such as 52.5851, -1.9823. GeoJSON can be pasted too.",
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )
    name = PlainTextField(label="What to call it", required=False, max_length=200)
    shown = forms.ChoiceField(
        label="How do you want it?",
        choices=[
            ("page", "As a page"),
            ("pdf", "As a paper (PDF)"),
            ("xlsx", "As a workbook (XLSX)"),
            ("csv", "As a table (CSV)"),
        ],
        initial="page",
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        given = super().clean() or self.cleaned_data
        file, outline = given.get("file"), given.get("outline")
        if not self.errors and bool(file) == bool(outline):
            self.add_error("file", "Choose a file, or draw an outline: one of the two")
        elif file and file.size > MOST_BYTES:
            self.add_error("file", "The file is larger than 5 MB. Take a simpler boundary of one area")
        return given


@signed_in
def drawn(request: ActorRequest) -> HttpResponse:
    """Ask for the boundary of one area, and tell what is known of it, without keeping it."""
    form = BoundaryForm(request.POST, request.FILES) if request.method == "POST" else BoundaryForm()
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            if given["file"]:
                known = profile_of_boundary(given["file"].read(), given["name"])
            else:
                known = profile_of_outline(given["outline"], given["name"])
        except BadMap as refused:
            form.add_error("file" if given["file"] else "outline", str(refused))
        else:
            return _told(request, profile_of(known, known.areas[0]), given["shown"])
    context = {"form": form, "areas_url": _outlines()}
    return TemplateResponse(request, "insight/drawn.html", context, status=422 if form.is_bound else 200)


def _outlines() -> str:
    wards = next((division.key for division in geography.area_tree() if division.kind == AreaKind.WARDS), "")
    return f"{reverse('geography:areas')}?set={wards}"


def _told(request: ActorRequest, profile: Profile, shown: str) -> HttpResponse:
    if shown != "page":
        return file_of(profile, shown)
    return TemplateResponse(
        request,
        "insight/profile.html",
        {
            "profile": profile,
            "known": profile.known,
            "area": profile.area,
            "here": profile.area.name,
            "wards": profile.known.wards[profile.area.key],
            "is_drawn": True,
            "not_known": sum(
                row.cells[profile.area.key].result.value is None for row in profile.known.latest()
            ),
            "refused": list(dict.fromkeys(how for section in profile.sections for how in section.hows)),
        },
    )
