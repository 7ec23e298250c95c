"""Bringing a file in by the pages: uploaded, mapped, looked through, begun, stopped, gone on with, thrown away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import lock
from wardmote.kernel.jobs import tasks

from ..adapters import import_files
from ..adapters.report_files import recognise
from ..audit import Audited
from ..models import ImportDraft, SavedMapping
from ..permissions import Permission
from ..queries.import_drafts import destination_of
from ..rules import Conflict, NotReady
from ..rules.importing import AT_WORK, BEFORE_IMPORT, LOOKED_THROUGH, MAX_FILE_BYTES, DraftState
from ..rules.mapping import FileLayout, Format, Written, to_yaml
from .imports import end_import

if TYPE_CHECKING:
    from ..queries.imports import Preview

LOOK_JOB = "referrals.look_through_import"
RUN_JOB = "referrals.run_import"

_REASONS = 20
_REJECTIONS = 20
_NOT_GONE_ON = "It was stopped, and nobody went on with it before its file was removed."
_ELSEWHERE = "This import was changed in another window, or by a job. The page now shows how it stands."


@transaction.atomic
def upload_reports(
    *, by: Actor, file_name: str, chunks: Iterable[bytes], like: ImportDraft | None = None
) -> ImportDraft:
    """Keep an uploaded file and see how it is written. ``like`` gives the mapping of an earlier upload.

    Raises Unreadable for what is no file of reports, and NotReady for one that is too large, with what to do instead.
    """
    access.require(by, Permission.IMPORT)
    if like is not None:
        access.require(by, Permission.OPEN_IMPORT_FILE, like)
    name = "".join(letter if letter.isprintable() else "_" for letter in file_name).strip()[-200:] or "file"
    stored = import_files.store(_limited(chunks))
    try:
        layout = recognise(import_files.where(stored.path), name)
        written: Written = {
            **(like.written if like else {"times": {"zone": "Europe/London"}}),
            "file": _file(layout),
        }
        draft = ImportDraft.objects.create(
            started_by_id=by.known_person_id,
            started_at=now(),
            changed_at=now(),
            file_name=name,
            path=stored.path,
            size=stored.size,
            sha256=stored.sha256,
            written=written,
            version=1 if like else 0,
        )
        record(Audited.FILE_UPLOADED, by=by, subject=draft, size=stored.size, sha256=stored.sha256)
    except BaseException:
        import_files.remove(stored.path)
        raise
    return draft


def _limited(chunks: Iterable[bytes]) -> Iterable[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MAX_FILE_BYTES:
            raise NotReady(
                f"The file is over {MAX_FILE_BYTES // 1_000_000} MB. Pack it with gzip, or split it.",
                field="file",
            )
        yield chunk


def _file(layout: FileLayout) -> Written:
    written: Written = {"format": layout.format.value, "encoding": layout.encoding}
    if layout.format is Format.CSV:
        written["delimiter"] = "tab" if layout.delimiter == "\t" else layout.delimiter
    elif layout.records:
        written["records"] = layout.records
    return written


@transaction.atomic
def change_mapping(*, by: Actor, draft: ImportDraft, written: Written, version: int) -> ImportDraft:
    """Keep what its owner says of the file so far. What looking at it came to is void. Raises Conflict."""
    draft = lock(draft)
    access.require(by, Permission.OPEN_IMPORT_FILE, draft)
    _must_be(draft, BEFORE_IMPORT, version)
    draft.written, draft.state, draft.seen, draft.problem = written, DraftState.MAPPING, None, ""
    draft.version += 1
    _save(draft)
    record(Audited.IMPORT_MAPPED, by=by, subject=draft, version=draft.version)
    return draft


@transaction.atomic
def ask_to_look(*, by: Actor, draft: ImportDraft, version: int) -> ImportDraft:
    """Have the whole file looked through in the background. Raises WrongMapping, NotReady, Conflict."""
    draft = lock(draft)
    access.require(by, Permission.OPEN_IMPORT_FILE, draft)
    _must_be(draft, BEFORE_IMPORT, version)
    destination_of(by, draft)
    draft.state, draft.seen, draft.problem = DraftState.LOOKING, None, ""
    _begin(draft)
    record(Audited.IMPORT_ASKED, by=by, subject=draft, job=LOOK_JOB)
    tasks.configure_task(LOOK_JOB).defer(draft_id=draft.pk, version=draft.version)
    return draft


@transaction.atomic
def keep_what_was_seen(*, by: Actor, draft: ImportDraft, preview: Preview) -> ImportDraft:
    """Keep the counts and reasons of a look, unless the mapping was changed meanwhile. Nobody's words."""
    asked, draft = draft.version, lock(draft)
    access.require(by, Permission.OPEN_IMPORT_FILE, draft)
    if draft.version != asked or draft.state != DraftState.LOOKING:
        return draft
    draft.seen = {
        "rows": preview.rows,
        "new": preview.by_category.total(),
        "already_here": preview.already_here,
        "rejected": len(preview.rejected),
        "ended_early": preview.ended_early,
        "by_category": preview.by_category.most_common(),
        "reasons": Counter(row.reason for row in preview.rejected).most_common(_REASONS),
        "rejections": [
            (row.number, row.their_reference, row.reason) for row in preview.rejected[:_REJECTIONS]
        ],
    }
    draft.state = DraftState.READY
    _save(draft)
    record(Audited.IMPORT_LOOKED_AT, by=by, subject=draft, rows=preview.rows, rejected=len(preview.rejected))
    return draft


