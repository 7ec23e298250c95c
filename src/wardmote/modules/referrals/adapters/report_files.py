"""Reads files of reports row by row: CSV as it streams, JSON whole, either compressed with gzip.

What a file claims to be is told by its first bytes, not by its name. A row that is broken is handed on as such, so
that every row can be accounted for; a file that cannot be read at all raises Unreadable with what to do.
"""

import csv
import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TextIO, TypeAlias

from ..rules.mapping import Broken, EndedEarly, FileLayout, Format, ReportMapping, Row

MAX_MAPPING_BYTES = 1_000_000
MAX_JSON_BYTES = 200_000_000
_LONGEST_LINE = 1_000_000  # letters; a longer one is read in pieces, which then are broken rows
_GZIP = b"\x1f\x8b"
_KINDS = {
    b"PK\x03\x04": "a zip file or an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"7z\xbc\xaf": "a 7-Zip file",
    b"SQLite": "a database",
}
# A GzipFile is not wrapped in another buffer: that one would lose what was read before a file breaks off.
Content: TypeAlias = io.BufferedReader | gzip.GzipFile
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Unreadable(ValueError):
    """The file cannot be read. The message says what to do."""


@dataclass(frozen=True)
class ReportFile:
    """An open file of reports. ``rows`` can be walked once; ``done`` tells how many bytes of ``size`` were read."""

    rows: Iterator[Row | Broken]
    size: int
    done: Callable[[], int]


def read_mapping_text(path: Path) -> str:
    """The text of a mapping file. Raises Unreadable."""
    with _opened(path) as file:
        content = file.read(MAX_MAPPING_BYTES + 1)
    if len(content) > MAX_MAPPING_BYTES:
        raise Unreadable(f"{path} is too long for a mapping file. Give the mapping after --mapping.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path} is not a text in UTF-8. Save the mapping file as UTF-8.") from error


def fingerprint(path: Path, *others: str) -> str:
    """SHA-256 of a file together with some texts, in hexadecimal. Raises Unreadable."""
    digest = hashlib.sha256()
    with _opened(path) as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    for other in others:
        digest.update(b"\0" + other.encode())
    return digest.hexdigest()


@contextmanager
def open_reports(path: Path, mapping: ReportMapping) -> Iterator[ReportFile]:
    """Open a file of reports and check that it is what the mapping says.

    Raises Unreadable when it is not; walking the rows raises EndedEarly where the file breaks off.
    """
    with _opened(path) as raw:
        size = path.stat().st_size
        if size == 0:
            raise Unreadable(f"{path} is empty. Check that it was copied whole.")
        content = _unzipped(path, raw)
        _check_kind(path, content.peek(16), mapping.file)
        read = _csv_rows if mapping.file.format == Format.CSV else _json_rows
        # What reads the lines closes the file behind the last one.
        yield ReportFile(
            rows=read(path, content, mapping), size=size, done=lambda: size if raw.closed else raw.tell()
        )


@contextmanager
def _opened(path: Path) -> Iterator[io.BufferedReader]:
    if path.is_dir():
        raise Unreadable(f"{path} is a folder. Name one file in it.")
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise Unreadable(f"There is no file {path}. Check its name and folder.") from error
    except (OSError, ValueError) as error:
        raise Unreadable(f"{path} cannot be opened. Check that you may read it.") from error
    with file:
        yield file


def _unzipped(path: Path, raw: io.BufferedReader) -> Content:
    start = raw.read(2)
    raw.seek(0)
    if start != _GZIP:
        if path.suffix == ".gz":
            raise Unreadable(
                f"{path} is named .gz, but is no gzip file. Take .gz off its name or fetch it again."
            )
        return raw
    zipped = gzip.GzipFile(fileobj=raw)
    try:
        if not zipped.peek(1):
            raise Unreadable(f"{path} holds nothing. Check that it was packed whole.")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Unreadable(f"{path} is a broken gzip file. Fetch it again.") from error
    return zipped


def _check_kind(path: Path, start: bytes, layout: FileLayout) -> None:
    for mark, kind in _KINDS.items():
        if start.startswith(mark):
            raise Unreadable(
                f"{path} is {kind}, not {layout.format}. Save it as {layout.format} and try again."
            )
    if start.startswith(_UTF16) and layout.encoding != "utf-16":
        raise Unreadable(f"{path} is written in UTF-16. Say “encoding: utf-16” under “file” in the mapping.")
    if layout.format == Format.CSV and start.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"["):
        raise Unreadable(f"{path} looks like JSON. Say “format: json” under “file” in the mapping.")


