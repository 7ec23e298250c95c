"""The forms by which the borough's ground is brought: wards, areas, postcodes, and the day a set ends."""

from __future__ import annotations

from django import forms

from wardmote.kernel.ui.fields import DayField, Option, PlainTextField
from wardmote.shared.geography.rules.words import AreaKind

from ...rules import SetUpFile
from .files import brought_file

MOST_BYTES = 25 * 1024 * 1024
BOUNDARIES = ".geojson,.json,.topojson,.zip,.gpkg,.kml,application/geo+json,application/zip"


class WardsForm(forms.Form):
    """A file of wards, what they are called together, and since when they hold."""

    kind_of_file = SetUpFile.WARDS
    file = brought_file(
        "File of boundaries",
        "GeoJSON, TopoJSON, a zipped shapefile, a GeoPackage or KML, up to 25 MB, in any coordinate system it says. The"
        " Office for National Statistics publishes them; its “generalised” boundaries are fine enough.",
        accept=BOUNDARIES,
        max_bytes=MOST_BYTES,
    )
    name = PlainTextField(
        label="Name of the set",
        max_length=200,
        help_text="For example, Wards of 2022.",
        error_messages={"required": "Write a name, like Wards of 2022"},
    )
    since = DayField(
        label="First day they hold",
        help_text="What was told before that day is in no ward. Choose an early day if you bring in older reports."
        " For example, 5 5 2022.",
        error_messages={"required": "Write the first day they hold"},
    )

    def said(self) -> dict[str, str]:
        """What was said of the file, as it waits with it."""
        given = self.cleaned_data
        return {"name": given["name"].strip(), "since": given["since"].isoformat()}


class AreasForm(WardsForm):
    """A further way to divide the borough."""

    kind_of_file = SetUpFile.AREAS
    file = brought_file(
        "File",
        "A CSV table with the columns “area” and “ward”, one row for each ward by its name or code; or boundaries, as"
        " GeoJSON, TopoJSON, a zipped shapefile, a GeoPackage or KML, up to 25 MB.",
        accept=f".csv,text/csv,{BOUNDARIES}",
        max_bytes=MOST_BYTES,
    )
    name = PlainTextField(
        label="Name of the set",
        max_length=200,
        help_text="For example, Areas of 2024. A set of this name that holds already is replaced.",
        error_messages={"required": "Write a name, like Areas of 2024"},
    )
    kind = forms.ChoiceField(
        label="What they are",
        widget=forms.RadioSelect,
        choices=[
            (AreaKind.AREAS.value, Option("Areas", hint="A few large parts, each with its meeting.")),
            (AreaKind.LOCALITIES.value, Option("Localities", hint="How teams divide their work.")),
            (
                AreaKind.FOCUS.value,
                Option(
                    "Places of Focus",
                    hint="Small places with concentrated effort. These need boundaries.",
                ),
            ),
            (
                AreaKind.SMALL_AREAS.value,
                Option(
                    "Small areas",
                    hint="Those of a census, such as LSOA 2011, to count in. These need boundaries. Sets of several"
                    " years may hold at once.",
                ),
            ),
            (
                AreaKind.NEIGHBOURS.value,
                Option(
                    "Neighbours",
                    hint="The boroughs around yours, or their wards, to say whose a place outside probably is. These"
                    " need boundaries.",
                ),
            ),
        ],
        error_messages={"required": "Choose what they are"},
    )

    field_order = ("name", "kind", "since", "file")

    def said(self) -> dict[str, str]:
        """What was said of the file, as it waits with it."""
        return super().said() | {"kind": self.cleaned_data["kind"]}


class EndAreasForm(forms.Form):
    """The day from which a set holds no longer."""

    on = DayField(
        label="First day they no longer hold",
        help_text="For example, 1 4 2027.",
        error_messages={"required": "Write the first day they no longer hold"},
    )


class PostcodesForm(forms.Form):
    """A public list of postcodes."""

    file = brought_file(
        "List of postcodes",
        "Up to 10 MB: a file of Code-Point Open or of the ONS as it is published (CSV, or the zip), or a CSV with the"
        " columns postcode, latitude and longitude.",
        accept=".csv,.zip,text/csv,application/zip",
        max_bytes=10 * 1024 * 1024,
    )


class AddressesForm(forms.Form):
    """A list of addresses."""

    file = brought_file(
        "List of addresses",
        "Up to 10 MB: OS Open UPRN as it is published (CSV, or the zip), or a CSV with the columns uprn or address, and"
        " latitude and longitude, easting and northing, or postcode.",
        accept=".csv,.zip,text/csv,application/zip",
        max_bytes=10 * 1024 * 1024,
    )
