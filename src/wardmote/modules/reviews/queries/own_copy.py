"""What is kept of somebody about case reviews, for their own copy: reviews by name, what hangs on a report with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import LONDON
from wardmote.kernel.privacy import blinds
from wardmote.kernel.privacy.blinding import words_of
from wardmote.kernel.privacy.own_copy import Found, FoundPage, Kind, Part, Row, Sought
from wardmote.shared.partnerships.rules import Sensitivity

from ..models import IncidentSaid, InformationAsk, Letter, PanelSeat, Recommendation, Review, ReviewStep
from ..permissions import readable_by
from ..rules import MOVES, STATE_IN_WORDS, Move, State

REVIEW = "reviews.review"


def find_reviews(actor: Actor, sought: Sought, after: str | None, size: int) -> FoundPage:
    """The reviews of somebody of exactly this name, in any order of its words. One query."""
    name = " ".join(sorted(words_of(sought.name)))
    if not name or after:
        return FoundPage(rows=[])
    rows = Review.objects.filter(readable_by(actor), trace__in=blinds("reviews.victim", name))
    return FoundPage(
        rows=[
            Found(
                kind=REVIEW,
                key=str(row.pk),
                title=row.reference,
                facts=[
                    ("Name", row.victim),
                    ("Asked for", f"{row.asked_at.astimezone(LONDON):%-d %B %Y}"),
                    ("Stands", STATE_IN_WORDS[State(row.state)]),
                ],
                agrees=["name"],
                is_protected=row.sensitivity == Sensitivity.PROTECTED,
                readers=row.readers,
            )
            for row in rows.order_by("-asked_at", "-pk")[:size]
        ]
    )


def rows_of_review(actor: Actor, key: str) -> Iterator[Row]:
    """A review and all that hangs on it. Five queries."""
    mine = readable_by(actor)
    review = Review.objects.filter(mine, pk=int(key)).first()
    if review is None:
        return
    yield Row(row=review, heading=f"The case review that was asked for on {_day(review.asked_at)}")
    for step in ReviewStep.objects.filter(mine, review=review).select_related("by_person"):
        yield Row(
            row=step,
            heading=f"What was done in it on {_day(step.at)}",
            facts=[("What", MOVES[Move(step.move)].done)],
        )
    for seat in PanelSeat.objects.filter(mine, review=review).select_related("team__organisation"):
        yield Row(row=seat, heading="Who sat on its panel", facts=[("Who", str(seat.team.organisation))])
    for ask in InformationAsk.objects.filter(mine, review=review).select_related(
        "team__organisation", "answered_by"
    ):
        yield Row(
            row=ask,
            heading=f"What an agency was asked on {_day(ask.asked_at)}",
            facts=[("Who", str(ask.team.organisation))],
        )
    for made in Recommendation.objects.filter(mine, review=review).select_related(
        "team__organisation", "responded_by"
    ):
        yield Row(
            row=made,
            heading=f"What was recommended on {_day(made.made_at)}",
            facts=[("To", str(made.team.organisation))],
        )


def rows_of_report(actor: Actor, key: str) -> Iterator[Row]:
    """What was said of a report that counts, and that letters were made from it. Two queries."""
    number = int(key.partition(":")[0])
    mine = Q(second_readers__overlap=list(actor.keys)) & readable_by(actor)
    for said in IncidentSaid.objects.filter(Q(first=number) | Q(second=number), mine).select_related(
        "said_by", "ended_by"
    ):
        yield Row(row=said, heading=f"What was said on {_day(said.said_at)} of how reports count")
    letters = Letter.objects.filter(readable_by(actor), observation=number)
    for letter in letters.select_related("made_by", "sent_by"):
        yield Row(row=letter, heading=f"A letter about case reviews was made on {_day(letter.made_at)}")


def _day(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%-d %B %Y}"


KINDS = (Kind(key=REVIEW, words="Case reviews", find=find_reviews),)
PARTS = (
    Part(
        of=REVIEW,
        tables=(
            "reviews.Review",
            "reviews.ReviewStep",
            "reviews.PanelSeat",
            "reviews.InformationAsk",
            "reviews.Recommendation",
        ),
        rows=rows_of_review,
    ),
    Part(of="referrals.person", tables=("reviews.IncidentSaid", "reviews.Letter"), rows=rows_of_report),
)
