"""Is it well? For the supervisor, a load balancer or a person."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse


def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers, else 503. Shows counts, never content."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "select (select count(*) from events_outboxevent), (select count(*) from events_parkedevent),"
                " (select count(*) from procrastinate_workers"
                "  where last_heartbeat > now() - interval '1 minute')"
            )
            waiting, parked, workers = cursor.fetchone()
    except DatabaseError:
        return JsonResponse({"database": "does not answer"}, status=503)
    return JsonResponse(
        {"database": "ok", "events_waiting": waiting, "events_parked": parked, "workers": workers}
    )
