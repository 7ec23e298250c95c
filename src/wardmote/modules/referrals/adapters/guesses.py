"""How often somebody at one place came with a link that opens nothing: counted for all processes, in one small row."""

from datetime import timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from wardmote.kernel.clock import now

from ..models import LinkTries

WITHIN = timedelta(hours=1)
MOST = 30
"""In that time. More than anybody mistypes; far fewer than anybody guesses by."""

_COUNT = """
    insert into referrals_linktries (place, began_at, used) values (%(place)s, %(now)s, 1)
    on conflict (place) do update set
        began_at = case when referrals_linktries.began_at > %(over)s then referrals_linktries.began_at else %(now)s end,
        used = case when referrals_linktries.began_at > %(over)s then referrals_linktries.used + 1 else 1 end
"""


def place_at(address: str) -> str:
    """A network address as it is kept: nobody can be found by it."""
    return salted_hmac("wardmote.referrals.guesses", address, algorithm="sha256").hexdigest()


def may_guess(place: str) -> bool:
    """Whether somebody there may come with another."""
    return not LinkTries.objects.filter(place=place, began_at__gt=now() - WITHIN, used__gte=MOST).exists()


def count_guess(place: str) -> None:
    """Count one. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"place": place, "now": now(), "over": now() - WITHIN})
