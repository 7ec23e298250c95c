"""Escalating an issue to the next level, and handing it back, with reasons."""

from __future__ import annotations

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import lock
from wardmote.kernel.events import publish
from wardmote.kernel.refusals import Conflict

from ..audit import Audited
from ..events import LevelMoved
from ..models import Issue, LevelChange
from ..permissions import Permission
from ..rules import Level, check_level
from . import wording
from .reading import as_read


@transaction.atomic
def escalate(*, by: Actor, issue: Issue, reason: str) -> Issue:
    """Take an issue to the next level: from local to the area, from there to the borough."""
    issue = lock(issue)
    access.require(by, Permission.ESCALATE, issue)
    _move(issue, issue.level + 1, by=by, reason=reason)
    record(Audited.ESCALATED, by=by, subject=issue, level=issue.level)
    return issue


@transaction.atomic
def hand_back(*, by: Actor, issue: Issue, reason: str) -> Issue:
    """Hand an issue back to the level below."""
    issue = lock(issue)
    access.require(by, Permission.HAND_BACK, issue)
    _move(issue, issue.level - 1, by=by, reason=reason)
    record(Audited.HANDED_BACK, by=by, subject=issue, level=issue.level)
    return issue


def _move(issue: Issue, level: int, *, by: Actor, reason: str) -> None:
    if not issue.is_living:
        raise Conflict(f"{issue.reference} has been decided, or merged. Open it again first.")
    if level not in set(Level):
        raise Conflict("There is no level beyond this one.")
    check_level(issue.level, level)
    reason = wording.reason(reason)
    was, issue.level = issue.level, Level(level)
    issue.changed_at = now()
    issue.version += 1
    issue.save(update_fields=["level", "changed_at", "version"])
    LevelChange.objects.create(
        **as_read(issue), at=now(), by_id=by.person_id, was=was, level=level, reason=reason
    )
    publish(LevelMoved(issue_id=issue.pk, level=level, was=was), about=issue)
