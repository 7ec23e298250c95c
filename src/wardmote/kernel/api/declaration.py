"""What a call says about itself: guard tests and the document are made from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(kw_only=True)
class Call:
    """One operation of the API. `parameters` are the query parameters it understands.

    One that `forgets` keeps its list for some time only. `example` is a body as somebody might send it.
    """

    method: str
    scope: str
    status: int
    needs_key: bool = False
    needs_if_match: bool = False
    takes_body: bool = False
    has_path: bool = False
    tells_version: bool = False
    changes: bool = False
    forgets: bool = False
    parameters: frozenset[str] = field(default_factory=frozenset)
    example: Mapping[str, Any] | None = None
