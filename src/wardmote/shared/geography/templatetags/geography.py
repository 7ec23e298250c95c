"""The map for any page. `{% load geography %}`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import template

from wardmote.kernel import clock

from ..models import Area
from ..queries import Shape, areas_then_and_now, today
from ..rules.coordinates import Position
from ..rules.shading import Band, bands, shade_of
from ..web.drawing import draw, drawing_of

register = template.Library()

NOT_COUNTED = 0
HERE = 3
"""The shade of the areas that a page is about, where nothing is counted."""


@register.inclusion_tag("geography/area_map.html")
def area_map(
    set_key: str,
    title: str,
    counts: Mapping[str, int] | None = None,
    unit: str = "",
    said: str = "",
    links: Mapping[str, str] | None = None,
    points: Iterable[Position] = (),
    here: Collection[str] = (),
    on: date | None = None,
) -> dict[str, Any]:
    """Draw an area set as SVG, as it is on a day (today when none is given). Put the same figures in a table beside it.

    ``counts`` and ``links`` go by the areas' keys. ``unit`` follows a count on the map ("open"), ``said`` in
    the words read out ("issues being tackled"). ``points`` are gathered into circles with their number; give
    only what everybody who sees the page may know, never anything protected. ``here`` are the keys of the
    areas that the page is about.
    """
    drawing = drawing_of(set_key, on or today())
    if drawing is None:
        return {"areas": []}
    counts = counts or {}
    legend = bands(counts.values()) if counts else []
    areas = [
        {
            "drawn": drawn,
            "url": (links or {}).get(drawn.area.key, ""),
            "count": counts.get(drawn.area.key),
            "shade": _shade(drawn.area.key, here, counts, legend),
            "here": drawn.area.key in here,
        }
        for drawn in drawing.areas
    ]
    return {
        "areas": areas,
        "drawing": drawing,
        "legend": legend,
        "title": title,
        "title_id": f"map-{uuid4().hex[:8]}",
        "unit": unit,
        "said": said or unit,
        "clusters": [
            (cluster, f"{min(7 + 2 * len(str(cluster.size)), 15)}") for cluster in drawing.clusters(points)
        ],
    }


@register.inclusion_tag("geography/areas_then.html")
def areas_then(ward: Area | None, moment: datetime, at: Iterable[Position] = ()) -> dict[str, Any]:
    """Say in which Areas and localities a record lay on its day, and, where they differ, those of today."""
    on = moment.astimezone(clock.LONDON).date()
    return {
        "read": areas_then_and_now(on, at=next(iter(at), None), ward_id=ward.pk if ward else None),
        "on": on,
    }


@register.inclusion_tag("geography/area_map.html")
def sketch_map(found: Sequence[Shape], title: str) -> dict[str, Any]:
    """Draw shapes that are in no set yet, such as those of a file, so that people see what they would get."""
    drawing = draw(found, {}, {})
    if drawing is None:
        return {"areas": []}
    areas = [{"drawn": drawn, "url": "", "count": None, "shade": 1, "here": False} for drawn in drawing.areas]
    return {"areas": areas, "drawing": drawing, "title": title, "title_id": f"map-{uuid4().hex[:8]}"}


def _shade(key: str, here: Collection[str], counts: Mapping[str, int], legend: Sequence[Band]) -> int:
    """A darker green for more; none at all where nothing was counted but something was elsewhere."""
    if key in here:
        return HERE
    return NOT_COUNTED if counts and key not in counts else shade_of(counts.get(key, 0), legend)
