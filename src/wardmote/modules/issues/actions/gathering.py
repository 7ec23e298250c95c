"""Gathering what people said in one issue: confirming, letting go, splitting, merging, and taking any of it back.

Every one of these is an act with who, when and why. Nothing is deleted: gatherings begin in an act and end in another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, lock
from wardmote.kernel.events import publish
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.shared.partnerships.rules import Sensitivity

from ..audit import Audited
from ..events import IssueOpened, IssueRegathered
from ..models import Act, Gathering, Issue
from ..permissions import Permission
from ..rules import CAN_BE_UNDONE, ActKind, WeighedBecause
from . import wording
from .counting import count_again, hold
from .holding import begin, check_holdable, end, put_in, restore
from .opening import NewIssue, make
from .reading import let_read

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Observation


@transaction.atomic
def gather(
    *,
    by: Actor,
    issue: Issue,
    observations: Sequence[Observation],
    reason: str,
    suggested: Mapping[int, Sequence[str]] | None = None,
) -> Act:
    """Confirm that observations speak of an issue. `suggested` has the reasons they were suggested by, by number."""
    issue = lock(issue)
    access.require(by, Permission.GATHER, issue)
    _check_living(issue)
    reason = wording.reason(reason)
    check_holdable(by, observations)
    act = _act(ActKind.GATHERED, by=by, issue=issue, reason=reason)
    put_in(issue, observations, act, suggested or {})
    count_again(issue, by=by)
    record(Audited.GATHERED, by=by, subject=issue, observations=sorted(each.pk for each in observations))
    publish(IssueRegathered(issue_id=issue.pk, act_id=act.pk), about=issue)
    return act


@transaction.atomic
def let_go(*, by: Actor, issue: Issue, observations: Sequence[Observation], reason: str) -> Act:
    """Say that observations do not speak of this issue: they are in none again. The last one stays."""
    issue = lock(issue)
    access.require(by, Permission.GATHER, issue)
    _check_living(issue)
    reason = wording.reason(reason)
    _check_held(issue, observations, some_must_stay=True)
    act = _act(ActKind.LET_GO, by=by, issue=issue, reason=reason)
    gone = end(issue, act, only=[each.pk for each in observations])
    count_again(issue, by=by)
    record(Audited.LET_GO, by=by, subject=issue, observations=gone)
    publish(IssueRegathered(issue_id=issue.pk, act_id=act.pk), about=issue)
    return act


@transaction.atomic
def split(
    *, by: Actor, issue: Issue, observations: Sequence[Observation], new: NewIssue, reason: str
) -> Issue:
    """Make another issue of some observations of this one. Gives the new one; at least one stays here."""
    issue = lock(issue)
    access.require(by, Permission.GATHER, issue)
    _check_living(issue)
    reason = wording.reason(reason)
    _check_held(issue, observations, some_must_stay=True)
    act = _act(ActKind.SPLIT, by=by, issue=issue, reason=reason)
    numbers = end(issue, act, only=[each.pk for each in observations])
    made, _ = make(by, observations, new, reason=reason, kind=ActKind.OPENED)
    act.other = made
    act.save(update_fields=["other"])
    begin(made, numbers, act)
    count_again(issue, by=by)
    count_again(made, by=by, because=WeighedBecause.OPENED)
    record(Audited.SPLIT, by=by, subject=issue, other=made.pk, observations=numbers)
    publish(IssueOpened(issue_id=made.pk), about=made)
    publish(IssueRegathered(issue_id=issue.pk, act_id=act.pk), about=issue)
    return made


@transaction.atomic
def merge(*, by: Actor, issue: Issue, other: Issue, reason: str) -> Act:
    """Say that two issues are one: all that the other holds comes to this one, and its page leads here."""
    if issue.pk == other.pk:
        raise NotReady("Choose another issue to merge with.", field="other")
    held = {each.pk: each for each in hold([issue, other])}
    issue, other = held[issue.pk], held[other.pk]
    access.require(by, Permission.GATHER, issue)
    access.require(by, Permission.GATHER, other)
    _check_living(issue)
    _check_living(other)
    if other.is_public and not issue.is_public:
        raise NotReady(
            f"Everybody can read {other.reference}, and not {issue.reference}. Merge the other way round, or publish"
            " this one first.",
            field="other",
        )
    reason = wording.reason(reason)
    act = _act(ActKind.MERGED, by=by, issue=issue, other=other, reason=reason)
    numbers = end(other, act)
    if issue.sensitivity != Sensitivity.OPEN:
        let_read(issue, readers=set() if other.sensitivity == Sensitivity.OPEN else other.readers)
    begin(issue, numbers, act)
    count_again(other, by=by)
    other.merged_into = issue
    other.save(update_fields=["merged_into"])
    count_again(issue, by=by)
    record(Audited.MERGED, by=by, subject=issue, other=other.pk, observations=numbers)
    publish(IssueRegathered(issue_id=issue.pk, act_id=act.pk), about=issue)
    return act


@transaction.atomic
def undo(*, by: Actor, act: Act, reason: str) -> Act:
    """Take an act back: what it put together goes apart, what it took apart comes together again.

    Raises Conflict where something of it has been moved since, or an issue would be left with nothing.
    """
    act = lock(act)
    access.require(by, Permission.GATHER, act.issue)
    held = {each.pk: each for each in hold([act.issue, *([act.other] if act.other else [])])}
    issue, other = held[act.issue_id], held.get(act.other_id or 0)
    if other is not None:
        access.require(by, Permission.GATHER, other)
    reason = wording.reason(reason)
    _check_undoable(act, issue, other)
    undoing = _act(ActKind.UNDONE, by=by, issue=issue, other=other, reason=reason, undoes=act)
    with as_system("an act is taken back, whoever may read what it moved"):
        came = Gathering.objects.filter(began_in=act)
        left = list(Gathering.objects.filter(ended_in=act))
        if {each.observation_id for each in came} != {
            each.observation_id for each in came.filter(ended_at=None)
        }:
            raise Conflict("Something that it moved has been moved again since. Take that back first.")
        numbers = [each.observation_id for each in left]
        elsewhere = Gathering.objects.filter(observation__in=numbers, ended_at=None).exclude(began_in=act)
        if elsewhere.exists():
            raise Conflict("Something that it let go is in another issue now. Take that back first.")
        came.filter(ended_at=None).update(ended_in=undoing, ended_at=undoing.at)
    restore(left, undoing)
    _settle(act, issue, other, by=by)
    record(Audited.UNDONE, by=by, subject=issue, act=act.pk, kind=act.kind)
    publish(IssueRegathered(issue_id=issue.pk, act_id=undoing.pk), about=issue)
    return undoing


def _settle(act: Act, issue: Issue, other: Issue | None, *, by: Actor) -> None:
    """Say which issues live on after an act was taken back, and count what they hold."""
    if act.kind == ActKind.MERGED and other is not None:
        other.merged_into = None
        other.save(update_fields=["merged_into"])
    count_again(issue, by=by)
    if not issue.told:
        raise Conflict("Nothing would be left in this issue. Gather something else in it first, or merge it.")
    if other is None:
        return
    count_again(other, by=by)
    if act.kind == ActKind.SPLIT and not other.told:
        other.merged_into = issue
        other.save(update_fields=["merged_into"])


def _check_undoable(act: Act, issue: Issue, other: Issue | None) -> None:
    if ActKind(act.kind) not in CAN_BE_UNDONE:
        raise Conflict("This cannot be taken back. Merge the issue into another, or decide it.")
    if Act.objects.filter(undoes=act).exists():
        raise Conflict("It has been taken back already.")
    _check_living(issue)
    if other is None:
        return
    if act.kind == ActKind.MERGED and other.merged_into_id != issue.pk:
        raise Conflict("The two have been taken apart already.")
    if act.kind == ActKind.SPLIT:
        _check_living(other)


def _check_living(issue: Issue) -> None:
    if issue.merged_into_id is not None:
        raise Conflict(f"{issue.reference} has been merged into another issue. Go on there.")
    if not issue.is_living:
        raise Conflict(f"{issue.reference} has been decided. Open it again to change what it holds.")


def _check_held(issue: Issue, observations: Sequence[Observation], *, some_must_stay: bool) -> None:
    if not observations:
        raise NotReady("Choose at least one observation.", field="observations")
    numbers = {observation.pk for observation in observations}
    with as_system("what an issue holds"):
        held = set(
            Gathering.objects.filter(issue=issue, ended_at=None).values_list("observation_id", flat=True)
        )
    if not numbers <= held:
        raise Conflict("Some of these are not in this issue any more. The page shows what is.")
    if some_must_stay and numbers == held:
        raise NotReady(
            "Leave at least one. To give up the whole issue, merge it or decide it.", field="observations"
        )


def _act(
    kind: ActKind,
    *,
    by: Actor,
    issue: Issue,
    reason: str,
    other: Issue | None = None,
    undoes: Act | None = None,
) -> Act:
    return Act.objects.create(
        issue=issue,
        other=other,
        kind=kind,
        by_id=by.person_id,
        at=now(),
        reason=reason,
        undoes=undoes,
        readers=issue.readers,
    )
