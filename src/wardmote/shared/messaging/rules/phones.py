"""Mobile telephone numbers in their one spelling."""

import re
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

CODE_LASTS = timedelta(minutes=15)
CODE_TRIES = 5
"""How many wrong codes may be typed before a new one is needed."""
CODES_A_DAY = 5
"""How many codes one person may have sent, so that nobody fills a stranger's telephone."""


def mobile_number(typed: str) -> str:
    """The one spelling of a United Kingdom mobile number, +447700900123. Raises ValueError saying what to write."""
    figures = re.sub(r"[\s().\-\u2010-\u2015]", "", typed)
    figures = re.sub(r"^(?:\+44|0044|44)0?", "0", figures)
    if not re.fullmatch(r"07[1-9][0-9]{8}", figures, re.ASCII):
        raise ValueError("Write a UK mobile number, such as 07700 900123")
    return f"+44{figures[1:]}"


def code_for(person_id: int, phone: str, sent_at: datetime) -> str:
    """The six figures that show that a number is somebody's. Made when they are needed, and kept nowhere."""
    mac = salted_hmac("messaging.code", f"{person_id}:{phone}:{sent_at.isoformat()}", algorithm="sha256")
    return f"{int.from_bytes(mac.digest()[:8]) % 1_000_000:06}"
