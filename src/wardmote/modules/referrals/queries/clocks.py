"""From rows to the values that the rules decide on: what a log of steps comes to."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.db.models import QuerySet

from wardmote.shared.partnerships.rules import Sensitivity

from ..models import Referral, Step
from ..rules import Situation, StepKind, Taken, situation_of


def taken(step: Step) -> Taken:
    """The step as the rules see it."""
    return Taken(
        kind=StepKind(step.kind),
        at=step.at,
        by=step.by_person_id,
        reason=step.reason,
        words=step.words,
        until=step.until,
        to_team=step.to_team_id,
    )


def log_of(referral: Referral) -> tuple[Situation, int]:
    """What the whole log comes to, with that of the referrals it carries on; and how many steps are its own.

    One query. The caller sees every step: it acts as the system, or has read them all.
    """
    steps = list(chain_of(referral))
    return situation_from(referral, steps), sum(step.referral_id == referral.pk for step in steps)


def chain_of(referral: Referral) -> QuerySet[Step]:
    """Every step of a referral and of those it carries on, oldest first."""
    chain = [*referral.earlier, referral.pk]
    return Step.objects.filter(referral_id__in=chain).order_by("referral_id", "position")


def situation_from(referral: Referral, steps: Iterable[Step]) -> Situation:
    """What the steps of `chain_of` come to: a draft, before there are any."""
    logs = {pk: [taken(s) for s in log] for pk, log in groupby(steps, key=lambda s: s.referral_id)}
    protected = referral.sensitivity == Sensitivity.PROTECTED
    situation = None
    for pk in referral.earlier:
        situation = situation_of(logs.get(pk, []), before=situation, protected=protected)
    return situation_of(logs.get(referral.pk, []), before=situation, protected=protected)
