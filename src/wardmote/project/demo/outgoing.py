"""The page of outgoing mail: what people would find in their mailboxes and telephones, were they real."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wardmote.kernel.ui.views import public
from wardmote.shared.partnerships import queries as partnerships

_SHOWN = 50
_LINE = b"-" * 79
"""What Django writes after each e-mail in a file."""


@dataclass(frozen=True)
class Outgoing:
    """One mail, or text, as it would arrive."""

    to: str
    subject: str
    body: str
    at: datetime | None
    is_text: bool


@require_safe
@public
def messages(request: HttpRequest) -> HttpResponse:
    """Show the last mails and texts. Not there at all unless this is the demo: two locks, as for `people`."""
    partnership = partnerships.the_partnership()
    if not settings.WARDMOTE_DEMO or partnership is None or not partnership.is_demo:
        raise Http404
    return render(request, "demo/messages.html", {"messages_out": outgoing(), "shown": _SHOWN})


def outgoing() -> list[Outgoing]:
    """The last mails and texts, the newest first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    if not folder.is_dir():
        return []
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)
    return [one for file in files[:_SHOWN] if (one := _read(file))]


def _read(file: Path) -> Outgoing | None:
    said = message_from_bytes(file.read_bytes().partition(_LINE)[0], policy=policy.default)
    body = said.get_body(("plain",))
    if body is None:
        return None
    text_to = said.get("X-Text-To", "")
    try:
        at = parsedate_to_datetime(str(said["Date"]))
    except ValueError:
        at = None
    return Outgoing(
        to=str(text_to or said.get("To", "")),
        subject=str(said.get("Subject", "")),
        body=body.get_content().strip(),
        at=at,
        is_text=bool(text_to),
    )
