"""What happened since: a feed that misses nothing and tells nothing that its reader may not know."""

from enum import StrEnum
from typing import Annotated

from ninja import Query

from wardmote.kernel.api.calls import Calls
from wardmote.kernel.api.gate import ApiRequest
from wardmote.kernel.api.lists import Cursor, Limit, address_after, place
from wardmote.shared.partnerships.rules import Scope

from .. import queries
from ..rules import FEED_KEPT
from .schemas import EventOut, EventsOut

calls = Calls(tags=["Events"])


class Start(StrEnum):
    """Where to begin, without a cursor: with the first event that is kept, or with the next one."""

    BEGINNING = "beginning"
    NOW = "now"


@calls.reads(
    "/events",
    scope=Scope.EVENTS_READ,
    gives=EventsOut,
    summary="Ask what has happened",
    says="What happened to what you may see, for each record in its order. Begin with start=now, keep “next”, and"
    " ask there from then on: nothing is missed and nothing told twice. News arrives here within seconds, and is kept"
    f" for {FEED_KEPT.days} days. Who asks later than that is told so (410) and begins again.",
    forgets=True,
)
def list_events(
    request: ApiRequest,
    start: Annotated[
        Start, Query(description="Where to begin when you have no cursor yet.")
    ] = Start.BEGINNING,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> EventsOut:
    """List what happened after a place."""
    actor, kept = request.actor, place(request, cursor)
    after = int(kept) if kept else queries.last_place(actor) if start is Start.NOW else None
    happened = queries.happened_after(actor, after, size=limit)
    return EventsOut(
        items=[
            EventOut(id=e.public_id, kind=e.kind, at=e.at, observation=e.observation, referral=e.referral)
            for e in happened.told
        ],
        next=address_after(request, str(happened.place)),
        more=happened.more,
    )
