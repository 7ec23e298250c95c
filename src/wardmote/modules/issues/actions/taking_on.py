"""Residents take an issue on: a group, or a task-and-finish group, with whom to ask and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import lock
from wardmote.kernel.refusals import Conflict, NotReady

from ..audit import Audited
from ..models import Issue, TakenOn
from ..permissions import Permission
from ..rules import TakenOnBy
from . import wording
from .reading import as_read

LONGEST_NAME = 200


@dataclass(frozen=True, kw_only=True)
class NewTakenOn:
    """Which group takes an issue on, whom to ask, what they will do, and from when until when."""

    kind: TakenOnBy
    group: str
    contact_role: str
    will_do: str
    begins_on: date
    ends_on: date | None = None


@transaction.atomic
def take_on(*, by: Actor, issue: Issue, new: NewTakenOn) -> TakenOn:
    """Write down that residents take an issue on. Raises NotReady for missing words, names, or dates the wrong way."""
    issue = lock(issue)
    access.require(by, Permission.TAKE_ON, issue)
    if not issue.is_living:
        raise Conflict(f"{issue.reference} has been decided, or merged. Open it again first.")
    if new.ends_on is not None and new.ends_on < new.begins_on:
        raise NotReady("The last day lies before the first. Give a later one.", field="ends_on")
    if new.kind == TakenOnBy.TASK_AND_FINISH and new.ends_on is None:
        raise NotReady("A task-and-finish group has a last day. Give it.", field="ends_on")
    taken = TakenOn.objects.create(
        **as_read(issue),
        kind=new.kind,
        group=wording.line(new.group, field="group", called="the name of the group", longest=LONGEST_NAME),
        contact_role=wording.line(
            new.contact_role, field="contact_role", called="whom to ask", longest=LONGEST_NAME
        ),
        will_do=wording.text(new.will_do, field="will_do", called="what they will do"),
        begins_on=new.begins_on,
        ends_on=new.ends_on,
        at=now(),
        by_id=by.person_id,
    )
    _touched(issue)
    record(Audited.TAKEN_ON, by=by, subject=issue, taken_on=taken.pk)
    return taken


@transaction.atomic
def end_taking_on(*, by: Actor, taken_on: TakenOn, words: str) -> TakenOn:
    """Say how it went when a group ends its work on an issue."""
    taken_on = lock(taken_on)
    issue = lock(taken_on.issue)
    access.require(by, Permission.TAKE_ON, issue)
    if taken_on.ended_at is not None:
        raise Conflict("Somebody has said so already. The page shows what.")
    taken_on.ended_words = wording.text(words, field="words", called="how it went")
    taken_on.ended_at = now()
    taken_on.save(update_fields=["ended_words", "ended_at"])
    _touched(issue)
    record(Audited.TAKING_ON_ENDED, by=by, subject=issue, taken_on=taken_on.pk)
    return taken_on


def _touched(issue: Issue) -> None:
    issue.changed_at = now()
    issue.version += 1
    issue.save(update_fields=["changed_at", "version"])
