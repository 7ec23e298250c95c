"""The four numbers of a year that the law has published. They are exact, of all reviews, and split no further."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from wardmote.kernel.database import as_system

from ..models import Recommendation, Review, ReviewStep
from ..rules import Figures, Move, Year


def figures_of(year: Year) -> Figures:
    """The numbers of a financial year, anybody's to see. Four queries.

    A review counts as carried out in the year in which its panel met first.
    """
    with as_system("the law has these numbers published, of all reviews together"):
        within = {"at__gte": year.starts_at, "at__lt": year.ends_at}
        before = ReviewStep.objects.filter(
            review=OuterRef("review"), move=Move.HOLD_PANEL, at__lt=year.starts_at
        )
        held = (
            ReviewStep.objects.filter(move=Move.HOLD_PANEL, **within)
            .exclude(Exists(before))
            .values("review")
            .distinct()
        )
        return Figures(
            year=year,
            applications=Review.objects.filter(
                asked_at__gte=year.starts_at, asked_at__lt=year.ends_at
            ).count(),
            not_met=ReviewStep.objects.filter(move=Move.FIND_NOT_MET, **within).count(),
            reviews=held.count(),
            with_recommendations=Recommendation.objects.filter(review__in=held)
            .values("review")
            .distinct()
            .count(),
        )
