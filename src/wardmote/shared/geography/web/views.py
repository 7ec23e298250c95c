"""The map as data, and the "Where" box."""

from datetime import date
from functools import lru_cache
from json import loads
from typing import NamedTuple

import shapely
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import condition, require_safe

from wardmote.kernel.ui.views import public

from ..queries import (
    InSet,
    Match,
    areas_by_set,
    find_place,
    has_postcodes,
    lies_in_words,
    map_version,
    shapes,
    today,
)


def _etag(request: HttpRequest) -> str:
    return f'"{map_version()}-{today().isoformat()}"'


@public
@require_safe
@condition(etag_func=_etag)
def areas(request: HttpRequest) -> HttpResponse:
    """Serve an area set of today as GeoJSON, ``?set=`` being its key. Public, and kept by caches."""
    collection = _collection(map_version(), request.GET.get("set", ""), today())
    if collection is None:
        raise Http404
    response = JsonResponse(collection, content_type="application/geo+json")
    response["Cache-Control"] = "public, max-age=300"
    return response


@lru_cache(maxsize=32)
def _collection(version: str, set_key: str, on: date) -> dict[str, object] | None:
    found = shapes(set_key, on)
    features = [
        {
            "type": "Feature",
            "id": each.area.id,
            "properties": {"key": each.area.key, "name": each.area.name, "sketch": each.is_schematic},
            "geometry": loads(shapely.to_geojson(each.geometry)),
        }
        for each in found
    ]
    return {"type": "FeatureCollection", "features": features} if features else None


class Answer(NamedTuple):
    """What a page tells of a match: what lies there by set, and the same in a line."""

    match: Match
    sets: list[InSet]
    says: str


@public
@require_safe
def where(request: HttpRequest) -> HttpResponse:
    """Say which places the words in ``?q=`` may mean: as a page, a part of a page (htmx), or JSON."""
    words = request.GET.get("q", request.GET.get("where", ""))
    matches = find_place(words)
    if request.GET.get("format") == "json" or not request.accepts("text/html"):
        return JsonResponse({"matches": [_plain(match) for match in matches]})
    part = bool(request.headers.get("HX-Request"))
    template = "geography/matches.html" if part else "geography/where.html"
    context = {
        "words": words,
        "answers": [Answer(match, areas_by_set(match), lies_in_words(match)) for match in matches],
        "has_postcodes": has_postcodes(),
    }
    response = TemplateResponse(request, template, context)
    response["Vary"] = "HX-Request, Accept"
    return response


def _plain(match: Match) -> dict[str, object]:
    return {
        "kind": match.kind.value,
        "name": match.name,
        "latitude": match.position.latitude,
        "longitude": match.position.longitude,
        "ward": match.ward.name if match.ward else None,
        "inside_borough": match.inside_borough,
        "place": match.place_id,
    }
