"""How much one token may ask: so many requests a minute, counted for all processes together in one small row."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from django.conf import settings
from django.db import connection

from wardmote.kernel import clock

WINDOW = timedelta(minutes=1)

_COUNT = """
    insert into api_allowance (token_id, began_at, used) values (%(token)s, %(now)s, 1)
    on conflict (token_id) do update set
        began_at = case when api_allowance.began_at > %(over)s then api_allowance.began_at else %(now)s end,
        used = case when api_allowance.began_at > %(over)s then api_allowance.used + 1 else 1 end
    returning began_at, used
"""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What is left of a token's minute."""

    limit: int
    used: int
    seconds_left: int

    @property
    def is_over(self) -> bool:
        """Whether this request was one too many."""
        return self.used > self.limit

    @property
    def headers(self) -> dict[str, str]:
        """The header fields of the IETF draft `ratelimit-headers`."""
        return {
            "RateLimit-Policy": f'"minute";q={self.limit};w={int(WINDOW.total_seconds())}',
            "RateLimit": f'"minute";r={max(self.limit - self.used, 0)};t={self.seconds_left}',
        }


def count(token_id: int) -> Allowed:
    """Count one request. One statement; those refused count too, so that hammering does not help."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"token": token_id, "now": now, "over": now - WINDOW})
        began, used = cursor.fetchone()
    left = (began + WINDOW - now).total_seconds()
    return Allowed(limit=settings.WARDMOTE_API_RATE, used=used, seconds_left=max(ceil(left), 1))
