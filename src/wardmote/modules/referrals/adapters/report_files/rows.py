"""Reads files of reports row by row: CSV as it streams, JSON whole, either compressed with gzip.

A row that is broken is handed on as such, so that every row can be accounted for; a file that cannot be read at all
raises Unreadable with what to do.
"""

import csv
import io
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TextIO

from ...rules.mapping import (
    Broken,
    EndedEarly,
    FileLayout,
    Format,
    ReportMapping,
    Row,
    as_it_was,
    is_correctable,
)
from .opening import BROKEN_GZIP, KINDS, UTF16, Content, Unreadable, content_of, opened

MAX_JSON_BYTES = 200_000_000
_LONGEST_LINE = 1_000_000  # letters; a longer one is read in pieces, which then are broken rows


@dataclass(frozen=True)
class ReportFile:
    """An open file of reports. ``rows`` can be walked once; ``done`` tells how many bytes of ``size`` were read."""

    columns: list[str]
    rows: Iterator[Row | Broken]
    size: int
    done: Callable[[], int]


@contextmanager
def open_reports(path: Path, mapping: ReportMapping, called: str = "") -> Iterator[ReportFile]:
    """Open a file of reports and check that it is what the mapping says. ``called`` is its name for people.

    Raises Unreadable when it is not; walking the rows raises EndedEarly where the file breaks off.
    """
    with open_rows(path, mapping.file, needed=mapping.columns, called=called) as file:
        yield file


@contextmanager
def open_rows(
    path: Path, layout: FileLayout, *, needed: Collection[str] = (), called: str = ""
) -> Iterator[ReportFile]:
    """Open a file that is written in this way and has the columns that are needed. Raises as open_reports does."""
    said = called or str(path)
    with opened(path, said) as raw:
        size = path.stat().st_size
        content = content_of(said, size, raw)
        _check_kind(said, content.peek(16), layout)
        read = _csv_rows if layout.format == Format.CSV else _json_rows
        columns, rows = read(said, content, layout)
        if columns or layout.format == Format.CSV:  # an empty list has no columns, and needs none
            _check_columns(said, needed, columns)
        # What reads the lines closes the file behind the last one.
        yield ReportFile(
            columns=columns, rows=rows, size=size, done=lambda: size if raw.closed else raw.tell()
        )


def _check_kind(said: str, start: bytes, layout: FileLayout) -> None:
    for mark, kind in KINDS.items():
        if start.startswith(mark):
            raise Unreadable(
                f"{said} is {kind}, not {layout.format}. Save it as {layout.format} and try again."
            )
    if start.startswith(UTF16) and layout.encoding != "utf-16":
        raise Unreadable(f"{said} is written in UTF-16. Say “encoding: utf-16” under “file” in the mapping.")
    if layout.format == Format.CSV and start.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"["):
        raise Unreadable(f"{said} looks like JSON. Say “format: json” under “file” in the mapping.")


def _codec(layout: FileLayout) -> str:
    return "utf-8-sig" if layout.encoding == "utf-8" else layout.encoding


def _csv_rows(said: str, content: Content, layout: FileLayout) -> tuple[list[str], Iterator[Row | Broken]]:
    # Bytes that are no letters pass as lone surrogates, so that only the rows that hold them are turned away.
    text = io.TextIOWrapper(content, encoding=_codec(layout), errors="surrogateescape", newline="")
    reader = csv.reader(_lines(text), delimiter=layout.delimiter, strict=True)
    try:
        heading = [name.strip() for name in next(reader)]
    except (StopIteration, csv.Error, EndedEarly) as error:
        raise Unreadable(
            f"{said} has no heading that can be read. Its first line must name the columns."
        ) from error
    return heading, _csv_body(reader, heading)


def _csv_body(reader: Any, heading: list[str]) -> Iterator[Row | Broken]:
    came_back = is_correctable(heading)
    while True:
        first = reader.line_num + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error:
            last = reader.line_num
            where = f"line {first}" if last <= first else f"lines {first} to {last}"
            yield Broken(f"The quotes in {where} do not match, or a value is over 131,072 characters long.")
            continue
        if not values:
            continue
        if len(values) != len(heading):
            yield Broken(f"It has {len(values)} columns; the heading has {len(heading)}.")
        elif came_back:
            yield {name: as_it_was(value) for name, value in zip(heading, values, strict=True)}
        else:
            yield dict(zip(heading, values, strict=True))


