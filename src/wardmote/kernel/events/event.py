"""Typed events, each under a key that stays the same when code moves, and who reacts to them."""

import dataclasses
import types
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, ClassVar, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

EventType = TypeVar("EventType", bound="Event")
Handler = Callable[[Any], None]

_types: dict[str, "type[Event]"] = {}
_reactions: dict["type[Event]", list[Handler]] = defaultdict(list)


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that has happened. Carries ids and plain values, never models or people's words.

        @dataclass(frozen=True, kw_only=True)
        class ReferralSent(Event, key="referrals.sent"):
            referral_id: int

    Fields may be str, int, float, bool, date, datetime, UUID, enums, and tuples or options of these.
    """

    key: ClassVar[str]

    def __init_subclass__(cls, *, key: str, **rest: Any) -> None:
        super().__init_subclass__(**rest)
        if key in _types:
            raise ValueError(f"Two events share the key {key}")
        cls.key = key
        _types[key] = cls

    def body(self) -> dict[str, Any]:
        """Return the fields as JSON can carry them."""
        return {field.name: _to_json(getattr(self, field.name)) for field in dataclasses.fields(self)}


def read(key: str, body: dict[str, Any]) -> Event:
    """Make the event again from its key and body. Raises KeyError for a key nobody has registered."""
    event_type = _types[key]
    hints = get_type_hints(event_type)
    return event_type(**{name: _from_json(value, hints[name]) for name, value in body.items()})


def reacts_to(
    event_type: type[EventType],
) -> Callable[[Callable[[EventType], None]], Callable[[EventType], None]]:
    """Register a handler. It runs in the relay, in order per aggregate, perhaps twice, and has no actor:
    it opens `as_system` or `as_actor` itself. It only touches the database; slow work becomes a job.
    """

    def register(handler: Callable[[EventType], None]) -> Callable[[EventType], None]:
        _reactions[event_type].append(handler)
        return handler

    return register


def reactions(event: Event) -> list[Handler]:
    """Return the handlers of this event, in the order they were registered."""
    return _reactions[type(event)]


def _to_json(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, tuple):
        return [_to_json(item) for item in value]
    return value


def _from_json(value: Any, hint: Any) -> Any:
    if value is None:
        return None
    if isinstance(hint, types.UnionType):
        (hint,) = (option for option in get_args(hint) if option is not types.NoneType)
    if get_origin(hint) is tuple:
        return tuple(_from_json(item, get_args(hint)[0]) for item in value)
    if isinstance(hint, type):
        if issubclass(hint, datetime | date):
            return hint.fromisoformat(value)
        if issubclass(hint, Enum | UUID):
            return hint(value)
    return value
