"""Putting observations into an issue and taking them out: rows of `Gathering`, begun and ended by acts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, in_turn
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.modules.referrals.permissions import Permission as Referrals
from wardmote.modules.referrals.rules import DISCARDED, ObservationState
from wardmote.shared.partnerships.rules import Sensitivity

from ..models import Act, Gathering, Issue, Referred

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Observation

MOST_AT_ONCE = 200
LONGEST_SUGGESTED = 300


def check_holdable(by: Actor, observations: Sequence[Observation]) -> None:
    """Raise NotReady or Conflict unless the actor reads all of these and an issue may hold them, in none already."""
    if not observations:
        raise NotReady("Choose at least one observation.", field="observations")
    if len(observations) > MOST_AT_ONCE:
        raise NotReady(f"Choose at most {MOST_AT_ONCE} at a time.", field="observations")
    for observation in observations:
        access.require(by, Referrals.READ_OBSERVATION, observation)
        if observation.sensitivity == Sensitivity.PROTECTED:
            raise NotReady(
                f"{observation.reference} is protected. It stays with those who protect people, and is never part of"
                " an issue.",
                field="observations",
            )
        if observation.state == ObservationState.DRAFT or observation.ended_reason == DISCARDED:
            raise NotReady(f"{observation.reference} was never sent. Send it first.", field="observations")
    numbers = sorted({observation.pk for observation in observations})
    for number in numbers:
        in_turn(f"gathering {number}")
    with as_system("whether anything is in an issue already"):
        elsewhere = Gathering.objects.filter(observation__in=numbers, ended_at=None).select_related("issue")
        there = [(each.observation_id, each.issue) for each in elsewhere]
        carriers = set(
            Referred.objects.filter(referral__observation__in=numbers).values_list(
                "referral__observation", flat=True
            )
        )
    references = {observation.pk: observation.reference for observation in observations}
    for number, issue in there:
        seen = set(by.keys) & set(issue.readers)
        where = f"in {issue.reference} “{issue.title}”" if seen else "in another issue"
        raise Conflict(
            f"{references[number]} is {where} already. Merge the two issues, or split it out first."
        )
    for number in carriers:
        raise NotReady(
            f"{references[number]} was written to refer an issue. It is nobody’s voice.", field="observations"
        )


def put_in(
    issue: Issue, observations: Sequence[Observation], act: Act, suggested: Mapping[int, Sequence[str]]
) -> None:
    """Begin the gathering of these in an act. The caller has checked them, and holds the issue."""
    begin(
        issue,
        sorted({observation.pk for observation in observations}),
        act,
        {number: [reason[:LONGEST_SUGGESTED] for reason in reasons] for number, reasons in suggested.items()},
    )


def begin(
    issue: Issue, numbers: Sequence[int], act: Act, suggested: Mapping[int, Sequence[str]] | None = None
) -> None:
    """Begin the gathering of some observations, by number."""
    _keep(
        Gathering(
            issue=issue,
            observation_id=number,
            began_in=act,
            began_at=act.at,
            suggested=list((suggested or {}).get(number, ())),
            readers=issue.readers,
        )
        for number in numbers
    )


def restore(left: Sequence[Gathering], act: Act) -> None:
    """Bring gatherings back that an act had ended which is taken back by this one."""
    _keep(
        Gathering(
            issue_id=each.issue_id,
            observation_id=each.observation_id,
            began_in_id=each.began_in_id,
            began_at=act.at,
            restored_in=act,
            suggested=each.suggested,
            readers=each.readers,
        )
        for each in left
    )


def _keep(rows: Iterable[Gathering]) -> None:
    with as_system("what is gathered is read by those who read the issue"):
        Gathering.objects.bulk_create(rows)


def end(issue: Issue, act: Act, *, only: Sequence[int] | None = None) -> list[int]:
    """End the gathering of all, or of some, that an issue holds. Gives their numbers, in order."""
    with as_system("what leaves an issue leaves it for all"):
        held = Gathering.objects.filter(issue=issue, ended_at=None)
        if only is not None:
            held = held.filter(observation__in=only)
        numbers = sorted(held.values_list("observation_id", flat=True))
        held.update(ended_in=act, ended_at=now())
    return numbers
