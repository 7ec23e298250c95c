"""Facts one module announces and others react to, after the change is safely stored."""

from .event import Event, reacts_to
from .publish import publish

__all__ = ["Event", "publish", "reacts_to"]
