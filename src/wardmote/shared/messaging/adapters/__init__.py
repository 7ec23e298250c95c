"""The services that carry messages."""

from .letters import Answer, Letter
from .smtp import send_mail

__all__ = ["Answer", "Letter", "send_mail"]