def _lines(text: TextIO) -> Iterator[str]:
    try:
        while line := text.readline(_LONGEST_LINE):
            yield line
    except BROKEN_GZIP as error:
        raise EndedEarly(
            "The gzip file breaks off before its end. Fetch it again and run the same command."
        ) from error
    except UnicodeError as error:
        raise EndedEarly("From here on the file is not in the encoding that the mapping names.") from error


def _json_rows(said: str, content: Content, layout: FileLayout) -> tuple[list[str], Iterator[Row | Broken]]:
    found = _load_json(said, content, layout)
    for key in layout.records.split(".") if layout.records else []:
        if not isinstance(found, dict) or key not in found:
            known = (
                f" Known here: {', '.join(sorted(map(str, found))[:20])}." if isinstance(found, dict) else ""
            )
            raise Unreadable(f"{said} has no “{key}”. Mend “records” under “file” in the mapping.{known}")
        found = found[key]
    if not isinstance(found, list):
        lists = [k for k, v in found.items() if isinstance(v, list)] if isinstance(found, dict) else []
        meant = f"Say “records: {lists[0]}”" if lists else "Say where the list is with “records”"
        raise Unreadable(f"{said} holds no list there. {meant} under “file” in the mapping.")
    rows = [_flat(record) for record in found]
    return list(dict.fromkeys(column for row in rows if isinstance(row, dict) for column in row)), iter(rows)


def _load_json(said: str, content: Content, layout: FileLayout) -> Any:
    try:
        packed = content.read(MAX_JSON_BYTES + 1)
        if len(packed) > MAX_JSON_BYTES:
            raise Unreadable(
                f"{said} is over {MAX_JSON_BYTES // 1_000_000} MB. Save it as CSV, which has no limit."
            )
        return json.loads(packed.decode(_codec(layout)))
    except BROKEN_GZIP as error:
        raise Unreadable(
            f"{said} breaks off before its end. JSON can only be read whole: fetch it again."
        ) from error
    except UnicodeError as error:
        raise Unreadable(f"{said} is not in {layout.encoding}. Name its encoding under “file”.") from error
    except json.JSONDecodeError as error:
        raise Unreadable(f"{said} is no JSON at line {error.lineno}, column {error.colno}: {error.msg}. "
                         "Nothing was read; fetch the file again.") from error  # fmt: skip
    except (RecursionError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(
            f"{said} holds JSON that nobody writes: nested too deep, or with a number too long."
        ) from error


def _flat(record: Any) -> Row | Broken:
    if not isinstance(record, dict):
        return Broken("It is not a record with named values.")
    flat: Row = {}
    pending: list[tuple[str, Any]] = [(str(key), value) for key, value in record.items()]
    while pending:
        name, value = pending.pop()
        if isinstance(value, dict):
            pending += [(f"{name}.{key}", inner) for key, inner in value.items()]
        elif isinstance(value, list):
            pending += [(f"{name}.{place}", inner) for place, inner in enumerate(value)]
        elif isinstance(value, bool):
            flat[name] = str(value).lower()
        else:
            flat[name] = "" if value is None else str(value)
    return flat


def _check_columns(said: str, needed: Collection[str], present: Sequence[str]) -> None:
    missing = [column for column in needed if column not in present]
    twice = [column for column in needed if present.count(column) > 1]
    if missing:
        _stop(
            f"{said} has no column {_quoted(missing)}, which the mapping names. Its columns: {', '.join(present[:40])}."
        )
    if twice:
        _stop(f"{said} has more than one column {_quoted(twice)}. Rename one in the file.")


def _quoted(names: list[str]) -> str:
    return " or ".join(f"“{name}”" for name in names)


def _stop(sentence: str) -> NoReturn:
    raise Unreadable(sentence)
