"""Opening somebody's file: what it claims to be is told by its first bytes, not by its name."""

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

MAX_MAPPING_BYTES = 1_000_000
_GZIP = b"\x1f\x8b"
KINDS = {
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
UTF16 = (b"\xff\xfe", b"\xfe\xff")
# A GzipFile is not wrapped in another buffer: that one would lose what was read before a file breaks off.
Content: TypeAlias = io.BufferedReader | gzip.GzipFile
BROKEN_GZIP = (EOFError, zlib.error, gzip.BadGzipFile)


class Unreadable(ValueError):
    """The file cannot be read. The message says what to do."""


def read_mapping_text(path: Path) -> str:
    """The text of a mapping file. Raises Unreadable."""
    with opened(path, str(path)) as file:
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
    with opened(path, str(path)) as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    for other in others:
        digest.update(b"\0" + other.encode())
    return digest.hexdigest()


@contextmanager
def opened(path: Path, said: str) -> Iterator[io.BufferedReader]:
    """Open a file; ``said`` is its name for people. Raises Unreadable."""
    if path.is_dir():
        raise Unreadable(f"{said} is a folder. Name one file in it.")
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise Unreadable(f"There is no file {said}. Check its name and folder.") from error
    except (OSError, ValueError) as error:
        raise Unreadable(f"{said} cannot be opened. Check that you may read it.") from error
    with file:
        yield file


def content_of(said: str, size: int, raw: io.BufferedReader) -> Content:
    """What the file holds, unpacked if it was packed. Raises Unreadable."""
    if size == 0:
        raise Unreadable(f"{said} is empty. Check that it was copied whole.")
    return _unzipped(said, raw)


def _unzipped(said: str, raw: io.BufferedReader) -> Content:
    start = raw.read(2)
    raw.seek(0)
    if start != _GZIP:
        if said.endswith(".gz"):
            raise Unreadable(
                f"{said} is named .gz, but is no gzip file. Take .gz off its name or fetch it again."
            )
        return raw
    zipped = gzip.GzipFile(fileobj=raw)
    try:
        if not zipped.peek(1):
            raise Unreadable(f"{said} holds nothing. Check that it was packed whole.")
    except BROKEN_GZIP as error:
        raise Unreadable(f"{said} is a broken gzip file. Fetch it again.") from error
    return zipped
