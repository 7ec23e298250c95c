"""Where mails and texts go in demo and debug mode: files, which the demo's page of outgoing mail shows."""

from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from django.conf import settings

from wardmote.kernel.clock import now

from .letters import Answer, Letter

TEXT_TO = "X-Text-To"
"""The header by which a text is told from an e-mail."""


def is_on() -> bool:
    """Whether messages go into files."""
    return bool(getattr(settings, "EMAIL_FILE_PATH", None)) and settings.WARDMOTE_DEMO


def send_text(letter: Letter) -> Answer:
    """Write a text message into the folder of outgoing mail."""
    message = EmailMessage()
    message[TEXT_TO] = letter.to
    message["Date"] = format_datetime(now())
    message["Message-ID"] = f"<{letter.reference}@text>"
    message.set_content(letter.body)
    folder = Path(settings.EMAIL_FILE_PATH)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{now():%Y%m%d-%H%M%S}-{letter.reference}.log").write_bytes(message.as_bytes())
    return Answer(provider_id=letter.reference)
