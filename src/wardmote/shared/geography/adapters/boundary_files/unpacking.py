"""What may stand in a zip archive of boundaries, and taking it out without trusting what the archive says of itself."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from wardmote.shared.geography.rules.boundaries import BadMap

MOST_UNPACKED = 200 * 1024 * 1024
MOST_MEMBERS = 2_000
AT_ONCE = 1024 * 1024

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
"""The parts of a shapefile that are read. The first and third must be there."""

WHOLE = (".gpkg", ".geojson", ".topojson", ".json", ".kml")


def unpack(content: bytes, into: Path) -> list[Path]:
    """Take the boundaries of an archive into a folder. Gives each shapefile's .shp, and other files of boundaries.

    What it holds besides is left where it is, and no name in it is used as a path. Raises BadMap for what is no
    archive, unpacks to far more than it weighs, or holds nothing that can be read.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _unpack(archive, into)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, BadMap):
            raise
        raise BadMap(
            "This zip archive cannot be opened: it is damaged, or locked with a password. Make it again."
        ) from error


def _unpack(archive: zipfile.ZipFile, into: Path) -> list[Path]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MOST_MEMBERS:
        raise BadMap(f"This zip archive holds {len(members):,} files. Bring one with the boundaries only.")
    found: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.name.startswith(".") or "__MACOSX" in path.parts or path.suffix.lower() not in PARTS + WHOLE:
            continue
        of = str(path.with_suffix("")).casefold()
        found.setdefault(of, {})[path.suffix.lower()] = member
    left, opened = MOST_UNPACKED, []
    for number, parts in enumerate(found.values()):
        for suffix in _wanted(parts):
            name = _plain_name(PurePosixPath(parts[suffix].filename.replace("\\", "/")).stem, number)
            into.joinpath(str(number)).mkdir(exist_ok=True)
            to = into / str(number) / f"{name}{suffix}"
            with archive.open(parts[suffix]) as packed, to.open("wb") as out:
                left -= _copied(packed, out, left)
            if suffix == ".shp" or suffix in WHOLE:
                opened.append(to)
    if not opened:
        raise BadMap(_nothing(found))
    return opened


def _wanted(parts: Mapping[str, zipfile.ZipInfo]) -> list[str]:
    """The parts that make one whole: of a shapefile all, else the file of boundaries."""
    if ".shp" in parts:
        return [suffix for suffix in PARTS if suffix in parts] if ".dbf" in parts else []
    return [suffix for suffix in WHOLE if suffix in parts][:1]


def _copied(packed: IO[bytes], out: IO[bytes], left: int) -> int:
    """How many bytes were copied. Raises BadMap before more than are left."""
    copied = 0
    while piece := packed.read(AT_ONCE):
        copied += len(piece)
        if copied > left:
            raise BadMap(
                f"This zip archive unpacks to more than {MOST_UNPACKED // 1_048_576} MB. Bring generalised boundaries,"
                " and those of your own places only."
            )
        out.write(piece)
    return copied


def _plain_name(stem: str, number: int) -> str:
    """A file name from one that anybody may have written."""
    kept = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in stem)[:60]
    return kept.encode("ascii", "ignore").decode() or f"boundaries_{number}"


def _nothing(found: Mapping[str, Mapping[str, zipfile.ZipInfo]]) -> str:
    if any(".shp" in parts for parts in found.values()):
        return "The .shp in this zip archive has no .dbf beside it, which holds the names. Zip all its parts together."
    return (
        "This zip archive holds no boundaries. Zip the .shp together with its .dbf, .shx and .prj, or bring the GeoJSON"
        " itself."
    )
