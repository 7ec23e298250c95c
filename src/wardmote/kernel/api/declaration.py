"""What a call says about itself: guard tests and the document are made from it."""

from dataclasses import dataclass, field


@dataclass(kw_only=True)
class Call:
    """One operation of the API. `parameters` are the query parameters it understands."""

    method: str
    scope: str
    status: int
    needs_key: bool = False
    needs_if_match: bool = False
    takes_body: bool = False
    has_path: bool = False
    tells_version: bool = False
    changes: bool = False
    parameters: frozenset[str] = field(default_factory=frozenset)
