"""What every channel is given, and what it answers."""

from dataclasses import dataclass

from ..rules import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What goes to one address. `reference` stays the same when it is sent again. A text message has no subject."""

    to: str
    body: str
    reference: str
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a service said: `fault` is None when it took the letter; `provider_id` is by what it knows it."""

    fault: Fault | None = None
    provider_id: str = ""
    has_receipt: bool = False
    """Whether the service can be asked what became of it."""
