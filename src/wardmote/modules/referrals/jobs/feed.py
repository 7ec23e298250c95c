"""The feed is forgotten after a quarter: it tells again what the records themselves keep."""

from django.db import connection

from wardmote.kernel import clock
from wardmote.kernel.database import as_system
from wardmote.kernel.jobs import tasks

from ..models import FeedForgotten, Happening
from ..rules import FEED_KEPT

# The reach of an event is found by its keys, as there is no other way in.
_FORGET = """
    with old as (delete from referrals_happening where id <= %s returning id, readers)
    delete from referrals_happeningreach reach using old
    where reach.happening_id = old.id and reach.key = any(old.readers)
"""


@tasks.periodic(cron="40 3 * * *")
@tasks.task(name="referrals.forget_feed", queueing_lock="referrals.forget_feed")
def forget_feed(timestamp: int) -> None:
    """Forget the events that stand before the first one young enough, and keep how far that was; every night."""
    with as_system("the feed is kept for a quarter"):
        kept = Happening.objects.filter(at__gte=clock.now() - FEED_KEPT).order_by("pk").first()
        before = Happening.objects.filter(pk__lt=kept.pk) if kept else Happening.objects.all()
        last = before.order_by("-pk").first()
        if last is None:
            return
        with connection.cursor() as cursor:
            cursor.execute(_FORGET, [last.pk])
        FeedForgotten.objects.create(up_to=last.pk)
