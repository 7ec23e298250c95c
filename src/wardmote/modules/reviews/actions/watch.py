"""What a person says of the reports that are counted, and the letter about the right to a review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, lock
from wardmote.kernel.refusals import Conflict, NotReady

from ..audit import Audited
from ..models import IncidentSaid, Letter
from ..models.watch import LONGEST_REASON
from ..permissions import Permission
from ..rules import Verdict

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Observation


@transaction.atomic
def say_incident(
    *,
    by: Actor,
    report: Observation,
    other: Observation | None = None,
    verdict: Verdict,
    reason: str,
) -> IncidentSaid:
    """Say that two reports are of one incident or of two, or that one does not count; and why.

    What was said of the same before is ended. Raises NotReady without a reason, or without a second report.
    """
    for each in filter(None, (report, other)):
        access.require(by, Permission.WATCH, each)
    reason = wording.text(reason, field="reason", called="why", longest=LONGEST_REASON, required=True)
    if (verdict == Verdict.LEFT_OUT) is not (other is None):
        raise NotReady("Choose the other report.", field="other")
    if other is not None and other.pk == report.pk:
        raise NotReady("Choose two different reports.", field="other")
    first, second = report, other
    if second is not None and second.pk < first.pk:
        first, second = second, first
    said = IncidentSaid(
        first=first,
        second=second,
        verdict=verdict,
        reason=reason,
        said_by_id=by.known_person_id,
        said_at=now(),
        readers=list(first.readers),
        second_readers=list((second or first).readers),
    )
    with as_system("what was said of the same reports before ends"):
        before = IncidentSaid.objects.filter(first=first, second=second, ended_at__isnull=True)
        before.update(ended_at=now(), ended_by=by.known_person_id)
        _save(said)
    record(Audited.INCIDENT_SAID, by=by, subject=said, verdict=verdict)
    return said


def _save(said: IncidentSaid) -> None:
    try:
        with transaction.atomic():
            said.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("Somebody said something of these reports just now. Look at it first.") from error


@transaction.atomic
def take_back_incident(*, by: Actor, said: IncidentSaid) -> IncidentSaid:
    """Take back what was said: the rule counts again. Raises Conflict where somebody has done so."""
    said = lock(said)
    for each in filter(None, (said.first, said.second)):
        access.require(by, Permission.WATCH, each)
    if said.ended_at is not None:
        raise Conflict("Somebody has taken this back already.")
    said.ended_at, said.ended_by_id = now(), by.known_person_id
    said.save(update_fields=["ended_at", "ended_by"])
    record(Audited.INCIDENT_TAKEN_BACK, by=by, subject=said, verdict=said.verdict)
    return said


@transaction.atomic
def make_letter(*, by: Actor, report: Observation, position: int) -> Letter:
    """Make the letter that tells somebody of the right to a review. What stands in it is not kept."""
    access.require(by, Permission.WATCH, report)
    letter = Letter(
        observation=report,
        position=position,
        made_by_id=by.known_person_id,
        made_at=now(),
        readers=list(report.readers),
    )
    letter.save(force_insert=True)
    record(Audited.LETTER_MADE, by=by, subject=letter, observation=report.pk)
    return letter


@transaction.atomic
def say_letter_sent(*, by: Actor, letter: Letter) -> Letter:
    """Say that a letter was sent or handed over. Raises Conflict where somebody has said so."""
    letter = lock(letter)
    access.require(by, Permission.WATCH, letter.observation)
    if letter.sent_at is not None:
        raise Conflict("Somebody has said already that it was sent.")
    letter.sent_at, letter.sent_by_id = now(), by.known_person_id
    letter.save(update_fields=["sent_at", "sent_by"])
    record(Audited.LETTER_SENT, by=by, subject=letter, observation=letter.observation_id)
    return letter
