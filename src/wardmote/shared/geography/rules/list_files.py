"""Files of long lists as they are published: CSV, or CSV in a zip. Read line by line, so that any size goes through."""

import zipfile
from collections.abc import Iterable, Iterator
from typing import IO

_NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"\xfe\xff")
"""How a file of a spreadsheet program begins, new and old, and a text in UTF-16."""

_IN_PARTS = "multi_csv"
"""Where the ONS puts what it gives as one file a second time, cut up."""


class UnreadableFile(ValueError):
    """The file is no list that can be read. The message says what to do."""


def decoded(lines: Iterable[bytes]) -> Iterator[str]:
    """Read lines as UTF-8, or as the Windows-1252 of older spreadsheets where they are none.

    Raises UnreadableFile for the own file of a spreadsheet program, and for UTF-16.
    """
    for number, line in enumerate(lines):
        if number == 0 and line.startswith(_NO_TEXT):
            raise UnreadableFile("This is not CSV. Save the sheet as “CSV UTF-8” and give that file.")
        try:
            yield line.decode().replace("\0", "")
        except UnicodeDecodeError:
            yield line.decode("cp1252", errors="replace").replace("\0", "")


def lists_in(file: IO[bytes]) -> Iterator[Iterator[str]]:
    """Give each list of a file: the one that it is, or those in a zip, without what only describes them.

    Raises UnreadableFile for a zip that is damaged, locked or without a CSV.
    """
    if file.read(4) != _NO_TEXT[0]:
        file.seek(0)
        yield decoded(file)
        return
    try:
        with zipfile.ZipFile(file) as archive:
            names = _of_data([name for name in archive.namelist() if name.casefold().endswith(".csv")])
            if not names:
                raise UnreadableFile(
                    "There is no CSV in this zip. Give the one that the list was published in."
                )
            for name in names:
                with archive.open(name) as member:
                    yield decoded(member)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise UnreadableFile("This zip is damaged or locked. Fetch it again.") from error


def _of_data(names: list[str]) -> list[str]:
    """Leave out documents beside a folder of data, and a second copy in parts."""
    names = sorted(names)
    data = [name for name in names if "data" in name.casefold().split("/")[:-1]] or names
    return [name for name in data if _IN_PARTS not in name.casefold().split("/")] or data
