"""What somebody has told so far, before they send it: locked into their session for two hours, in no address.

Nothing of it stands among our records until they press the last button.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from wardmote.kernel.clock import now

LASTS = timedelta(hours=2)
_KIND = "tell_us"


@dataclass(kw_only=True)
class Draft:
    """What is known of it so far; what is empty was not asked yet. `began` is a moment as ISO 8601."""

    began: str = ""
    kind: str = ""
    words: str = ""
    tells_of_somebody: bool = False
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    same: str = ""
    """What of others theirs is the same as, as `Near` names it; empty where it is something else."""

    @property
    def at(self) -> tuple[float, float] | None:
        """Where it is, if that is known."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude

    @property
    def age(self) -> timedelta:
        """How long ago they began."""
        return now() - datetime.fromisoformat(self.began) if self.began else timedelta()


def draft_of(request: HttpRequest) -> Draft:
    """What they have told so far; an empty one where nothing is, or where it is too old."""
    kept: Any = request.session.get(_KIND)
    if not isinstance(kept, dict):
        return Draft()
    draft = Draft(**{field.name: kept[field.name] for field in fields(Draft) if field.name in kept})
    return draft if draft.age < LASTS else Draft()


def keep(request: HttpRequest, draft: Draft) -> None:
    """Keep it with their session."""
    draft.began = draft.began or now().isoformat()
    request.session[_KIND] = asdict(draft)


def drop(request: HttpRequest) -> None:
    """Forget it: it was sent, or it must not be written here."""
    request.session.pop(_KIND, None)
