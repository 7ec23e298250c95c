"""Where the bytes are kept: a folder, written so that a file is there whole or not at all."""

import os
from pathlib import Path
from uuid import UUID

from django.conf import settings


def _folder() -> Path:
    return Path(settings.WARDMOTE_DATA) / "files"


def keep(uuid: UUID, extension: str, content: bytes) -> str:
    """Write the bytes and return their path below the folder for files."""
    path = f"{uuid.hex[:2]}/{uuid.hex}.{extension}"
    target = _folder() / path
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(target)
    return path


def read(path: str) -> bytes:
    """The bytes kept under this path."""
    return (_folder() / path).read_bytes()


def remove(path: str) -> None:
    """Remove the bytes kept under this path; nothing happens where there are none. It lasts through a power cut."""
    target = _folder() / path
    target.unlink(missing_ok=True)
    if target.parent.is_dir():
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
