"""Approving what is due, shedding it batch by batch, and the proof of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from django.db import transaction
from django.urls import reverse

from wardmote.kernel import access, wording
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now, today
from wardmote.kernel.database import as_system, lock
from wardmote.kernel.privacy.disclosure import published, told
from wardmote.kernel.privacy.kinds import kind_called
from wardmote.kernel.privacy.shedding import take_turns
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.shared.messaging import actions as messaging
from wardmote.shared.partnerships import queries as partnerships

from ..audit import Audited
from ..models import LONGEST_REASON, Batch, Certificate, Run, Tally
from ..permissions import Permission
from ..queries.due import asked_for, preview, shown_digest
from ..rules import WAIT, RunState, digest_of, digest_of_all, rule_in_words, sealed

APPROVED = "retention.approved"
AT_ONCE = 50
"""Records of one batch, and so of one transaction: few enough that nobody waits long for what it holds."""


class StillThere(RuntimeError):
    """What was shed is due all the same: something is wrong with its source, and going on would never end."""


@transaction.atomic
def approve_run(*, by: Actor, as_of: date, seen: str) -> Run:
    """Let what is due on a day go, a week from now. `seen` stands for the numbers that were shown.

    Raises NotReady for a day to come, Conflict where the numbers have changed or a run is on its way.
    """
    access.require(by, Permission.APPROVE)
    take_turns()
    if as_of > today():
        raise NotReady("What is due on a day to come can only be looked at. Approve it then.", field="on")
    if Run.objects.filter(state=RunState.APPROVED).exists():
        raise Conflict("A run has been approved already. It must be done or stopped first.")
    lines = preview(by, as_of)
    if shown_digest(as_of, lines) != seen:
        raise Conflict("The numbers have changed since you looked. Look again, then approve them.")
    run = Run.objects.create(
        as_of_on=as_of,
        approved_by_id=by.known_person_id,
        approved_at=now(),
        begins_on=today() + WAIT,
        expected=[line.kept() for line in lines],
    )
    record(Audited.RUN_APPROVED, by=by, subject=run, as_of=str(as_of), seen=seen)
    messaging.tell(
        by=by,
        kind=APPROVED,
        people=[one for one in partnerships.protection_officers(()) if one != by.person_id],
        link=reverse("retention:due"),
        once=f"run:{run.pk}",
    )
    return run


@transaction.atomic
def stop_run(*, by: Actor, run: Run, reason: str) -> Run:
    """Let nothing more of a run go. What has gone stays gone, and is certified. Raises Conflict where it has ended."""
    access.require(by, Permission.APPROVE)
    why = wording.text(reason, field="reason", called="why", longest=LONGEST_REASON, required=True)
    take_turns()
    run = lock(run)
    if run.state != RunState.APPROVED:
        raise Conflict("It has been done or stopped already. The page now shows how it stands.")
    run.state, run.ended_at = RunState.STOPPED, now()
    run.stopped_by_id, run.stopped_reason = by.known_person_id, why
    run.save(update_fields=["state", "ended_at", "stopped_by", "stopped_reason"])
    record(Audited.RUN_STOPPED, by=by, subject=run)
    if run.batches.exists():
        certificate = _certify(run)
        record(Audited.CERTIFIED, by=by, subject=certificate, **certificate.proof)
    return run


@transaction.atomic
def shed_next(*, by: Actor, run: Run) -> int:
    """Shed the next few records of a run that may go now: all of that and its proof, or nothing. Gives how many.

    Periods and holds count as they are at this moment. Zero says that nothing is left, or that the run has ended.
    """
    access.require(by, Permission.SHED)
    take_turns()
    run = lock(run)
    if run.state != RunState.APPROVED or run.begins_on > today():
        return 0
    with as_system("what is due and approved is shed"):
        for kept, asked in asked_for(by, run.as_of_on):
            source = kept.kind.source
            if source is None or not (ids := sorted(source.take(asked, AT_ONCE))):
                continue
            rows = source.shed(ids)
            if set(source.take(asked, AT_ONCE)) & set(ids):
                raise StillThere(kept.kind.key)
            batch = Batch.objects.create(
                run=run,
                position=run.batches.count() + 1,
                kind=kept.kind.key,
                part=kept.part.key,
                months=kept.months,
                records=len(ids),
                rows=dict(rows),
                digest=digest_of(ids),
                at=now(),
            )
            record(
                Audited.SHED, by=by, subject=batch, kind=batch.kind, part=batch.part, months=batch.months,
                records=batch.records, digest=batch.digest,
            )  # fmt: skip
            return len(ids)
    return 0


@transaction.atomic
def finish_run(*, by: Actor, run: Run) -> Certificate | None:
    """Say that nothing of a run is left, and certify what went. None where it has ended, or is not begun."""
    access.require(by, Permission.SHED)
    run = lock(run)
    if run.state != RunState.APPROVED or run.begins_on > today():
        return None
    run.state, run.ended_at = RunState.DONE, now()
    run.save(update_fields=["state", "ended_at"])
    certificate = _certify(run)
    record(Audited.CERTIFIED, by=by, subject=certificate, **certificate.proof)
    return certificate


@transaction.atomic
def count_due(*, by: Actor) -> Tally:
    """Count what is due today and keep the numbers, as people may be told them, for pages that are opened often."""
    access.require(by, Permission.SHED)
    kept = [line.kept() for line in preview(by, today())]
    tally, _ = Tally.objects.update_or_create(
        of_all=True, defaults={"as_of_on": today(), "counted_at": now(), "lines": kept}
    )
    record(Audited.COUNTED, by=by, subject=tally, as_of=str(tally.as_of_on))
    return tally


def _certify(run: Run) -> Certificate:
    certificate = Certificate(run=run, issued_at=now())
    certificate.says = {
        "certificate": certificate.reference,
        "run": run.pk,
        "due_on": run.as_of_on.isoformat(),
        "approved_by": f"person:{run.approved_by_id}",
        "approved_at": run.approved_at.isoformat(),
        "stopped": run.state == RunState.STOPPED,
        "issued_at": certificate.issued_at.isoformat(),
        "lines": _lines(run, certificate.reference),
    }
    certificate.digest = sealed(certificate.says)
    certificate.save(force_insert=True)
    return certificate


def _lines(run: Run, reference: str) -> list[Mapping[str, Any]]:
    """What went of each part, by which rule."""
    lines: list[Mapping[str, Any]] = []
    batches = [one for one in run.batches.all() if not _is_secret(one.kind, one.part)]
    ordered = sorted(batches, key=lambda one: (one.kind, one.part, one.months, one.position))
    for (key, part, months), of_one in groupby(ordered, key=lambda one: (one.kind, one.part, one.months)):
        kind, together = kind_called(key), list(of_one)
        rows: dict[str, int] = {}
        for one in together:
            for table, count in one.rows.items():
                rows[table] = rows.get(table, 0) + count
        lines.append(
            {
                "kind": key,
                "part": part,
                "rule": rule_in_words(months, kind.begins),
                "then": kind.then,
                "first": together[0].at.isoformat(),
                "last": together[-1].at.isoformat(),
                "records": sum(one.records for one in together),
                "rows": rows,
                "digest": digest_of_all([one.digest for one in together]),
            }
        )
    return [*lines, *_secret_lines(run, reference)]


def _secret_lines(run: Run, reference: str) -> Iterator[Mapping[str, Any]]:
    """About how many went of each part that is secret, a line for each whether any went or none; not when.

    No digest either: who knows all records but one could try which one fits. It stands with the batches.
    """
    went: dict[tuple[str, str], int] = {}
    for one in run.batches.all():
        went[one.kind, one.part] = went.get((one.kind, one.part), 0) + one.records
    for line in run.expected:
        if line.get("is_secret"):
            part = line["kind"], line["part"]
            yield {
                "kind": part[0],
                "part": part[1],
                "rule": line["rule"],
                "then": line["then"],
                "records": told([published("what went", (reference, *part), went.get(part, 0))]),
                "about": True,
                "rows": None,
                "digest": None,
            }


def _is_secret(kind: str, part: str) -> bool:
    return part != "" and kind_called(kind).part(part).secret
