"""Where uploaded files stand until they are imported: a folder of their own, under names that tell nothing."""

import hashlib
import os
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from django.conf import settings


class Stored(NamedTuple):
    """A file as it was written: its path below the folder, its bytes, and their SHA-256."""

    path: str
    size: int
    sha256: str


def _folder() -> Path:
    return Path(settings.WARDMOTE_DATA) / "imports"


def store(chunks: Iterable[bytes]) -> Stored:
    """Write a file, whole or not at all."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path, size, digest = f"{uuid4().hex}.reports", 0, hashlib.sha256()
    unfinished = folder / f"{path}.part"
    try:
        with unfinished.open("wb") as file:
            for chunk in chunks:
                size += file.write(chunk)
                digest.update(chunk)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(folder / path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return Stored(path, size, digest.hexdigest())


def where(path: str) -> Path:
    """Where a stored file stands."""
    return _folder() / path


def remove(path: str) -> None:
    """Remove a stored file, if it is still there."""
    where(path).unlink(missing_ok=True)


def remove_all_but(paths: Collection[str], *, before: datetime) -> int:
    """Remove every file written before a moment that is none of these, and say how many those were."""
    removed = 0
    for file in _folder().glob("*.reports*"):
        if file.name not in paths and file.stat().st_mtime < before.timestamp():
            file.unlink(missing_ok=True)
            removed += 1
    return removed


def shipped_mappings() -> dict[str, str]:
    """The mappings that come with Wardmote, where its examples are at hand: name to text."""
    folder = Path(__file__).resolve().parents[5] / "examples" / "mappings"
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.yaml"))}
