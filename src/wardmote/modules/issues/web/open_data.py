"""Published issues as data, for the borough or an area: GeoJSON, a table, a feed. Never more than the page tells."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import cast

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date

from wardmote.kernel.ui.sources import partnership
from wardmote.kernel.ui.tables import spreadsheet, writable_in_xml
from wardmote.kernel.ui.views import ActorRequest, public

from .. import queries
from ..models import Issue
from ..queries import PublicNarrowing
from ..rules import CLOSED, STATES_IN_WORDS, IssueState
from .lists import area_asked

MOST = 2_000
MOST_IN_FEED = 50


@public
def geojson(request: ActorRequest) -> HttpResponseBase:
    """Points to about a hundred metres; what has no point has a null geometry, as RFC 7946 says."""
    issues = _asked(request, MOST)
    said = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": issue.reference,
                "geometry": {"type": "Point", "coordinates": [where.longitude, where.latitude]}
                if (where := queries.roughly(issue))
                else None,
                "properties": dict(zip(_COLUMNS, _cells(request, issue), strict=True)),
            }
            for issue in issues
        ],
    }
    response = HttpResponse(json.dumps(said, ensure_ascii=False), content_type="application/geo+json")
    return _kept_fresh(request, response, issues)


@public
def table(request: ActorRequest) -> HttpResponseBase:
    """The same as a table for a spreadsheet."""
    issues = _asked(request, MOST)
    return _kept_fresh(
        request,
        spreadsheet("our-issues.csv", _COLUMNS, (list(_cells(request, issue)) for issue in issues)),
        issues,
    )


@public
def feed(request: ActorRequest) -> HttpResponseBase:
    """The same as an Atom feed, to be told of what is new."""
    issues = _asked(request, MOST_IN_FEED)
    made = Atom1Feed(
        title=writable_in_xml(f"Issues: {partnership().name}"),
        link=request.build_absolute_uri(reverse("issues:our_issues")),
        description="What many people told us, and what is being done about it.",
        feed_url=request.build_absolute_uri(),
        language="en-gb",
    )
    for issue in issues:
        made.add_item(
            title=writable_in_xml(issue.title),
            link=_page(request, issue),
            unique_id=_page(request, issue),
            description=writable_in_xml(issue.words),
            pubdate=issue.published_at or issue.opened_at,
            updateddate=issue.changed_at,
            categories=[writable_in_xml(issue.category.name), STATES_IN_WORDS[IssueState(issue.state)]],
        )
    response = HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    return _kept_fresh(request, response, issues)


_COLUMNS = (
    "reference", "title", "words", "category", "ward", "place", "state", "seriousness", "people_band", "priority",
    "people_who_told_us", "opened", "changed", "closed", "page",
)  # fmt: skip


def _cells(request: ActorRequest, issue: Issue) -> Iterator[str | int]:
    yield issue.reference
    yield issue.title
    yield issue.words
    yield issue.category.name
    yield issue.ward.name if issue.ward else ""
    yield issue.place_words
    yield STATES_IN_WORDS[IssueState(issue.state)]
    yield issue.seriousness
    yield issue.band
    yield issue.score
    yield issue.open_voices
    for at in (issue.opened_at, issue.changed_at, issue.closed_at):
        yield at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""
    yield _page(request, issue)


def _page(request: ActorRequest, issue: Issue) -> str:
    return request.build_absolute_uri(reverse("issues:our_issue", args=[issue.reference]))


def _asked(request: ActorRequest, most: int) -> Sequence[Issue]:
    area = area_asked(request.GET.get("area", ""))
    state = request.GET.get("state", "")
    chosen = IssueState(state) if state in {each.value for each in CLOSED} else None
    narrowing = PublicNarrowing(wards=queries.wards_of(area.id) if area else None, state=chosen)
    return queries.public_issues(narrowing, size=most).rows


def _kept_fresh(request: ActorRequest, response: HttpResponse, issues: Sequence[Issue]) -> HttpResponseBase:
    etag = f'"{sha256(response.content).hexdigest()}"'
    latest: datetime | None = max((issue.changed_at for issue in issues), default=None)
    response.headers["ETag"] = etag
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "public, max-age=300"
    # The time of the last change alone cannot tell that something was taken down: only the digest decides.
    if latest is not None:
        response.headers["Last-Modified"] = http_date(latest.timestamp())
    return cast(HttpResponseBase, get_conditional_response(request, etag=etag, response=response))
