"""Saying that two people, known from two observations, are one person or are not; and taking it back (R1.2).

Neither observation changes, nor who reads what of it. So taking it back leaves everything as it was.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, lock
from wardmote.kernel.refusals import Conflict, NotReady

from ..audit import Audited
from ..models import LONGEST_IDENTIFYING, Identification, Observation
from ..permissions import Permission
from ..queries.knowing import End, who_is_who
from ..rules import ObservationState, Verdict
from .readers import who_reads_of


@dataclass(frozen=True)
class Somebody:
    """One of the people an observation is about."""

    observation: Observation
    position: int


@transaction.atomic
def identify(
    *, by: Actor, one: Somebody, other: Somebody, verdict: Verdict, reason: str = ""
) -> Identification:
    """Keep that two people are one person, with a reason, or that they are not. They are not suggested again.

    Raises NotAllowed for anybody of whom the actor reads nothing, NotReady without a reason and for people who cannot
    be compared, Conflict where something else was said before that the actor may know.
    """
    first, second = sorted((one, other), key=lambda somebody: somebody.observation.pk)
    observations = [lock(somebody.observation) for somebody in (first, second)]
    for somebody, observation in zip((first, second), observations, strict=True):
        access.require(by, Permission.IDENTIFY, observation)
        if not set(by.keys) & set(_who_reads(somebody)):
            raise access.NotAllowed(f"{by.id} reads nothing of somebody in {observation}")
        if observation.state == ObservationState.DRAFT:
            raise NotReady("One of the two is still a draft. Record it first.", field="reason")
    if first.observation.pk == second.observation.pk:
        raise NotReady("They stand in one observation, so they are two people.", field="reason")
    why = wording.text(
        reason,
        field="reason",
        called="how you know",
        longest=LONGEST_IDENTIFYING,
        required=verdict == Verdict.SAME,
    )
    ends = (first.observation.pk, first.position), (second.observation.pk, second.position)
    _check_nothing_else_was_said(by, *ends, verdict)
    identification = Identification.objects.create(
        first=observations[0],
        first_position=first.position,
        second=observations[1],
        second_position=second.position,
        verdict=verdict,
        reason=why,
        said_by_id=by.known_person_id,
        said_at=now(),
        readers=_who_reads(first),
        second_readers=_who_reads(second),
    )
    record(Audited.IDENTIFIED, by=by, subject=identification, verdict=verdict)
    return identification


@transaction.atomic
def undo_identification(*, by: Actor, identification: Identification, reason: str) -> Identification:
    """Take back that two people are one, or are not: each record stands as before, and they may be suggested again.

    Raises Conflict where somebody has taken it back already.
    """
    identification = lock(identification)
    for observation in (identification.first, identification.second):
        access.require(by, Permission.IDENTIFY, observation)
    if identification.undone_at is not None:
        raise Conflict("It was taken back already. The page now shows how it stands.")
    identification.undone_reason = wording.text(
        reason,
        field="reason",
        called="why you take it back",
        longest=LONGEST_IDENTIFYING,
        required=True,
    )
    identification.undone_at, identification.undone_by_id = now(), by.known_person_id
    identification.save(update_fields=["undone_reason", "undone_at", "undone_by"])
    record(Audited.IDENTIFICATION_UNDONE, by=by, subject=identification, verdict=identification.verdict)
    return identification


def _who_reads(somebody: Somebody) -> list[int]:
    with as_system("who reads of both learns what is said of them, and nobody else"):
        return who_reads_of(somebody.observation, somebody.position)


def _check_nothing_else_was_said(by: Actor, one: End, other: End, verdict: Verdict) -> None:
    """Refuse what speaks against what the actor may know was said; what they may not know they do not learn so."""
    ones, others = (who_is_who(by, number, [position])[position] for number, position in (one, other))
    if other in ones.one:
        said = "This was said already." if verdict == Verdict.SAME else "They were said to be one person."
        raise Conflict(f"{said} Take that back first, if it is wrong.")
    if ones.apart & others.one:
        raise Conflict("They were said to be two people. Take that back first, if it is wrong.")
