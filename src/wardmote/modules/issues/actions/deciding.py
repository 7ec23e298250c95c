"""Publishing an issue, and deciding it in the open."""

from __future__ import annotations

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, lock
from wardmote.kernel.events import publish as announce
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.shared.partnerships.rules import Sensitivity

from ..audit import Audited
from ..events import IssueDecided, IssuePublished
from ..models import Decision, Issue, Referred
from ..permissions import Permission
from ..queries.family import family_of
from ..rules import CLOSED, IssueState, check_decision
from . import wording
from .reading import as_read, let_read

LONGEST_WHO = 200


@transaction.atomic
def publish(*, by: Actor, issue: Issue) -> Issue:
    """Let everybody read an issue: its title and words, its story, what it weighs. Only of one that is open."""
    issue = lock(issue)
    access.require(by, Permission.PUBLISH, issue)
    if issue.is_public:
        raise Conflict("Everybody can read it already.")
    _publish(issue)
    record(Audited.PUBLISHED, by=by, subject=issue)
    announce(IssuePublished(issue_id=issue.pk), about=issue)
    return issue


@transaction.atomic
def take_down(*, by: Actor, issue: Issue, reason: str) -> Issue:
    """Let only those who work here read an issue again. That it was public, and why it is not, stays in the trail."""
    issue = lock(issue)
    access.require(by, Permission.PUBLISH, issue)
    if not issue.is_public:
        raise Conflict("It is not public.")
    reason = wording.reason(reason)
    let_read(issue, is_public=False)
    issue.changed_at = now()
    issue.save(update_fields=["changed_at"])
    record(Audited.TAKEN_DOWN, by=by, subject=issue, reason=reason)
    return issue


@transaction.atomic
def decide(*, by: Actor, issue: Issue, state: IssueState, decided_by: str, reason: str) -> Decision:
    """Decide an issue: to tackle it, that it is done, that it will not be tackled, or to open it again.

    The reason and who decided, a role or a body, are published with it: a decided issue that is open becomes public.
    Raises Conflict where it cannot go there, or a partner still owes an answer on it; NotReady for missing words.
    """
    issue = lock(issue)
    access.require(by, Permission.DECIDE, issue)
    if issue.merged_into_id is not None:
        raise Conflict(f"{issue.reference} has been merged into another issue. Decide that one.")
    with as_system("whether partners still owe an answer"):
        owed = Referred.objects.filter(issue__in=family_of(issue), ended_at=None).count()
    check_decision(issue.state, state, open_referrals=owed)
    decided_by = wording.line(decided_by, field="decided_by", called="who decided", longest=LONGEST_WHO)
    reason = wording.reason(reason)
    was, issue.state = issue.state, state
    issue.closed_at = now() if state in CLOSED else None
    issue.changed_at = now()
    issue.version += 1
    issue.save(update_fields=["state", "closed_at", "changed_at", "version"])
    if issue.sensitivity == Sensitivity.OPEN and not issue.is_public:
        _publish(issue)
        record(Audited.PUBLISHED, by=by, subject=issue)
        announce(IssuePublished(issue_id=issue.pk), about=issue)
    decision = Decision.objects.create(
        **as_read(issue),
        at=now(),
        by_id=by.person_id,
        decided_by=decided_by,
        was=was,
        state=state,
        reason=reason,
    )
    record(Audited.DECIDED, by=by, subject=issue, was=was, state=state)
    announce(IssueDecided(issue_id=issue.pk, decision_id=decision.pk, state=state), about=issue)
    return decision


def _publish(issue: Issue) -> None:
    if issue.sensitivity != Sensitivity.OPEN:
        raise NotReady("It stays among partners, because people could be known by it.", field="words")
    if issue.merged_into_id is not None:
        raise Conflict(f"{issue.reference} has been merged into another issue. Publish that one.")
    if not issue.words:
        raise NotReady("Write first, for everybody, what the issue is about.", field="words")
    issue.published_at = issue.published_at or now()
    issue.changed_at = now()
    issue.save(update_fields=["published_at", "changed_at"])
    let_read(issue, is_public=True)
