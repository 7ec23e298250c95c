"""GOV.UK Notify: e-mail and text messages (its REST API, version 2).

Small enough to speak ourselves: its own Python client brings four packages, one of which must be built from source.
One template for e-mails, ((subject)) and ((body)), and one for texts, ((body)), must exist there, because the words
are kept here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from django.conf import settings

from wardmote.kernel.clock import now

from ..rules import Channel, Fault
from .letters import Answer, Letter

log = logging.getLogger(__name__)

_SECONDS = 10
_UUID = 36


class Receipt(StrEnum):
    """What became of a letter that Notify took."""

    ON_ITS_WAY = "on_its_way"
    ARRIVED = "arrived"
    NOBODY_THERE = "nobody_there"
    LATER = "later"
    """It could not be delivered now: a full mailbox, a telephone that is switched off, a fault on their side."""


_RECEIPTS = {
    "delivered": Receipt.ARRIVED,
    "permanent-failure": Receipt.NOBODY_THERE,
    "temporary-failure": Receipt.LATER,
    "technical-failure": Receipt.LATER,
}
_TO = {Channel.EMAIL: ("email", "email_address"), Channel.TEXT: ("sms", "phone_number")}


def template_for(channel: Channel) -> str:
    """The template at Notify by which a channel goes; "" when this channel does not go by Notify."""
    of = {
        Channel.EMAIL: settings.WARDMOTE_NOTIFY_EMAIL_TEMPLATE,
        Channel.TEXT: settings.WARDMOTE_NOTIFY_TEXT_TEMPLATE,
    }
    return str(of[channel]) if settings.WARDMOTE_NOTIFY_KEY else ""


def send_by_notify(channel: Channel, letter: Letter) -> Answer:
    """Hand a letter over to Notify."""
    path, field = _TO[channel]
    words = {"body": letter.body} | ({"subject": letter.subject} if channel is Channel.EMAIL else {})
    status, said = _ask(
        f"/v2/notifications/{path}",
        {
            field: letter.to,
            "template_id": template_for(channel),
            "personalisation": words,
            "reference": letter.reference,
        },
    )
    if status == HTTPStatus.CREATED and isinstance(said.get("id"), str):
        return Answer(provider_id=said["id"], has_receipt=True)
    return Answer(fault=_fault(status, said, field))


def receipt_of(provider_id: str) -> Receipt:
    """Ask what became of a letter. While Notify does not answer, it counts as on its way."""
    status, said = _ask(f"/v2/notifications/{provider_id}")
    return (
        _RECEIPTS.get(str(said.get("status")), Receipt.ON_ITS_WAY)
        if status == HTTPStatus.OK
        else Receipt.ON_ITS_WAY
    )


def _fault(status: int, said: Mapping[str, Any], field: str) -> Fault:
    """Only a word about the address is held against it; what may be our own set-up is tried again, and logged."""
    errors = [error for error in said.get("errors", []) if isinstance(error, dict)]
    if status == HTTPStatus.BAD_REQUEST:
        if any(str(error.get("message", "")).startswith(field) for error in errors):
            return Fault.NO_SUCH_ADDRESS
        if any("team-only" in str(error.get("message", "")) for error in errors):
            return Fault.REFUSED
    log.warning("Notify took no message: %s %s", status, [str(error.get("error")) for error in errors])
    return Fault.NO_ANSWER


def _ask(path: str, given: Mapping[str, object] | None = None) -> tuple[int, Mapping[str, Any]]:
    """Ask Notify. The status is 0 when it does not answer."""
    request = Request(  # noqa: S310 (the address comes from our own settings, and is checked there to be http)
        settings.WARDMOTE_NOTIFY_URL + path,
        data=None if given is None else json.dumps(given).encode(),
        headers={"Authorization": f"Bearer {_token()}", "Content-Type": "application/json"},
    )
    try:
        with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 (as above)
            return answer.status, _read(answer.read())
    except HTTPError as refused:
        return refused.code, _read(refused.read())
    except OSError as error:
        log.warning("Notify did not answer: %s", type(error).__name__)
        return 0, {}


def _read(said: bytes) -> Mapping[str, Any]:
    try:
        read = json.loads(said)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _token() -> str:
    """Who we are, for half a minute: a JSON Web Token signed with the key's secret (its last 36 characters)."""
    key: str = settings.WARDMOTE_NOTIFY_KEY
    service, secret = key[-2 * _UUID - 1 : -_UUID - 1], key[-_UUID:]
    parts = ({"typ": "JWT", "alg": "HS256"}, {"iss": service, "iat": int(now().timestamp())})
    signed = b".".join(_url_safe(json.dumps(part).encode()) for part in parts)
    return b".".join([signed, _url_safe(hmac.new(secret.encode(), signed, hashlib.sha256).digest())]).decode()


def _url_safe(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")
