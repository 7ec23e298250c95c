"""How much is told from one address and of one spot: counted for all processes, in one small row each."""

from datetime import timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from wardmote.kernel.clock import now

from ..models import ToldCount
from ..rules.telling import WITHIN

_COUNT = """
    insert into issues_toldcount (key, began_at, used) values (%(key)s, %(now)s, 1)
    on conflict (key) do update set
        began_at = case when issues_toldcount.began_at > %(over)s then issues_toldcount.began_at else %(now)s end,
        used = case when issues_toldcount.began_at > %(over)s then issues_toldcount.used + 1 else 1 end
    returning used
"""


def key_of(what: str) -> str:
    """A network address or a spot as it is counted: nobody can be found by it."""
    return salted_hmac("wardmote.issues.flood", what, algorithm="sha256").hexdigest()


def is_flooded(key: str, *, most: int, within: timedelta = WITHIN) -> bool:
    """Whether as much has come by this key lately as may."""
    return ToldCount.objects.filter(key=key, began_at__gt=now() - within, used__gte=most).exists()


def count(key: str, *, within: timedelta = WITHIN) -> int:
    """Count one, and give how many came in this time. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": key, "now": now(), "over": now() - within})
        return int(cursor.fetchone()[0])
