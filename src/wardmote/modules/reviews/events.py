"""News of case reviews. Ids and codes only, never words."""

from dataclasses import dataclass

from wardmote.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ReviewMoved(Event, key="reviews.moved"):
    """A review took a move of its life. `team_id` is the team that the move asks something of, if any."""

    review_id: int
    move: str
    team_id: int | None = None
    number: int = 0
