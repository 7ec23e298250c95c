"""Which format a file is in, and having it read in a process of its own."""

import codecs
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from wardmote.shared.geography.rules.area_files import RawFile
from wardmote.shared.geography.rules.boundaries import BadMap

from . import confined
from .unpacking import unpack

MOST_BYTES = 50 * 1024 * 1024
MOST_FEATURES = 3_000
SECONDS = 90

DRIVERS = {
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".topojson": "TopoJSON",
    ".gpkg": "GPKG",
    ".kml": "LIBKML",
    ".shp": "ESRI Shapefile",
}
"""The only drivers of GDAL that ever open a file, each alone. Some of the others fetch what a file names."""

FORMATS = {
    "GeoJSON": "GeoJSON",
    "TopoJSON": "TopoJSON",
    "GPKG": "GeoPackage",
    "LIBKML": "KML",
    "ESRI Shapefile": "shapefile",
}
_TOPOLOGY = re.compile(rb'"type"\s*:\s*"Topology"')
_WHAT_IS_READ = "Bring GeoJSON, TopoJSON, a zipped shapefile, a GeoPackage or KML."


def are_boundaries(content: bytes) -> bool:
    """Say whether this begins as a file of boundaries does, of whichever format, rather than as a table."""
    begins = _text(content[:4_000]).lstrip("\ufeff \r\n\t")
    return content.startswith((b"PK", b"SQLite format 3")) or begins.startswith(("{", "[", "<"))


def open_boundaries(content: bytes, *, layer: str = "") -> RawFile:
    """Give what a file of boundaries holds, as it stands there. Of several layers the one named, or the first.

    Raises BadMap for what is none of the formats, too large, or cannot be read.
    """
    if len(content) > MOST_BYTES:
        raise BadMap(
            f"This file has {len(content) / 1_048_576:.0f} MB; {MOST_BYTES // 1_048_576} MB fit. Bring generalised"
            " boundaries, and those of your own places only."
        )
    with TemporaryDirectory(prefix="boundaries-") as folder:
        if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            files = unpack(content, Path(folder))
        else:
            files = [_kept(content, Path(folder))]
        return _read(files, layer)


def _kept(content: bytes, folder: Path) -> Path:
    """The file in a private folder, under the name of its format."""
    if content.startswith(b"SQLite format 3\x00"):
        suffix = ".gpkg"
    else:
        begins = _text(content[:4_000]).lstrip("\ufeff \r\n\t")
        if begins.startswith(("{", "[")):
            suffix = ".topojson" if _TOPOLOGY.search(content) else ".geojson"
        elif begins.startswith("<") and "<kml" in begins.casefold():
            suffix = ".kml"
        else:
            raise BadMap(f"This is no file of boundaries that can be read. {_WHAT_IS_READ}")
    path = folder / f"boundaries{suffix}"
    path.write_bytes(content)
    return path


def _text(content: bytes) -> str:
    for encoding in (
        ("utf-8-sig", "utf-16") if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig",)
    ):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("cp1252", errors="replace")


def _in_utf_8(path: Path) -> bool:
    """Make the text of a file UTF-8, which GDAL takes for granted. True where it was something else."""
    content = path.read_bytes()
    if path.suffix == ".kml" and re.search(rb"<\?xml[^>]*encoding", content[:200]):
        return False
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            content.decode("utf-8")
            return False
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    path.write_text(text, encoding="utf-8")
    return True


def _encoding(path: Path) -> tuple[str, bool]:
    """What the text of a shapefile is written in, and whether that is a guess.

    UTF-8 where all of it is; else what its .cpg says, or Windows-1252.
    """
    try:
        path.with_suffix(".dbf").read_bytes()[32:].decode("utf-8")
        return "utf-8", False
    except UnicodeDecodeError:
        pass
    beside = path.with_suffix(".cpg")
    said = beside.read_text(errors="replace").strip()[:20] if beside.is_file() else ""
    try:
        named = codecs.lookup(said).name
    except LookupError:
        return "cp1252", True
    return ("cp1252", True) if named.startswith("utf") else (named, False)


def _read(files: list[Path], layer: str) -> RawFile:
    """Read one of the files; with the layers of all of them to choose from, where there are several."""
    by_name = {path.stem: path for path in files}
    path = by_name.get(layer, files[0])
    driver = DRIVERS[path.suffix]
    is_shapefile = path.suffix == ".shp"
    recoded = False if is_shapefile or path.suffix == ".gpkg" else _in_utf_8(path)
    encoding = ""
    if is_shapefile:
        encoding, recoded = _encoding(path)
    said = _asked(driver, path, "" if len(files) > 1 or is_shapefile else layer, encoding)
    if "error" in said:
        raise BadMap(
            f"This {FORMATS[driver]} file cannot be read: it is damaged or incomplete. Export it again."
        )
    if not said["layers"]:
        raise BadMap("This file holds no areas. It must hold one polygon for each.")
    columns, values = said["columns"], said["values"]
    geometries = [None if drawn is None else bytes.fromhex(drawn) for drawn in said["geometries"]]
    return RawFile(
        format=FORMATS[driver],
        layers=tuple(by_name) if len(files) > 1 else tuple(said["layers"]),
        layer=path.stem if len(files) > 1 else said["layer"],
        crs=said["crs"] or "",
        columns=tuple(columns),
        rows=tuple(
            {column: value[number] for column, value in zip(columns, values, strict=True)}
            for number in range(len(geometries))
        ),
        geometries=tuple(geometries),
        is_recoded=recoded,
    )


@cache
def _all_drivers() -> frozenset[str]:
    import pyogrio

    return frozenset(pyogrio.list_drivers())


def _alone(driver: str) -> Mapping[str, str]:
    """The environment of a process in which GDAL knows one driver, and no way to the network or to other files."""
    without = _all_drivers() - {driver}
    return {
        "PATH": os.environ.get("PATH", ""),
        "GDAL_SKIP": ",".join(sorted(without)),
        "GDAL_DRIVER_PATH": "disable",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}",
        "GDAL_HTTP_PROXY": "127.0.0.1:9",
        "GDAL_HTTP_TIMEOUT": "1",
        "SHAPE_RESTORE_SHX": "YES",
        "OGR_GEOJSON_MAX_OBJ_SIZE": "100",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


def _asked(driver: str, path: Path, layer: str, encoding: str) -> dict[str, Any]:
    command = [
        sys.executable,
        "-I",
        str(Path(confined.__file__)),
        str(path),
        layer,
        encoding,
        str(MOST_FEATURES),
    ]
    try:
        done = subprocess.run(  # noqa: S603 (our own program; the file is the only thing that is strange)
            command,
            env=_alone(driver),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        said: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {"error": "ended"}
    except subprocess.TimeoutExpired as error:
        raise BadMap("Reading this file takes too long. Bring generalised boundaries.") from error
    except ValueError:
        return {"error": "no answer"}
    return said
