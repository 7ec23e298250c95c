"""Placing, reviewing and lifting legal holds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction

from wardmote.kernel import access, references, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now, today
from wardmote.kernel.database import as_system, lock
from wardmote.kernel.privacy.shedding import take_turns
from wardmote.kernel.refusals import Conflict, NotReady

from ..audit import Audited
from ..models import LONGEST_REASON, Hold
from ..permissions import Permission
from ..rules import HoldOn

if TYPE_CHECKING:
    from wardmote.shared.accounts.models import Person
    from wardmote.shared.partnerships.models import Category, Team

Chosen = TypeVar("Chosen")

LONGEST_NAME = 200
LONGEST_WAIT = timedelta(days=366)
_REASON = "legal holds, for data protection officers"


@transaction.atomic
def place_hold(
    *,
    by: Actor,
    on: HoldOn,
    reason: str,
    review_on: date,
    record_reference: str = "",
    name: str = "",
    team: Team | None = None,
    category: Category | None = None,
    colleague: Person | None = None,
) -> Hold:
    """Keep everything it lies on until somebody lifts it, from this moment on.

    Says nothing of whether there is such a record. Raises NotReady for what is missing or cannot be.
    """
    access.require(by, Permission.HOLD)
    take_turns()
    hold = Hold(on=on.value, placed_by_id=by.known_person_id, placed_at=now())
    hold.reason = wording.text(reason, field="reason", called="why", longest=LONGEST_REASON, required=True)
    hold.review_on = _review(review_on)
    match on:
        case HoldOn.RECORD:
            read = references.read(record_reference)
            if read is None or read[:2] not in ("O-", "R-"):
                raise NotReady(
                    "Write the reference of an observation or a referral, such as O-7K3M9-QXT4B.",
                    field="record",
                )
            hold.record = read
        case HoldOn.PERSON:
            hold.name = wording.line(
                name, field="name", called="the person’s name", longest=LONGEST_NAME, required=True
            )
        case HoldOn.TEAM:
            hold.team = _given(team, "team")
        case HoldOn.CATEGORY:
            hold.category = _given(category, "category")
        case HoldOn.COLLEAGUE:
            hold.colleague = _given(colleague, "colleague")
    with as_system(_REASON):
        hold.save(force_insert=True)
    record(Audited.HOLD_PLACED, by=by, subject=hold, on=on.value)
    return hold


@transaction.atomic
def review_hold(*, by: Actor, hold: Hold, review_on: date) -> Hold:
    """Say that a hold is still needed, and when to look again. Raises Conflict where it was lifted."""
    access.require(by, Permission.HOLD)
    with as_system(_REASON):
        hold = _in_force(hold)
        hold.review_on = _review(review_on)
        hold.save(update_fields=["review_on"])
    record(Audited.HOLD_REVIEWED, by=by, subject=hold, review_on=str(review_on))
    return hold


@transaction.atomic
def lift_hold(*, by: Actor, hold: Hold, words: str) -> Hold:
    """Let what it lay on go again when its time is over. Raises Conflict where it was lifted."""
    access.require(by, Permission.HOLD)
    why = wording.text(
        words, field="words", called="why it is not needed any more", longest=LONGEST_REASON, required=True
    )
    with as_system(_REASON):
        hold = _in_force(hold)
        hold.lifted_at, hold.lifted_by_id, hold.lifted_words = now(), by.known_person_id, why
        hold.save(update_fields=["lifted_at", "lifted_by", "lifted_words"])
    record(Audited.HOLD_LIFTED, by=by, subject=hold)
    return hold


def _in_force(hold: Hold) -> Hold:
    hold = lock(hold)
    if hold.lifted_at is not None:
        raise Conflict("Somebody has lifted this hold already. The page now shows how it stands.")
    return hold


def _review(day: date) -> date:
    if not today() < day <= today() + LONGEST_WAIT:
        raise NotReady("Give a day after today, within a year.", field="review_on")
    return day


def _given(chosen: Chosen | None, field: str) -> Chosen:
    if chosen is None:
        raise NotReady(f"Choose the {field}.", field=field)
    return chosen