@transaction.atomic
def start_import(*, by: Actor, draft: ImportDraft, version: int) -> ImportDraft:
    """Have a file imported as it was shown, or gone on with where that stopped or its job fell silent.

    Asked twice, it is begun once. Raises Conflict.
    """
    draft = lock(draft)
    access.require(by, Permission.OPEN_IMPORT_FILE, draft)
    if draft.state == DraftState.DONE or (draft.state == DraftState.IMPORTING and not draft.is_silent(now())):
        return draft
    _must_be(draft, {DraftState.READY, DraftState.STOPPED, DraftState.IMPORTING}, version)
    draft.state, draft.problem, draft.stop_asked_at = DraftState.IMPORTING, "", None
    _begin(draft)
    record(Audited.IMPORT_ASKED, by=by, subject=draft, job=RUN_JOB)
    tasks.configure_task(RUN_JOB).defer(draft_id=draft.pk)
    return draft


@transaction.atomic
def ask_to_stop(*, by: Actor, draft: ImportDraft) -> ImportDraft:
    """Stop what a job is doing with the file: a look at once, an import after the rows it has in hand."""
    draft = lock(draft)
    access.require(by, Permission.OPEN_IMPORT_FILE, draft)
    if draft.state not in AT_WORK:
        return draft
    if draft.state == DraftState.LOOKING:
        draft.state = DraftState.MAPPING
    elif draft.is_silent(now()):
        draft.state = DraftState.STOPPED
    else:
        draft.stop_asked_at = draft.stop_asked_at or now()
    _save(draft)
    record(Audited.IMPORT_STOPPED, by=by, subject=draft)
    return draft


@transaction.atomic
def leave_off(*, by: Actor, draft: ImportDraft, problem: str = "") -> ImportDraft:
    """Say that a job stopped with a file before its end, and why if nobody had asked it to.

    It says nothing when somebody has changed the mapping, or had the work begun again, since the job began.
    """
    asked, draft = draft.version, lock(draft)
    access.require(by, Permission.OPEN_IMPORT_FILE, draft)
    if draft.version != asked:
        return draft
    stopped = {DraftState.LOOKING: DraftState.MAPPING, DraftState.IMPORTING: DraftState.STOPPED}
    draft.state = stopped.get(DraftState(draft.state), draft.state)
    draft.problem, draft.stop_asked_at = problem[:1_000], None
    _save(draft)
    record(Audited.IMPORT_STOPPED, by=by, subject=draft)
    return draft


