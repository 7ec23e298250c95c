"""What was done to a category, a group or a clock, from the audit trail: what, when and by whom, never old words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.models import AuditEntry
from wardmote.shared.accounts import queries as accounts

from ..audit import Audited
from ..models import Category, CategoryGroup, ClockProfile
from ..permissions import Permission

_MOST = 50

_DONE = {
    Audited.CATEGORY_GROUP_ADDED: "Added",
    Audited.CATEGORY_GROUP_CHANGED: "Changed",
    Audited.CATEGORY_GROUP_PLACED: "Put in another place of the list",
    Audited.CATEGORY_GROUP_ENDED: "Ended",
    Audited.CATEGORY_ADDED: "Added",
    Audited.CATEGORY_CHANGED: "Changed",
    Audited.CATEGORY_ENDED: "Ended",
    Audited.CLOCK_ADDED: "Added",
    Audited.CLOCK_CHANGED: "Changed",
    Audited.CLOCK_ENDED: "Ended",
}

_FIELDS = {
    "acknowledge": "by when to acknowledge",
    "audience": "who is offered it",
    "basis": "what it rests on",
    "close": "by when to close",
    "clock": "the clock",
    "urgent_clock": "the urgent clock",
    "danger_words": "the words about danger",
    "decide": "by when to decide",
    "description": "the description",
    "group": "the group",
    "name": "the name",
    "not_this": "what belongs elsewhere",
    "questions": "the questions",
    "reason": "why these times",
    "sensitivity": "who may usually know",
    "seriousness": "the usual seriousness",
    "synonyms": "people’s own words",
    "remind_after": "when to remind",
    "update_every": "how often to update",
    "wait_coordinator": "how long the coordinator’s rung waits",
    "wait_desk": "how long the desk’s rung waits",
    "wait_lead": "how long the lead’s rung waits",
}


class Act(NamedTuple):
    """One thing that was done."""

    what: str
    at: datetime
    by: str


def history_of(actor: Actor, subject: Category | CategoryGroup | ClockProfile) -> Sequence[Act]:
    """What was done to it, the newest first, the last fifty acts: two queries, for a clock three. Raises NotAllowed.

    A clock's history goes on through its changes of times.
    """
    access.require(actor, Permission.CHANGE_REGISTER)
    numbers = [subject.pk]
    if isinstance(subject, ClockProfile):
        numbers = list(ClockProfile.objects.filter(key=subject.key).values_list("pk", flat=True))
    entries = AuditEntry.objects.filter(
        subject_type=subject._meta.label_lower,
        subject_id__in=[str(number) for number in numbers],
        what__in=list(_DONE),
    ).order_by("-id")[:_MOST]
    names = accounts.names_of({entry.actor_id for entry in entries})
    return [Act(what=_in_words(entry), at=entry.at, by=names[entry.actor_id]) for entry in entries]


def _in_words(entry: AuditEntry) -> str:
    done, fields = _DONE[Audited(entry.what)], entry.details.get("fields", [])
    changed = [_FIELDS[name] for name in fields if name in _FIELDS]
    remits = entry.details.get("remits", 0)
    if changed:
        return f"{done} {', '.join(changed)}"
    if remits:
        return f"{done}, and with it {remits} remit{'' if remits == 1 else 's'}"
    return done
