"""Bringing a file in: a batch of rows is one transaction, so an interrupted run goes on after the last one kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from wardmote.kernel import access, references
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, insert_many, lock, only_one
from wardmote.kernel.events import publish
from wardmote.shared.geography import queries as geography

from ..adapters.report_files import open_reports
from ..audit import Audited
from ..events import ReportsImported
from ..models import ImportDraft, ImportRejection, ImportRun, Observation, Reach
from ..permissions import Permission
from ..queries.imports import BATCH, Destination, Tell, fingerprint_of, heard_by_nobody, settle
from ..rules import CLOSED_ELSEWHERE, Channel, ObservationState
from ..rules.mapping import Batch, Report, batches

if TYPE_CHECKING:
    from wardmote.shared.geography.queries import Location


def import_reports(
    *,
    by: Actor,
    path: Path,
    to: Destination,
    tell: Tell = heard_by_nobody,
    draft: ImportDraft | None = None,
) -> ImportRun:
    """Bring a file of reports in, or go on with it where an interrupted run stopped.

    ``draft`` is the upload that the file came by, if it did. ``tell`` hears at the start and after every batch how
    far it is; what it raises stops the run, which can be gone on with. Raises Unreadable, and Busy while reports of
    the same system are being brought in by somebody else. Not one transaction: each batch is kept by itself.
    """
    access.require(by, Permission.IMPORT)
    called = draft.file_name if draft else ""
    with only_one(f"importing {to.mapping.system}"), open_reports(path, to.mapping, called) as file:
        run = begin_import(by=by, path=path, to=to, draft=draft)
        ended_early = ""
        tell(run.rows_read, file.done(), file.size)
        for batch in batches(file.rows, to.mapping, now=now(), size=BATCH, after=run.rows_read):
            run, ended_early = keep_batch(by=by, run=run, batch=batch, to=to), batch.ended_early
            tell(run.rows_read, file.done(), file.size)
        return end_import(by=by, run=run, ended_early=ended_early)


@transaction.atomic
def begin_import(*, by: Actor, path: Path, to: Destination, draft: ImportDraft | None = None) -> ImportRun:
    """The run to write to: a new one, or the one that was interrupted with the same file, mapping and team."""
    access.require(by, Permission.IMPORT)
    same = fingerprint_of(path, to)
    run = ImportRun.objects.filter(fingerprint=same, finished_at__isnull=True).first()
    if run is None:
        run = ImportRun.objects.create(
            system=to.mapping.system,
            file_name=(draft.file_name if draft else path.name)[:300],
            fingerprint=same,
            started_at=now(),
            started_by_id=by.person_id,
        )
        record(Audited.IMPORT_BEGUN, by=by, subject=run)
    if draft:
        ImportDraft.objects.filter(pk=draft.pk).update(run=run)
    return lock(run)


@transaction.atomic
def keep_batch(*, by: Actor, run: ImportRun, batch: Batch, to: Destination) -> ImportRun:
    """Keep what becomes of some rows: observations, rejections, and the run's counts."""
    run = lock(run)
    access.require(by, Permission.IMPORT)
    settled = settle(batch.outcomes, to)
    with as_system("reports of another system are recorded for others to read"):
        kept = insert_many(_observations([report for _, report in settled.new], run, to))
        insert_many(
            [
                Reach(key=key, observation_id=observation.pk, created_at=observation.created_at)
                for observation in kept
                for key in observation.readers
            ]
        )
    insert_many(
        [
            ImportRejection(
                run=run, row_number=row.number, their_reference=row.their_reference, reason=row.reason
            )
            for row in settled.rejected
        ]
    )
    run.rows_read += len(batch.outcomes)
    run.imported += len(kept)
    run.already_here += settled.already_here
    run.rejected += len(settled.rejected)
    run.save(update_fields=["rows_read", "imported", "already_here", "rejected"])
    record(Audited.IMPORTED, by=by, subject=run, rows_read=run.rows_read, imported=len(kept))
    publish(ReportsImported(run_id=run.pk, rows_read=run.rows_read), about=run)
    return run


@transaction.atomic
def end_import(*, by: Actor, run: ImportRun, ended_early: str) -> ImportRun:
    """Say that a file was read to its end, or to where it breaks off."""
    run = lock(run)
    access.require(by, Permission.IMPORT)
    run.finished_at, run.ended_early = now(), ended_early
    run.save(update_fields=["finished_at", "ended_early"])
    record(Audited.IMPORT_ENDED, by=by, subject=run, imported=run.imported, rejected=run.rejected)
    return run


def _observations(reports: Sequence[Report], run: ImportRun, to: Destination) -> list[Observation]:
    placed = {
        report.their_reference: geography.Position(report.latitude, report.longitude)
        for report in reports
        if report.latitude is not None and report.longitude is not None
    }
    at = dict(zip(placed, geography.locate_many(list(placed.values())), strict=True))
    return [
        _observation(report, reference, at.get(report.their_reference), run, to)
        for report, reference in zip(reports, _fresh_references(len(reports)), strict=True)
    ]


def _observation(
    report: Report, reference: str, location: Location | None, run: ImportRun, to: Destination
) -> Observation:
    category, sensitivity = to.categories[report.category], to.sensitivities[report.category]
    return Observation(
        reference=reference,
        state=ObservationState.ENDED if report.ended_at else ObservationState.RECORDED,
        recorded_for_id=to.team.pk if to.team else None,
        channel=Channel.IMPORT,
        category_id=category.pk,
        words=report.words,
        language=to.mapping.language,
        seriousness=report.seriousness or category.seriousness,
        people_affected=report.people_affected,
        sensitivity=sensitivity,
        observed_at=report.observed_at,
        created_at=report.observed_at,  # lists and maps show it at its own time, not at the import's
        sent_at=report.observed_at,
        ended_at=report.ended_at,
        ended_reason=CLOSED_ELSEWHERE if report.ended_at else "",
        latitude=report.latitude,
        longitude=report.longitude,
        place_words=report.place_words,
        ward_id=location.ward_id if location else None,
        outside_borough=location is not None and not location.inside_borough,
        import_run_id=run.pk,
        their_system=to.mapping.system,
        their_reference=report.their_reference,
        version=1,
        readers=to.readers[sensitivity].copy(),
    )


def _fresh_references(count: int) -> Iterable[str]:
    """References that no observation has; of many thousands at once, one may well be taken."""
    fresh: set[str] = set()
    while len(fresh) < count:
        drawn = {references.new("O") for _ in range(count - len(fresh))}
        taken = Observation.objects.filter(reference__in=drawn).values_list("reference", flat=True)
        fresh |= drawn - set(taken)
    return fresh