@transaction.atomic
def finish_import(*, by: Actor, draft: ImportDraft) -> ImportDraft:
    """Say that a file was read to its end. It is kept a while longer, so that rejected rows can be corrected."""
    draft = lock(draft)
    access.require(by, Permission.OPEN_IMPORT_FILE, draft)
    draft.state, draft.stop_asked_at = DraftState.DONE, None
    _save(draft)
    record(Audited.FILE_READ, by=by, subject=draft, run=draft.run_id)
    return draft


@transaction.atomic
def discard_file(*, by: Actor, draft: ImportDraft) -> ImportDraft:
    """Throw an uploaded file away before anything of it is kept. Raises Conflict afterwards."""
    draft = lock(draft)
    access.require(by, Permission.OPEN_IMPORT_FILE, draft)
    if draft.state == DraftState.DISCARDED:
        return draft
    _must_be(draft, BEFORE_IMPORT)
    draft.state = DraftState.DISCARDED
    _remove(draft)
    record(Audited.FILE_REMOVED, by=by, subject=draft)
    return draft


@transaction.atomic
def drop_file(*, by: Actor, draft: ImportDraft) -> ImportDraft:
    """Remove a file that its owner has left alone for too long. An import that was stopped ends where it is."""
    draft = lock(draft)
    access.require(by, Permission.OPEN_IMPORT_FILE, draft)
    if draft.file_removed_at:
        return draft
    if draft.run and not draft.run.finished_at:
        end_import(by=by, run=draft.run, ended_early=_NOT_GONE_ON)
    if draft.is_open:
        draft.state = DraftState.DONE if draft.run else DraftState.DISCARDED
    _remove(draft)
    record(Audited.FILE_REMOVED, by=by, subject=draft)
    return draft


@transaction.atomic
def save_mapping(*, by: Actor, draft: ImportDraft, name: str) -> SavedMapping:
    """Keep a mapping that was looked through under a name; an earlier one of that name ends.

    Raises NotReady without a name, and Conflict before the look and after the file was removed.
    """
    draft = lock(draft)
    access.require(by, Permission.OPEN_IMPORT_FILE, draft)
    if not draft.written or draft.state not in LOOKED_THROUGH:
        raise Conflict("A mapping can be kept once the file was looked through, as long as the file is here.")
    name = " ".join(name.split())
    if not name or len(name) > 100:
        raise NotReady("Give it a name of at most 100 letters.", field="name")
    SavedMapping.objects.filter(name=name, ended_at__isnull=True).update(ended_at=now())
    saved = SavedMapping.objects.create(
        name=name, source=to_yaml(draft.written), saved_by_id=by.known_person_id, saved_at=now()
    )
    record(Audited.MAPPING_SAVED, by=by, subject=saved)
    return saved


@transaction.atomic
def end_mapping(*, by: Actor, saved: SavedMapping) -> SavedMapping:
    """Offer a saved mapping no more."""
    saved = lock(saved)
    access.require(by, Permission.IMPORT)
    saved.ended_at = saved.ended_at or now()
    saved.save(update_fields=["ended_at"])
    record(Audited.MAPPING_ENDED, by=by, subject=saved)
    return saved


def _must_be(draft: ImportDraft, states: Collection[DraftState], version: int | None = None) -> None:
    if draft.state not in states or version not in (None, draft.version):
        raise Conflict(_ELSEWHERE)


def _begin(draft: ImportDraft) -> None:
    draft.rows_done = draft.bytes_done = 0
    draft.heard_at = now()
    draft.version += 1
    _save(draft)


def _save(draft: ImportDraft) -> None:
    draft.changed_at = now()
    draft.save()


def _remove(draft: ImportDraft) -> None:
    draft.written, draft.seen, draft.file_removed_at = {}, None, now()
    _save(draft)
    path = draft.path
    transaction.on_commit(lambda: import_files.remove(path))
