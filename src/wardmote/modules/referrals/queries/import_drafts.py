"""Reads about files on their way in: what a file holds, what its owner has said of it, what it would become."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now

from ..adapters import import_files
from ..adapters.report_files import open_reports, open_rows
from ..models import ImportDraft, ImportRun, SavedMapping
from ..permissions import Permission
from ..rules.importing import OPEN_DRAFT
from ..rules.mapping import (
    Broken,
    EndedEarly,
    FileLayout,
    Format,
    Outcome,
    Report,
    ReportMapping,
    Row,
    Suggested,
    batches,
    folded,
    is_usable,
    read_mapping,
    suggest_columns,
    to_yaml,
)
from . import imports

SAMPLE = 200
"""How many rows are read to show what the columns hold."""
SURVEYED = 100_000
"""How many rows are read to list the different values of a column."""
VALUES_SHOWN = 150
COLUMNS_SHOWN = 200
_LONGEST_VALUE = 200
_SAMPLES = 3
_LONGEST_SAMPLE = 60
_LOOKED_THROUGH = 2_000
"""How many rows are read for the first ones as they will be."""
_LISTED = 50


@dataclass(frozen=True, kw_only=True)
class SeenColumn:
    """A column of a file: ``samples`` are its first different values, as they may be shown."""

    name: str
    samples: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SeenFile:
    """The beginning of a file. ``unusable`` are columns that a mapping cannot name."""

    columns: tuple[SeenColumn, ...]
    unusable: tuple[str, ...]
    rows: tuple[Row, ...]

    def values(self, *names: str) -> list[str]:
        """What stands in some columns, where anything does."""
        return [value for row in self.rows for name in names if (value := row.get(name, "").strip())]

    @cached_property
    def suggested(self) -> Suggested:
        """Which column is probably what."""
        return suggest_columns({c.name: [row.get(c.name, "") for row in self.rows] for c in self.columns})


@dataclass(frozen=True, kw_only=True)
class Values:
    """The different values of a column with their counts, the commonest first. ``others`` are not listed."""

    counted: list[tuple[str, int]]
    others: int
    rows: int
    whole: bool


NO_VALUES = Values(counted=[], others=0, rows=0, whole=True)
"""Those of no column."""


def import_draft(actor: Actor, number: int) -> ImportDraft:
    """A file on its way in, for who uploaded it. Raises DoesNotExist, and NotAllowed for anybody else."""
    draft = ImportDraft.objects.select_related("run").get(pk=number)
    access.require(actor, Permission.OPEN_IMPORT_FILE, draft)
    return draft


def open_drafts(actor: Actor) -> list[ImportDraft]:
    """The files that are on their way in, the latest first: that they are, not what they hold."""
    access.require(actor, Permission.IMPORT)
    drafts = ImportDraft.objects.filter(state__in=OPEN_DRAFT).select_related("started_by")
    return list(drafts.order_by("-changed_at", "-pk")[:_LISTED])


def file_of(actor: Actor, draft: ImportDraft) -> Path:
    """Where the file stands, for a job or a query that reads it."""
    access.require(actor, Permission.OPEN_IMPORT_FILE, draft)
    return import_files.where(draft.path)


def layout_of(draft: ImportDraft) -> FileLayout:
    """How the file is written."""
    written = draft.written["file"]
    return FileLayout(
        format=Format(written["format"]),
        encoding=written.get("encoding", "utf-8"),
        delimiter=written.get("delimiter", ","),
        records=written.get("records", ""),
    )


def seen_file(actor: Actor, draft: ImportDraft) -> SeenFile:
    """The beginning of the file: its columns and some of what they hold. Raises Unreadable."""
    with open_rows(file_of(actor, draft), layout_of(draft), called=draft.file_name) as file:
        rows = tuple(islice(_whole_rows(file.rows), SAMPLE))
        headings = file.columns
    usable = [name for name in headings if is_usable(name) and headings.count(name) == 1]
    columns = tuple(
        SeenColumn(name=name, samples=_samples(row.get(name, "") for row in rows))
        for name in usable[:COLUMNS_SHOWN]
    )
    unusable = [shown(name) or "no name" for name in dict.fromkeys(headings) if name not in usable]
    return SeenFile(columns=columns, unusable=tuple(unusable[:_LISTED]), rows=rows)


def _whole_rows(rows: Iterator[Row | Broken]) -> Iterator[Row]:
    try:
        for row in rows:
            if isinstance(row, dict):
                yield row
    except EndedEarly:
        return


def _samples(values: Iterator[str]) -> tuple[str, ...]:
    different = dict.fromkeys(short for value in values if (short := shown(value)))
    return tuple(islice(different, _SAMPLES))


def shown(value: str, longest: int = _LONGEST_SAMPLE) -> str:
    """A value on one line, cut, and without what cannot be printed."""
    plain = "".join(letter if letter.isprintable() else " " for letter in value[: longest * 4])
    line = " ".join(plain.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def values_in(actor: Actor, draft: ImportDraft, columns: Sequence[str]) -> dict[str, Values]:
    """The different values of some columns, as far as the file is surveyed, in one reading. Raises Unreadable."""
    counts: dict[str, Counter[str]] = {column: Counter() for column in columns}
    rows = 0
    if columns:
        path, layout = file_of(actor, draft), layout_of(draft)
        with open_rows(path, layout, needed=columns, called=draft.file_name) as file:
            for row in islice(_whole_rows(file.rows), SURVEYED):
                rows += 1
                for column, count in counts.items():
                    count[row.get(column, "")] += 1
    return {column: _counted(count, rows) for column, count in counts.items()}


def _counted(counts: Counter[str], rows: int) -> Values:
    alike: Counter[str] = Counter()
    spelt: dict[str, str] = {}
    for written, count in counts.items():
        value = written.strip()
        if value and value.isprintable() and len(value) <= _LONGEST_VALUE:
            alike[spelt.setdefault(folded(value), value)] += count
    listed = alike.most_common(VALUES_SHOWN)
    return Values(counted=listed, others=len(alike) - len(listed), rows=rows, whole=rows < SURVEYED)


def mapping_of(actor: Actor, draft: ImportDraft) -> ReportMapping:
    """The mapping as it stands. Raises WrongMapping with every fault."""
    access.require(actor, Permission.OPEN_IMPORT_FILE, draft)
    return read_mapping(to_yaml(draft.written), imports.categories_by_key(actor))


def destination_of(actor: Actor, draft: ImportDraft) -> imports.Destination:
    """Where its rows go. Raises WrongMapping, and NotReady when its team works no more."""
    return imports.destination(actor, mapping_of(actor, draft), None)


def first_rows(
    actor: Actor, draft: ImportDraft, to: imports.Destination, count: int
) -> list[tuple[Outcome, Report]]:
    """The first rows as they will be. Raises Unreadable."""
    found: list[tuple[Outcome, Report]] = []
    with open_reports(file_of(actor, draft), to.mapping, draft.file_name) as file:
        rows = islice(file.rows, _LOOKED_THROUGH)
        for batch in batches(rows, to.mapping, now=now(), size=count * 2):
            found += imports.settle(batch.outcomes, to, [outcome.their_reference for outcome, _ in found]).new
            if len(found) >= count:
                break
    return found[:count]


def saved_mappings(actor: Actor) -> list[SavedMapping]:
    """The mappings kept under a name."""
    access.require(actor, Permission.IMPORT)
    standing = SavedMapping.objects.filter(ended_at__isnull=True)
    return list(standing.select_related("saved_by").order_by("name")[:200])


def saved_mapping(actor: Actor, number: int) -> SavedMapping:
    """One of them. Raises DoesNotExist."""
    access.require(actor, Permission.IMPORT)
    return SavedMapping.objects.get(pk=number, ended_at__isnull=True)


def shipped_mappings(actor: Actor) -> dict[str, str]:
    """The mappings that come with Wardmote: name to text."""
    access.require(actor, Permission.IMPORT)
    return import_files.shipped_mappings()


def draft_behind(actor: Actor, run: ImportRun) -> ImportDraft | None:
    """The upload that a run came from, for who uploaded it, while its file is kept."""
    draft = ImportDraft.objects.filter(run=run).order_by("-pk").first()
    if draft is None or not access.allows(actor, Permission.OPEN_IMPORT_FILE, draft):
        return None
    return None if draft.file_removed_at else draft


def rejected_rows(
    actor: Actor, draft: ImportDraft, run: ImportRun
) -> tuple[list[str], Iterator[tuple[Row, int, str]]]:
    """The columns of a run's file, and its rejected rows as they stand there, each with number and reason.

    Of a row that could not be read as one, only the reason can be given. Raises Unreadable.
    """
    path, layout = file_of(actor, draft), layout_of(draft)
    with open_rows(path, layout, called=draft.file_name) as file:
        columns = list(dict.fromkeys(file.columns))

    def walk() -> Iterator[tuple[Row, int, str]]:
        reasons = {row.row_number: row.reason for row in imports.all_rejections(actor, run)}
        last = max(reasons, default=0)
        with open_rows(path, layout, called=draft.file_name) as file:
            try:
                for number, row in enumerate(islice(file.rows, last), 1):
                    if number in reasons:
                        yield (row if isinstance(row, dict) else {}), number, reasons[number]
            except EndedEarly:
                return

    return columns, walk()
