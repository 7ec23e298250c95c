"""What goes in and out. What comes in is taken literally: no field we do not know, no number written as text."""

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

Item = TypeVar("Item")

MAX_WORDS = 20_000


class In(BaseModel):
    """What a caller sends."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Out(BaseModel):
    """What a caller gets. Fields are only ever added."""

    model_config = ConfigDict(extra="forbid")


class Page(Out, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next: str | None = Field(
        description="The address of the next page; null on the last. Follow it as it is.",
        examples=["/api/v1/observations?cursor=gAAAAAB…"],
    )


def _is_text(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("Send a date and time as text, such as 2026-03-03T10:00:00+00:00.")
    return value


def _has_offset(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("Say how far from UTC the time is: add Z, or an offset such as +01:00.")
    if not 1900 <= value.year < 2200:
        raise ValueError("Give a year between 1900 and 2199.")
    return value


def _says_something(value: str) -> str:
    if not value.strip():
        raise ValueError("Write something: spaces alone are not enough.")
    return value


Moment = Annotated[
    datetime,
    Field(strict=False, description="A date and time with its offset from UTC (RFC 3339)."),
    BeforeValidator(_is_text),
    AfterValidator(_has_offset),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-03-03T10:00:00+00:00"]}),
]
"""A moment that says its offset. Takes no number of seconds, and no time that could be any of two."""

Words = Annotated[str, Field(min_length=1, max_length=MAX_WORDS), AfterValidator(_says_something)]
"""Words in any script, kept as they were sent."""

MaybeWords = Annotated[str, Field(max_length=MAX_WORDS)]
"""Words that may be left out."""

Reference = Annotated[str, Field(min_length=1, max_length=20)]
"""A public reference such as O-7K3M9-QXT4B."""

Key = Annotated[str, Field(min_length=1, max_length=80)]
"""The key of a team, a category or an area: stable, lower case, with dashes."""