def _codec(layout: FileLayout) -> str:
    return "utf-8-sig" if layout.encoding == "utf-8" else layout.encoding


def _csv_rows(path: Path, content: Content, mapping: ReportMapping) -> Iterator[Row | Broken]:
    # Bytes that are no letters pass as lone surrogates, so that only the rows that hold them are turned away.
    text = io.TextIOWrapper(content, encoding=_codec(mapping.file), errors="surrogateescape", newline="")
    reader = csv.reader(_lines(text), delimiter=mapping.file.delimiter, strict=True)
    try:
        heading = [name.strip() for name in next(reader)]
    except (StopIteration, csv.Error, EndedEarly) as error:
        raise Unreadable(
            f"{path} has no heading that can be read. Its first line must name the columns."
        ) from error
    _check_columns(path, mapping, heading)
    return _csv_body(reader, heading)


def _csv_body(reader: Any, heading: list[str]) -> Iterator[Row | Broken]:
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
        else:
            yield dict(zip(heading, values, strict=True))


def _lines(text: TextIO) -> Iterator[str]:
    try:
        while line := text.readline(_LONGEST_LINE):
            yield line
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise EndedEarly(
            "The gzip file breaks off before its end. Fetch it again and run the same command."
        ) from error
    except UnicodeError as error:
        raise EndedEarly("From here on the file is not in the encoding that the mapping names.") from error


def _json_rows(path: Path, content: Content, mapping: ReportMapping) -> Iterator[Row | Broken]:
    found = _load_json(path, content, mapping)
    for key in mapping.file.records.split(".") if mapping.file.records else []:
        if not isinstance(found, dict) or key not in found:
            known = (
                f" Known here: {', '.join(sorted(map(str, found))[:20])}." if isinstance(found, dict) else ""
            )
            raise Unreadable(f"{path} has no “{key}”. Mend “records” under “file” in the mapping.{known}")
        found = found[key]
    if not isinstance(found, list):
        lists = [k for k, v in found.items() if isinstance(v, list)] if isinstance(found, dict) else []
        meant = f"Say “records: {lists[0]}”" if lists else "Say where the list is with “records”"
        raise Unreadable(f"{path} holds no list there. {meant} under “file” in the mapping.")
    rows = [_flat(record) for record in found]
    if rows:
        columns = {column for row in rows if isinstance(row, dict) for column in row}
        _check_columns(path, mapping, sorted(columns))
    return iter(rows)


def _load_json(path: Path, content: Content, mapping: ReportMapping) -> Any:
    try:
        packed = content.read(MAX_JSON_BYTES + 1)
        if len(packed) > MAX_JSON_BYTES:
            raise Unreadable(
                f"{path} is over {MAX_JSON_BYTES // 1_000_000} MB. Save it as CSV, which has no limit."
            )
        return json.loads(packed.decode(_codec(mapping.file)))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Unreadable(
            f"{path} breaks off before its end. JSON can only be read whole: fetch it again."
        ) from error
    except UnicodeError as error:
        raise Unreadable(
            f"{path} is not in {mapping.file.encoding}. Name its encoding under “file”."
        ) from error
    except json.JSONDecodeError as error:
        raise Unreadable(f"{path} is no JSON at line {error.lineno}, column {error.colno}: {error.msg}. "
                         "Nothing was read; fetch the file again.") from error  # fmt: skip
    except (RecursionError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(
            f"{path} holds JSON that nobody writes: nested too deep, or with a number too long."
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


def _check_columns(path: Path, mapping: ReportMapping, present: list[str]) -> None:
    missing = [column for column in mapping.columns if column not in present]
    twice = [column for column in mapping.columns if present.count(column) > 1]
    if missing:
        _stop(
            f"{path} has no column {_quoted(missing)}, which the mapping names. Its columns: {', '.join(present[:40])}."
        )
    if twice:
        _stop(f"{path} has more than one column {_quoted(twice)}. Rename one in the file.")


def _quoted(names: list[str]) -> str:
    return " or ".join(f"“{name}”" for name in names)


def _stop(sentence: str) -> NoReturn:
    raise Unreadable(sentence)
