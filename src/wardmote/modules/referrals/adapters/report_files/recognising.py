"""How a file that nobody has described is written, told from what it holds."""

import codecs
import csv
import json
from pathlib import Path
from typing import Any

from ...rules.mapping import FileLayout, Format
from .opening import BROKEN_GZIP, KINDS, UTF16, Content, Unreadable, content_of, opened

MAX_UNPACKED = 300_000_000
MAX_UNPACKED_JSON = 25_000_000
"""Bytes that a file may hold once unpacked. JSON can only be read whole, so it may hold less."""
MAX_COLUMNS = 500
_CHUNK = 1 << 20
_START = 64_000
_DELIMITERS = ",;\t|"
_DEEPEST = 3


def recognise(path: Path, called: str) -> FileLayout:
    """How the file is written. Raises Unreadable for what is no table of reports, with what to do.

    ``called`` is its name for people. Reads it to its end, so that what unpacks to too much is refused at once.
    """
    with opened(path, called) as raw:
        content = content_of(called, path.stat().st_size, raw)
        start = _start(called, content)
        encoding = "utf-16" if start.startswith(UTF16) else _encoding(called, content, start)
    text = start.decode(encoding if encoding != "utf-8" else "utf-8-sig", errors="ignore")
    if "\0" in text:
        raise Unreadable(f"{called} is no text: it holds bytes of a program or a picture. {_INSTEAD}")
    first = text.lstrip()[:1]
    if not first:
        raise Unreadable(f"{called} is empty. Check that it was copied whole.")
    if first == "<":
        raise Unreadable(f"{called} is a web page or XML. {_INSTEAD}")
    if first in "{[":
        return _json_layout(path, called, encoding)
    return _csv_layout(called, text, encoding)


_INSTEAD = "Open it in the system or program it came from and save it as CSV."


def _start(called: str, content: Content) -> bytes:
    try:
        start = content.read(_START)
    except BROKEN_GZIP as error:
        raise Unreadable(f"{called} is a broken gzip file. Fetch it again.") from error
    for mark, kind in KINDS.items():
        if start.startswith(mark):
            raise Unreadable(f"{called} is {kind}. {_INSTEAD}")
    return start


def _encoding(called: str, content: Content, start: bytes) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, size, chunk = True, 0, start
    while chunk:
        size += len(chunk)
        if size > MAX_UNPACKED:
            raise Unreadable(
                f"{called} unpacks to over {MAX_UNPACKED // 1_000_000} MB. Split it, or have it brought in at the "
                "server with wardmote import reports."
            )
        if is_utf8:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                is_utf8 = False
        try:
            chunk = content.read(_CHUNK)
        except BROKEN_GZIP:
            break  # what came before it can be read, and the import says where it ends
    return "utf-8" if is_utf8 else "windows-1252"


def _csv_layout(called: str, text: str, encoding: str) -> FileLayout:
    heading = text.splitlines()[0] if text.splitlines() else ""
    delimiter = max(_DELIMITERS, key=heading.count)
    names = next(csv.reader([heading], delimiter=delimiter), [])
    if len(names) > MAX_COLUMNS:
        raise Unreadable(f"{called} has {len(names):,} columns; {MAX_COLUMNS} are the most. Leave some out.")
    if len(text.splitlines()) < 2:
        raise Unreadable(f"{called} has one line only. It needs a heading and a row for each report.")
    return FileLayout(format=Format.CSV, encoding=encoding, delimiter=delimiter)


def _json_layout(path: Path, called: str, encoding: str) -> FileLayout:
    with opened(path, called) as raw:
        content = content_of(called, path.stat().st_size, raw)
        try:
            packed = content.read(MAX_UNPACKED_JSON + 1)
            if len(packed) > MAX_UNPACKED_JSON:
                raise Unreadable(
                    f"{called} holds over {MAX_UNPACKED_JSON // 1_000_000} MB of JSON. Save it as CSV instead."
                )
            found = json.loads(packed.decode("utf-8-sig" if encoding == "utf-8" else encoding))
        except BROKEN_GZIP as error:
            raise Unreadable(f"{called} breaks off before its end. Fetch it again.") from error
        except json.JSONDecodeError as error:
            raise Unreadable(
                f"{called} begins like JSON but is none at line {error.lineno}, column {error.colno}. "
                "Fetch it again. JSON with one record a line must be made into one list, or saved as CSV."
            ) from error
        except (RecursionError, UnicodeError, ValueError) as error:
            if isinstance(error, Unreadable):
                raise
            raise Unreadable(f"{called} holds JSON that nobody writes. {_INSTEAD}") from error
    records = _list_in(found)
    if records is None:
        raise Unreadable(f"{called} holds no list of reports. {_INSTEAD}")
    return FileLayout(format=Format.JSON, encoding=encoding, records=records)


def _list_in(found: Any, path: tuple[str, ...] = ()) -> str | None:
    """The keys that lead to the longest list of records, joined by dots; "" when it is the whole."""
    lists: list[tuple[int, str]] = []
    pending: list[tuple[tuple[str, ...], Any]] = [(path, found)]
    while pending:
        where, value = pending.pop()
        if isinstance(value, list) and any(isinstance(one, dict) for one in value[:20]):
            lists.append((len(value), ".".join(where)))
        elif isinstance(value, dict) and len(where) < _DEEPEST:
            pending += [((*where, key), inner) for key, inner in value.items() if key and "." not in key]
    return max(lists)[1] if lists else None
